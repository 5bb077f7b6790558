"""What `settings.DATABASES` is: a few aliases that are written down, and two for each tenant, made on use."""

from __future__ import annotations

import copy
from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, ValuesView
from contextlib import suppress
from typing import Any

from poseidon.commons.config.parsing import (
    REPLICA_SUFFIX,
    parse_endpoint,
    parse_tenant_list,
    parse_tenant_shards,
)

DatabaseSettings = dict[str, Any]


class TenantDatabases(dict[str, DatabaseSettings]):
    """A mapping of alias to database settings that costs the same with one tenant and with ten thousand.

    `static` aliases are stored. Each tenant in `tenants()` adds its name (its primary, by `build(tenant,
    False)`) and its name with `_RO` (its replica, by `build(tenant, True)`). Those settings are built anew at
    each look-up and never kept, so that a rotated password or a moved shard is seen by the next connection:
    `build` must return a new dict each time. A static alias hides a tenant's of the same name.

    `tenants` and `build` are asked at each look-up, never when this is made: settings load without a network.
    Whoever walks the whole (`values`, `items`, `==`) builds the whole; the engine walks `static` instead.

    `renew(alias)` returns the settings of any alias after asking for its credentials anew, past every cache:
    for when a server has refused them.

    `credentials(tenant)` adds what `build` leaves out where each tenant has a user of its own, so that a
    tenant's place is known (`place_of`) before it has a user there.

    `static_now` says how the settings of static aliases are made anew, where they come from parameters:
    `current` asks it, so that a shared database may move too.

    `watcher()` returns the user and password of those who ask servers how they are, where these are not the
    alias's own.
    """

    def __init__(
        self,
        static: Mapping[str, DatabaseSettings],
        *,
        tenants: Callable[[], frozenset[str]],
        build: Callable[[str, bool], DatabaseSettings],
        credentials: Callable[[str], DatabaseSettings] | None = None,
        renew: Callable[[str], DatabaseSettings] | None = None,
        static_now: Mapping[str, Callable[[], DatabaseSettings]] | None = None,
        watcher: Callable[[], DatabaseSettings] | None = None,
    ) -> None:
        super().__init__(static)
        self._static_now = dict(static_now or {})
        self._watcher = watcher
        self.tenants = tenants
        self._build = build
        self._credentials = credentials
        self.renew_credentials = renew

    @property
    def static(self) -> dict[str, DatabaseSettings]:
        """The aliases that are written down (a new dict, holding the same settings)."""
        while True:
            with suppress(RuntimeError):  # another thread has changed them under the copying: once more
                return dict(super().items())

    def __missing__(self, alias: object) -> DatabaseSettings:
        if not self._is_of_tenant(alias):
            raise KeyError(alias)
        return self.settings_of(str(alias))

    def __contains__(self, alias: object) -> bool:
        return super().__contains__(alias) or self._is_of_tenant(alias)

    def get(self, alias: str, default: Any = None) -> Any:
        if not super().__contains__(alias) and self._is_of_tenant(alias):
            return self.settings_of(alias)
        return super().get(alias, default)

    def _is_of_tenant(self, alias: object) -> bool:
        return isinstance(alias, str) and alias.removesuffix(REPLICA_SUFFIX) in self.tenants()

    def place_of(self, alias: str) -> DatabaseSettings:
        """Settings of a tenant's alias without the user of its own; KeyError for any other alias."""
        if not self._is_of_tenant(alias):
            raise KeyError(alias)
        return self._build(alias.removesuffix(REPLICA_SUFFIX), alias.endswith(REPLICA_SUFFIX))

    def settings_of(self, alias: str) -> DatabaseSettings:
        """Settings of a tenant's alias, listed or not: for work that began while the tenant was served."""
        tenant = alias.removesuffix(REPLICA_SUFFIX)
        settings = self._build(tenant, tenant != alias)
        return settings if self._credentials is None else {**settings, **self._credentials(tenant)}

    def current(self, alias: str) -> DatabaseSettings:
        """Settings of any alias as they are now, made anew; a static one's as written down where `static_now`
        does not know better."""
        if not super().__contains__(alias):
            return self.settings_of(alias)
        make = self._static_now.get(alias)
        return super().__getitem__(alias) if make is None else make()

    def watched_as(self, alias: str) -> DatabaseSettings:
        """As `current`, with the user and password of those who watch the server of `alias`."""
        return self.current(alias) if self._watcher is None else self._watcher()

    def _tenant_aliases(self) -> list[str]:
        pairs = ((tenant, tenant + REPLICA_SUFFIX) for tenant in sorted(self.tenants()))
        return [
            alias for pair in pairs for alias in pair if not super(TenantDatabases, self).__contains__(alias)
        ]

    def __iter__(self) -> Iterator[str]:
        # A list, not a live iterator: a tenant may come or go while somebody walks.
        return iter([*self.static, *self._tenant_aliases()])

    def walk(self) -> Iterator[tuple[str, DatabaseSettings]]:
        """Each alias and its settings, without looking them up: a tenant that leaves is no KeyError."""
        yield from self.static.items()
        for alias in self._tenant_aliases():
            yield alias, self.settings_of(alias)

    def __reversed__(self) -> Iterator[str]:
        return reversed(list(self))

    def __len__(self) -> int:
        return super().__len__() + len(self._tenant_aliases())

    def keys(self) -> KeysView[str]:  # type: ignore[override]  # a dict_keys cannot be made by hand
        return KeysView(self)

    def values(self) -> ValuesView[DatabaseSettings]:  # type: ignore[override]  # nor a dict_values
        return _Values(self)

    def items(self) -> ItemsView[str, DatabaseSettings]:  # type: ignore[override]  # nor a dict_items
        return _Items(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mapping):
            return NotImplemented
        return len(self) == len(other) and dict(self.items()) == dict(other.items())

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None  # as dict's own

    def copy(self) -> TenantDatabases:
        """The same tenants, and a list of static aliases of its own."""
        return self._with(self.static)

    __copy__ = copy

    def __deepcopy__(self, memo: dict[int, Any]) -> TenantDatabases:
        return self._with(copy.deepcopy(self.static, memo))

    def _with(self, static: Mapping[str, DatabaseSettings]) -> TenantDatabases:
        return TenantDatabases(
            static,
            tenants=self.tenants,
            build=self._build,
            credentials=self._credentials,
            renew=self.renew_credentials,
            static_now=self._static_now,
            watcher=self._watcher,
        )

    def __delitem__(self, alias: str) -> None:
        self._refuse_to_drop(alias)
        super().__delitem__(alias)

    def pop(self, alias: str, *default: Any) -> Any:
        self._refuse_to_drop(alias)
        return super().pop(alias, *default)

    def setdefault(self, alias: str, default: Any = None) -> Any:
        return self.get(alias) if alias in self else super().setdefault(alias, default)

    def _refuse_to_drop(self, alias: str) -> None:
        if not super().__contains__(alias) and self._is_of_tenant(alias):
            raise KeyError(f"{alias} is not stored here: take its tenant out of the list of tenants.")

    def __repr__(self) -> str:
        # Aliases only: settings hold passwords.
        return f"<TenantDatabases {sorted(self.static)} and those of tenants>"


class _Values(ValuesView[DatabaseSettings]):
    """`walk` as a view."""

    def __init__(self, databases: TenantDatabases) -> None:
        super().__init__(databases)
        self._databases = databases

    def __iter__(self) -> Iterator[DatabaseSettings]:
        return (settings for _, settings in self._databases.walk())


class _Items(ItemsView[str, DatabaseSettings]):
    """`walk` as a view."""

    def __init__(self, databases: TenantDatabases) -> None:
        super().__init__(databases)
        self._databases = databases

    def __iter__(self) -> Iterator[tuple[str, DatabaseSettings]]:
        return self._databases.walk()


__all__ = [
    "DatabaseSettings",
    "TenantDatabases",
    "parse_endpoint",
    "parse_tenant_list",
    "parse_tenant_shards",
]
