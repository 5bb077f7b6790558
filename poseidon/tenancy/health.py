"""How databases are, asked on connections of their own with short timeouts: no pool is drained by it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final, NamedTuple

from django.apps import apps
from django.db import DatabaseError, InterfaceError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

from poseidon.tenancy.availability import endpoint_of, unfit_endpoints
from poseidon.tenancy.availability.connecting import connect
from poseidon.tenancy.availability.endpoints import current_settings
from poseidon.tenancy.availability.probe import Fault
from poseidon.tenancy.availability.watch import PROBES
from poseidon.tenancy.checks.data_migrations import migrations_on_disk
from poseidon.tenancy.context import CURRENT_TENANT, tenant_context
from poseidon.tenancy.counting import Measures, measures
from poseidon.tenancy.driver_errors import ACCESS_DENIED, code_of
from poseidon.tenancy.errors import DatabaseUnavailableError
from poseidon.tenancy.registry import replica_of
from poseidon.tenancy.routing.homes import home_of

_SHORT: Final[dict[str, dict[str, Any]]] = {
    "mysql": {"connect_timeout": 1, "read_timeout": 2, "write_timeout": 2},
    "postgresql": {"connect_timeout": 2},  # libpq takes no less
    "sqlite": {"timeout": 1},
}
"""By vendor, the options that keep a question short: seconds."""
_REASONS: Final[dict[Any, str]] = {
    ACCESS_DENIED: "denies access",
    1044: "denies access",
    1049: "has no such schema",
}
NAMED: Final = 5
"""How many of what is missing are told by name."""


def engine_measures() -> Measures:
    """What the engine of this process has counted and holds now."""
    return measures(unfit_endpoints())


class Finding(NamedTuple):
    """What came of one question. `told` is for people and holds no host, user or password; `lag`: seconds."""

    name: str
    ok: bool
    told: str
    lag: float | None = None


def answers(alias: str) -> Finding:
    """Whether the database lets us in and answers."""
    return _asked(alias, lambda _: [])[0]


def tenant_health(tenant: str) -> list[Finding]:
    """Of the tenant's primary, migrations, legacy tables and replica, in this order.

    The second and the third are left out where the first does not answer.
    """
    with tenant_context(tenant):
        found = _asked(tenant, lambda wrapper: [_migrations(wrapper), _legacy_tables(wrapper)])
        return [found[0]._replace(name="primary"), *found[1:], *_replica(tenant)]


@contextmanager
def _own_connection(alias: str) -> Iterator[BaseDatabaseWrapper]:
    """One that nobody else uses. A password that was rotated is looked up as for any other."""
    configured = connections.settings[alias]
    backend = load_backend(configured["ENGINE"])
    options = {name: value for name, value in configured["OPTIONS"].items() if name != "pool"}
    options |= _SHORT.get(backend.DatabaseWrapper.vendor, {})
    wrapper: BaseDatabaseWrapper = backend.DatabaseWrapper({**configured, "OPTIONS": options}, alias)
    wrapper.get_new_connection = partial(connect, wrapper)  # type: ignore[method-assign]
    try:
        yield wrapper
    finally:
        wrapper.close()


def _asked(alias: str, more: Callable[[BaseDatabaseWrapper], list[Finding]]) -> list[Finding]:
    """Whether the database answers, and then what `more` finds."""
    started = time.perf_counter()
    try:
        with _own_connection(alias) as wrapper:
            with wrapper.cursor() as cursor:
                cursor.execute("SELECT 1")
                cursor.fetchone()
            took = (time.perf_counter() - started) * 1000
            return [Finding(alias, True, f"answers in {took:.0f} ms"), *more(wrapper)]
    except (DatabaseError, InterfaceError) as error:
        return [Finding(alias, False, _reason(error))]


def _reason(error: Exception) -> str:
    """In words that tell nothing of who asked and where; the log has the rest."""
    if isinstance(error, DatabaseUnavailableError):
        return "cannot be reached, and is looked for"
    code = code_of(error)
    return _REASONS.get(code, f"does not answer ({code or type(error).__name__})")


def _migrations(wrapper: BaseDatabaseWrapper) -> Finding:
    """Whether every migration that this version has is written down there as applied."""
    if "django_migrations" not in wrapper.introspection.table_names():
        return Finding("migrations", False, "none was ever applied")
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        applied = {(app, name) for app, name in cursor.fetchall()}
    missing = [
        f"{one.app_label}.{one.name}"
        for one in migrations_on_disk()
        if (one.app_label, one.name) not in applied
        and not (one.replaces and applied.issuperset(one.replaces))
    ]
    return _complete("migrations", missing, "all applied")


def _legacy_tables(wrapper: BaseDatabaseWrapper) -> Finding:
    """Whether the older product's tables, of which the legacy models tell, are there."""
    there = {name.lower() for name in wrapper.introspection.table_names()}
    wanted = {
        model._meta.db_table
        for model in apps.get_models()
        if not model._meta.managed and home_of(model) == CURRENT_TENANT
    }
    missing = sorted(table for table in wanted if table.lower() not in there)
    return _complete("legacy tables", missing, f"all {len(wanted)} there")


def _complete(name: str, missing: list[str], well: str) -> Finding:
    if not missing:
        return Finding(name, True, well)
    rest = f" and {len(missing) - NAMED} more" if len(missing) > NAMED else ""
    return Finding(name, False, f"missing: {', '.join(missing[:NAMED])}{rest}")


def _replica(tenant: str) -> list[Finding]:
    """Whether it answers, and how late it is by its own account; nothing where there is none."""
    alias = replica_of(tenant)
    if alias is None:
        return []
    primary, replica = connections[tenant], connections[alias]
    if replica is primary or endpoint_of(replica) == endpoint_of(primary):
        return [Finding("replica", True, "is the primary itself", 0.0)]
    return [found._replace(name="replica") for found in _asked(alias, _lateness)[-1:]]


def _lateness(wrapper: BaseDatabaseWrapper) -> list[Finding]:
    """Asked as those who watch the server: a tenant's own user may not learn of its replication."""
    watcher = current_settings(wrapper.alias, for_watcher=True)
    as_watcher = {} if watcher is None else {"user": watcher["USER"], "password": watcher["PASSWORD"]}
    asked = PROBES[wrapper.vendor]({**wrapper.get_connection_params(), **as_watcher}, replica=True)
    lag = None if asked is None or asked.level is None else max(0.0, time.time() - asked.level)
    if isinstance(asked, Fault):
        return [Finding("replica", False, asked.why, lag)]
    told = "answers, and tells no lag" if lag is None else f"is {lag:.1f} s behind"
    return [Finding("replica", True, told, lag)]
