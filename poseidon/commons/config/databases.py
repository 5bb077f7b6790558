"""What `settings.DATABASES` is: a few aliases that are written down, and two for each tenant, made on use."""

from __future__ import annotations

import copy
from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, ValuesView
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
    """

    def __init__(
        self,
        static: Mapping[str, DatabaseSettings],
        *,
        tenants: Callable[[], frozenset[str]],
        build: Callable[[str, bool], DatabaseSettings],
    ) -> None:
        super().__init__(static)
        self.tenants = tenants
        self._build = build

    @property
    def static(self) -> dict[str, DatabaseSettings]:
        """The aliases that are written down (a new dict, holding the same settings)."""
        return {alias: super(TenantDatabases, self).__getitem__(alias) for alias in super().__iter__()}

    def __missing__(self, alias: object) -> DatabaseSettings:
        if not self._is_of_tenant(alias):
            raise KeyError(alias)
        return self.settings_of(str(alias))

    def settings_of(self, alias: str) -> DatabaseSettings:
        """The settings of an alias that is known to be one, even if its tenant left the list since."""
        if super().__contains__(alias):
            return super().__getitem__(alias)
        return self._build(alias.removesuffix(REPLICA_SUFFIX), alias.endswith(REPLICA_SUFFIX))

    def _is_of_tenant(self, alias: object) -> bool:
        return isinstance(alias, str) and alias.removesuffix(REPLICA_SUFFIX) in self.tenants()

    def __contains__(self, alias: object) -> bool:
        return super().__contains__(alias) or self._is_of_tenant(alias)

    def get(self, alias: str, default: Any = None) -> Any:
        return self.settings_of(alias) if alias in self else default

    def _tenant_aliases(self) -> list[str]:
        pairs = ((tenant, tenant + REPLICA_SUFFIX) for tenant in sorted(self.tenants()))
        return [
            alias for pair in pairs for alias in pair if not super(TenantDatabases, self).__contains__(alias)
        ]

    def __iter__(self) -> Iterator[str]:
        # Lists, not live iterators: a tenant may come or go while somebody walks.
        return iter([*super().__iter__(), *self._tenant_aliases()])

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
        return len(self) == len(other) and dict(self) == dict(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None  # as dict's own

    def __or__(self, other: Mapping[str, DatabaseSettings]) -> dict[str, DatabaseSettings]:  # type: ignore[override]  # one signature is enough
        return {**self, **other}

    def __ror__(self, other: Mapping[str, DatabaseSettings]) -> dict[str, DatabaseSettings]:  # type: ignore[override]  # one signature is enough
        return {**other, **self}

    def copy(self) -> TenantDatabases:
        """The same tenants, and a list of static aliases of its own."""
        return TenantDatabases(self.static, tenants=self.tenants, build=self._build)

    __copy__ = copy

    def __deepcopy__(self, memo: dict[int, Any]) -> TenantDatabases:
        static = copy.deepcopy(self.static, memo)
        return TenantDatabases(static, tenants=self.tenants, build=self._build)

    def __delitem__(self, alias: str) -> None:
        self._refuse_to_drop(alias)
        super().__delitem__(alias)

    def pop(self, alias: str, *default: Any) -> Any:
        self._refuse_to_drop(alias)
        return super().pop(alias, *default)

    def setdefault(self, alias: str, default: Any = None) -> Any:
        return self.settings_of(alias) if alias in self else super().setdefault(alias, default)

    def _refuse_to_drop(self, alias: str) -> None:
        if not super().__contains__(alias) and self._is_of_tenant(alias):
            raise KeyError(f"{alias} is not stored here: take its tenant out of the list of tenants.")

    def __repr__(self) -> str:
        # Aliases only: settings hold passwords.
        return f"<TenantDatabases {sorted(super().__iter__())} and those of tenants>"


class _Values(ValuesView[DatabaseSettings]):
    """Walks without looking up: a tenant that leaves meanwhile is no KeyError."""

    def __init__(self, databases: TenantDatabases) -> None:
        super().__init__(databases)
        self._databases = databases

    def __iter__(self) -> Iterator[DatabaseSettings]:
        return map(self._databases.settings_of, self._databases)


class _Items(ItemsView[str, DatabaseSettings]):
    """The same, with the aliases."""

    def __init__(self, databases: TenantDatabases) -> None:
        super().__init__(databases)
        self._databases = databases

    def __iter__(self) -> Iterator[tuple[str, DatabaseSettings]]:
        return ((alias, self._databases.settings_of(alias)) for alias in self._databases)


__all__ = [
    "DatabaseSettings",
    "TenantDatabases",
    "parse_endpoint",
    "parse_tenant_list",
    "parse_tenant_shards",
]
