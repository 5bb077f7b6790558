"""Which server an alias is on."""

from django.db.backends.base.base import BaseDatabaseWrapper


def endpoint_of(wrapper: BaseDatabaseWrapper) -> str:
    """`host:port`, or the file; remembered on the wrapper."""
    known: str | None = wrapper.__dict__.get("poseidon_endpoint")
    if known is None:
        settings = wrapper.settings_dict
        host, port = settings.get("HOST"), settings.get("PORT") or 3306
        known = f"{host or 'localhost'}:{port}" if wrapper.vendor != "sqlite" else str(settings["NAME"])
        wrapper.__dict__["poseidon_endpoint"] = known
    return known
