"""The application that Django installs: all layers put together."""

from django.apps import AppConfig


class PoseidonConfig(AppConfig):
    """Label `poseidon`: the domain's models, the web surfaces' templates, the commands."""

    name = "poseidon"
    default_auto_field = "django.db.models.AutoField"

    def ready(self) -> None:
        """Tells the engine who knows the tenants' status, and which sagas there are."""
        from poseidon.domain.accounts import appointing, opening  # noqa: F401 - they define their sagas
        from poseidon.domain.accounts.selectors import tenant_status
        from poseidon.domain.changes import recording
        from poseidon.tenancy.api import register_status_source

        register_status_source(tenant_status)
        recording.install()
