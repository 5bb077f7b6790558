"""The engine as a Django application."""

from types import ModuleType

from django.apps import AppConfig

from poseidon.tenancy import connections, database_arguments, imports


class TenancyConfig(AppConfig):
    """Label `tenancy`; must stand first in INSTALLED_APPS: loading models asks for a connection."""

    name = "poseidon.tenancy"
    label = "tenancy"
    default_auto_field = "django.db.models.BigAutoField"

    def __init__(self, app_name: str, app_module: ModuleType | None) -> None:
        super().__init__(app_name, app_module)
        connections.install()
        imports.install()
        database_arguments.install()

    def ready(self) -> None:
        """Registers the system checks, which need the models."""
        from poseidon.tenancy.checks.registration import register_checks

        register_checks()
