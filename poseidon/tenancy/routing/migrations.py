"""Which migration operation belongs on which database."""

from typing import Any

from django.apps import apps
from django.conf import settings

from poseidon.commons.config.parsing import REPLICA_SUFFIX
from poseidon.tenancy.context import CURRENT_TENANT
from poseidon.tenancy.errors import RemovedModelError, UnhintedMigrationError
from poseidon.tenancy.registry import family, tenant_of
from poseidon.tenancy.routing.homes import home_of

CONTROL = "default"


def belongs(db: str, app_label: str, model_name: str | None, hints: dict[str, Any]) -> bool:
    """Whether an operation of `app_label` runs on `db`; never on a replica.

    Decided by the model, else by the `tables=` hint, else by the application if all its models live
    together. Raises UnhintedMigrationError where none of them tells.
    """
    if db.endswith(REPLICA_SUFFIX):
        return False
    named = _named(app_label, model_name, hints)
    homes = _homes(app_label, named, hints)
    if len(homes) != 1 and named is not None:
        raise RemovedModelError(named, db)
    if len(homes) != 1:
        raise UnhintedMigrationError(app_label, db)
    home = homes.pop()
    return tenant_of(db) is not None if home == CURRENT_TENANT else family(db) == family(home)


def _named(app_label: str, model_name: str | None, hints: dict[str, Any]) -> str | None:
    """`app.model` in lower case, where the operation is about one model."""
    model = hints.get("model")
    if model is not None:
        return str((model._meta.auto_created or model)._meta.label_lower)
    name = model_name or hints.get("model_name")
    return None if name is None else f"{app_label}.{name}".lower()


def _homes(app_label: str, named: str | None, hints: dict[str, Any]) -> set[str]:
    """The databases that the operation is about; one if it is well hinted."""
    mapped = getattr(settings, "TENANCY_APP_DATABASES", {}).get(app_label)
    if mapped is not None:
        return {str(mapped)}
    if named is not None:
        return _homes_of_model(named)
    if "tables" in hints:
        return {home_of_table(table) for table in hints["tables"]}
    return _homes_of_app(app_label)


def _homes_of_model(named: str) -> set[str]:
    """One, unless the model is installed no longer: then where its application lives."""
    removed = getattr(settings, "TENANCY_REMOVED_MODELS", {}).get(named)
    if removed is not None:
        return {str(removed)}
    app_label, _, model_name = named.partition(".")
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError:
        return _homes_of_app(app_label)
    return {home_of(model) or CONTROL}


def _homes_of_app(app_label: str) -> set[str]:
    try:
        found = apps.get_app_config(app_label).get_models(include_auto_created=True)
    except LookupError:
        return {CONTROL}
    return {home_of(model) or CONTROL for model in found} or {CONTROL}


def home_of_table(table: str) -> str:
    """The database in which `table` lives, by the installed models; the control database if none has it."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table == table:
            return home_of(model) or CONTROL
    return CONTROL
