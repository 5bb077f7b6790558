"""The models that are compared inside one process of Poseidon: its own, and a stranger to the engine."""

from typing import Any, Final

from django.apps.registry import Apps
from django.db import connections, models, router
from django.db.backends.mysql.base import DatabaseWrapper

from benchmarks.plan import tenant_name
from poseidon.models import People

TENANT: Final = tenant_name(0)
READ_ALIAS: Final = f"{TENANT}_RO"


def plain_people() -> Any:
    """`People` as a model of stock Django on the same table, unknown to the application registry."""
    options = {"managed": False, "db_table": "people", "app_label": "stock", "apps": Apps()}
    fields = {field.name: field.clone() for field in People._meta.local_fields}
    contents = {"Meta": type("Meta", (), options), "__module__": __name__, **fields}
    return type("PlainPeople", (models.Model,), contents)


def bare_alias() -> str:
    """An alias with Django's own connection to the same schema: no guards, no sharing."""
    options = {**connections[READ_ALIAS].settings_dict, "OPTIONS": {"charset": "utf8mb4"}}
    connections["bare"] = DatabaseWrapper(options, "bare")
    return "bare"


_ours: Final = list(router.routers)


def with_routers() -> None:
    """Django asks the engine."""
    router.__dict__["routers"] = _ours


def without_routers() -> None:
    """Django asks nobody."""
    router.__dict__["routers"] = []
