"""Django's `connections`, made for many tenants: aliases come to life on use.

Installed over `django.db.connections` before any model is loaded, so that all code, Django's own
included, sees it. Differences: a tenant's alias is built when it is first asked for; what Django does to all
connections around a request it does to those that hold one, without walking tenants or wrappers; a thread
keeps at most `WRAPPERS_PER_THREAD` wrappers; `SAME_CONNECTION_AS` lets two aliases share one wrapper.
"""

import threading
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from django.core.signals import request_finished
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.utils import ConnectionHandler

from poseidon.commons.config.databases import TenantDatabases
from poseidon.commons.config.errors import ParameterError
from poseidon.tenancy import registry
from poseidon.tenancy.availability.connecting import connect
from poseidon.tenancy.context import current_tenant
from poseidon.tenancy.guards import guard_on_commit, guard_statement

WRAPPERS_PER_THREAD: Final = 512


class _Wrappers(threading.local):
    """Of one thread: its wrappers by alias, oldest first; those that hold a connection or a query log; and
    the tenants served when it last looked."""

    def __init__(self) -> None:
        self.by_alias: dict[str, BaseDatabaseWrapper] = {}
        self.active: dict[BaseDatabaseWrapper, None] = {}
        self.tenants: frozenset[str] = frozenset()


class _Configured(dict[str, dict[str, Any]]):
    """What `connections.settings` is: iterates over the shared databases only, because Django does so on
    every request (`make_view_atomic`), but holds the tenants' aliases too, built with Django's defaults.

    A tenant that is no longer served keeps its aliases for whoever is still inside it: a request ends well.
    """

    def __init__(self, databases: TenantDatabases, static: dict[str, dict[str, Any]], fill: Any) -> None:
        super().__init__(static)
        self.every, self._fill = databases, fill

    def __contains__(self, alias: object) -> bool:
        return super().__contains__(alias) or alias in self.every or _is_entered(alias)

    def __missing__(self, alias: str) -> dict[str, Any]:
        if alias not in self:
            raise KeyError(alias)
        filled: dict[str, Any] = self._fill(alias, self.every.settings_of(alias))
        return filled


class TenantConnectionHandler(ConnectionHandler):
    """See the module. Everything not mentioned there is Django's."""

    _connections: Any

    def configure_settings(self, databases: Any) -> _Configured:
        """The configured databases with Django's defaults filled in, tenants still unbuilt."""
        every: Any = super(ConnectionHandler, self).configure_settings(databases)
        static = super().configure_settings(every.static)

        def fill(alias: str, settings: dict[str, Any]) -> dict[str, Any]:
            both = {DEFAULT_DB_ALIAS: static[DEFAULT_DB_ALIAS], alias: settings}
            filled: dict[str, Any] = super(TenantConnectionHandler, self).configure_settings(both)[alias]
            return filled

        return _Configured(every, static, fill)

    def __getitem__(self, alias: str) -> BaseDatabaseWrapper:
        wrapper = self._connections.by_alias.get(alias)
        return wrapper if wrapper is not None else self._bring_to_life(alias)

    def __setitem__(self, alias: str, wrapper: BaseDatabaseWrapper) -> None:
        self._connections.by_alias[alias] = wrapper
        if wrapper.connection is not None:
            self._connections.active[wrapper] = None

    def __delitem__(self, alias: str) -> None:
        held = self._connections
        wrapper = held.by_alias.pop(alias)
        if wrapper not in held.by_alias.values():
            held.active.pop(wrapper, None)

    def __iter__(self) -> Iterator[str]:
        """Every alias there is, tenants included: for commands and test set-up, never for a request."""
        every: TenantDatabases = self.settings.every  # type: ignore[attr-defined]
        return iter(every)

    def all(self, initialized_only: bool = False) -> list[BaseDatabaseWrapper]:
        """With `initialized_only` this thread's that hold a connection or a query log; else every one."""
        if not initialized_only:
            return [self[alias] for alias in self]
        active = self._connections.active
        for wrapper in [w for w in active if w.connection is None and not w.queries_log]:
            del active[wrapper]
        return list(active)

    def _bring_to_life(self, alias: str) -> BaseDatabaseWrapper:
        if alias not in self.settings:
            raise self.exception_class(
                f"There is no database {alias!r}. Shared ones: {', '.join(self.settings)}; "
                "tenants are listed in the parameter PLANSTONE_TENANTS_LIST."
            )
        shared_with = self.settings[alias].get("SAME_CONNECTION_AS", alias)
        if shared_with != alias:
            wrapper = self[shared_with]
        else:
            wrapper = self.create_connection(alias)
            wrapper.execute_wrappers.append(guard_statement)
            wrapper.on_commit = partial(guard_on_commit, wrapper)  # type: ignore[method-assign]
            wrapper.get_new_connection = partial(connect, wrapper)  # type: ignore[method-assign]
        self._make_room(wrapper)
        self[alias] = wrapper
        return wrapper

    def _make_room(self, kept: BaseDatabaseWrapper) -> None:
        """Forgets a tenant's wrapper when the thread holds too many: the oldest without a connection, or the
        oldest outside a transaction, whose connection is closed. Never one in a transaction, nor `kept`; and
        by all of its aliases, or two that are one connection would become two."""
        held = self._connections.by_alias
        if len(held) < WRAPPERS_PER_THREAD:
            return
        free = [
            w
            for a, w in held.items()
            if w is not kept and not dict.__contains__(self.settings, a) and not w.in_atomic_block
        ]
        if free:
            oldest = next((w for w in free if w.connection is None), free[0])
            oldest.close()
            for alias in [a for a, w in held.items() if w is oldest]:
                del self[alias]

    def drop_removed(self) -> None:
        """Closes and forgets this thread's wrappers of tenants that are served no longer; later, while the
        list of tenants cannot be read."""
        try:
            tenants = registry.tenants()
        except ParameterError:
            return
        if tenants is self._connections.tenants:
            return
        self._connections.tenants = tenants
        for alias, wrapper in list(self._connections.by_alias.items()):
            tenant = registry.tenant_of(alias)
            if tenant is not None and tenant not in tenants and not wrapper.in_atomic_block:
                wrapper.close()
                del self[alias]


def _is_entered(alias: object) -> bool:
    here = current_tenant()
    return here is not None and registry.tenant_of(str(alias)) == here


def _note_active(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:  # noqa: ARG001 - a receiver
    held = connections._connections  # type: ignore[attr-defined]
    if held.by_alias.get(connection.alias) is connection:
        held.active[connection] = None


def _drop_removed(**kwargs: Any) -> None:  # noqa: ARG001 - a signal's receiver
    connections.drop_removed()  # type: ignore[attr-defined]


def install() -> None:
    """Makes `django.db.connections` a TenantConnectionHandler, once; before models are loaded."""
    if isinstance(connections, TenantConnectionHandler):
        return
    connections.__class__ = TenantConnectionHandler
    connections.__dict__.pop("settings", None)
    connections.__dict__.update(_connections=_Wrappers(), _settings=None)
    connection_created.connect(_note_active)
    request_finished.connect(_drop_removed)
