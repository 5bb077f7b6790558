"""Querysets that know their tenant.

The stamp sits on the SQL query, so that clones, sub-queries, combinations, `values()`, `iterator()` and
pickles carry it. A queryset reads the tenant it was made in wherever it is evaluated, writes only there,
and refuses to be mixed with anything of another tenant. One made outside any tenant (as a class
attribute, say) is bound when it is cloned inside one.
"""

import functools
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Any

from django.db import DEFAULT_DB_ALIAS, models, router
from django.db.models.query import Prefetch, QuerySet, RawQuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

from poseidon.tenancy import stamps
from poseidon.tenancy.context import (
    CURRENT_TENANT,
    aiterate_in_tenant,
    current_tenant,
    iterate_in_tenant,
    tenant_context,
)
from poseidon.tenancy.errors import CrossTenantError, NoTenantError, WrongDatabaseError
from poseidon.tenancy.failover import CONNECTION_ERRORS, ask_again, from_one_server
from poseidon.tenancy.observing import ObservedQuerySet
from poseidon.tenancy.registry import tenant_of
from poseidon.tenancy.relations import guard_relation
from poseidon.tenancy.routing.homes import home_of
from poseidon.tenancy.routing.replica import reading_alias
from poseidon.tenancy.routing.tenant import TenantRouter


class TenantQuery(Query):
    """A query with the stamp of the tenant it was made for; None while unbound."""

    tenant: str | None = None

    def get_compiler(
        self, using: str | None = None, connection: Any = None, elide_empty: bool = True
    ) -> SQLCompiler:
        """The last line of defence: no SQL is made for a database of another tenant."""
        alias = using or connection.alias
        if self.tenant is not None and tenant_of(alias) != self.tenant:
            stamps.refuse_foreign_alias(stamps.name(self), alias, self.tenant)
        compiler: SQLCompiler = super().get_compiler(using, connection, elide_empty)
        return compiler

    def resolve_expression(self, query: Any, *args: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        """This query as a sub-query of `query`."""
        if home_of(query.model) != CURRENT_TENANT:
            label, lives = query.model._meta.object_name, f"{home_of(query.model) or 'default'!r}"
            raise WrongDatabaseError(label, lives=lives, asked=self.tenant or "a tenant's")
        _agree(query, self)
        return super().resolve_expression(query, *args, **kwargs)

    def resolve_lookup_value(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        """A filter's value: an instance or a queryset must be of this tenant."""
        if isinstance(value, (Iterator, RawQuerySet)):
            value = list(value)
        stamps.refuse_foreign_value(value, self.tenant)
        return super().resolve_lookup_value(value, *args, **kwargs)

    def sql_with_params(self) -> tuple[str, Any]:
        """What `str(query)` shows: as its own tenant's database would have it."""
        sql: tuple[str, Any] = self.get_compiler(self.tenant or DEFAULT_DB_ALIAS).as_sql()
        return sql

    def combine(self, rhs: Query, connector: str) -> None:
        """`|`, `&` and `^`."""
        _agree(self, rhs)
        super().combine(rhs, connector)


def _refuse_to_mix(ours: Any, theirs: Any) -> str | None:
    """The stamp of two queries, None if neither has one; CrossTenantError where they differ."""
    mine, other = getattr(ours, "tenant", None), getattr(theirs, "tenant", None)
    if mine is not None and other is not None and other != mine:
        raise CrossTenantError(
            stamps.name(theirs), theirs=other, ours=mine, instead="Make both inside the same tenant_context."
        )
    return mine or other


def _agree(ours: Any, theirs: Any) -> None:
    """As `_refuse_to_mix`; if ours is unset it takes the other's. For new clones only: one that is kept, as a
    class attribute say, would stay bound to the first tenant it met."""
    ours.tenant = _refuse_to_mix(ours, theirs)


def _in_own_tenant(method: Callable[..., Any]) -> Callable[..., Any]:
    """A read that runs inside the queryset's own tenant when another one is in context, and once more, on
    another server, when its own is lost (`failover`)."""

    @functools.wraps(method)
    def reading(self: "TenantQuerySet", *args: Any, **kwargs: Any) -> Any:
        stamp = self._query.tenant or self._adopt()
        if stamp != current_tenant():
            with tenant_context(stamp):
                return reading(self, *args, **kwargs)
        try:
            return method(self, *args, **kwargs)
        except CONNECTION_ERRORS as error:
            if self._names_its_server():
                raise
            return ask_again(stamp, lambda: method(self, *args, **kwargs), error)

    return reading


class TenantQuerySet(ObservedQuerySet):
    """See the module."""

    _query: TenantQuery
    _adopted: str | None = None
    _for_write: bool
    _db: str | None
    _hints: dict[str, Any]

    def __init__(
        self,
        model: type[models.Model] | None = None,
        query: Query | None = None,
        using: str | None = None,
        hints: dict[str, Any] | None = None,
    ) -> None:
        if query is None and model is not None:
            query = TenantQuery(model)
        super().__init__(model, query, using, hints)
        if query is not None and getattr(query, "tenant", None) is None:
            self._query.tenant = self._stamp(using, self._hints.get("instance"))

    def _stamp(self, using: str | None, instance: models.Model | None) -> str | None:
        if using is not None:
            stamps.refuse_foreign_alias(stamps.name(self), using, None)
            return tenant_of(using)
        theirs = stamps.tenant_of_instance(instance) if instance is not None else None
        return theirs or current_tenant()

    # -- where it reads and writes

    @property
    def db(self) -> str:
        """Alias to use: of the stamped tenant, whatever tenant is in context."""
        tenant = self._query.tenant or self._adopt()
        if self._for_write:
            stamps.refuse_other(f"{stamps.name(self)}, about to be written,", tenant, current_tenant())
        if self._db:
            return self._db
        if self._for_write:
            written_to: str = router.db_for_write(self.model, **{**self._hints, "tenant": tenant})
            return written_to
        if not self._hints and router.routers and type(router.routers[0]) is TenantRouter:
            # Nearly every query; past Django's loop over routers, which costs more than the answer.
            return reading_alias(self.model, tenant)
        read_from: str = router.db_for_read(self.model, **{**self._hints, "tenant": tenant})
        return read_from

    def _adopt(self) -> str:
        """The tenant in which an unbound queryset is first evaluated; from then on only that one."""
        here = current_tenant()
        if here is None:
            raise NoTenantError(stamps.name(self))
        if self._adopted is None:
            self._adopted = here
        if self._adopted != here:
            raise CrossTenantError(
                f"{stamps.name(self)} was made outside any tenant and first evaluated elsewhere; it",
                theirs=self._adopted,
                ours=here,
                instead="Take a copy with .all() inside each tenant.",
            )
        return here

    def using(self, alias: str | None) -> "TenantQuerySet":
        """Names the database, and by it the tenant; CrossTenantError inside another one's context."""
        if alias is None:
            return super().using(alias)
        stamps.refuse_foreign_alias(stamps.name(self), alias, self._query.tenant)
        clone = super().using(alias)
        clone._query.tenant = tenant_of(alias)
        return clone

    def _add_hints(self, **hints: Any) -> None:
        """A relation's instance decides the tenant of a queryset that was only just made for it."""
        instance = hints.get("instance")
        theirs = stamps.tenant_of_instance(instance) if instance is not None else None
        if theirs is not None and theirs != self._query.tenant:
            if self._query.where or self._query.tenant not in (None, current_tenant()):
                raise CrossTenantError(stamps.name(instance), theirs=theirs, ours=self._query.tenant)
            self._query.tenant = theirs
        self._hints = {**self._hints, **hints}

    # -- reading, which may happen in another tenant's context

    def _names_its_server(self) -> bool:
        return self._db is not None or self._for_write

    _fetch_all = _in_own_tenant(ObservedQuerySet._fetch_all)
    count = _in_own_tenant(QuerySet.count)
    exists = _in_own_tenant(QuerySet.exists)
    aggregate = _in_own_tenant(QuerySet.aggregate)
    explain = _in_own_tenant(QuerySet.explain)

    def __getitem__(self, k: Any) -> Any:
        """As Django's; what one tenant fetched is not another's."""
        if self._result_cache is not None and self._query.tenant is None:
            self._adopt()
        return super().__getitem__(k)

    def contains(self, obj: models.Model) -> bool:
        """As Django's, which looks at the key alone; an object of another tenant is refused."""
        stamps.refuse_foreign_value(obj, self._query.tenant or self._adopt())
        with tenant_context(self._query.tenant or self._adopted):
            return super().contains(obj)

    def iterator(self, chunk_size: int | None = None) -> Iterator[Any]:
        """As Django's; each chunk is fetched inside the queryset's own tenant, all from one server."""
        tenant, iterator = self._query.tenant or self._adopt(), super().iterator
        iterator(chunk_size)  # refuses wrong arguments here, not when the first item is asked for
        if self._names_its_server():
            return iterate_in_tenant(tenant, iterator(chunk_size))
        return iterate_in_tenant(tenant, from_one_server(tenant, lambda: iterator(chunk_size)))

    async def aiterator(self, chunk_size: int = 2000) -> AsyncIterator[Any]:
        """As Django's; each chunk is fetched inside the queryset's own tenant."""
        async for item in aiterate_in_tenant(
            self._query.tenant or self._adopt(), super().aiterator(chunk_size)
        ):
            yield item

    def raw(self, *args: Any, **kwargs: Any) -> "RawQuerySet[Any]":
        """Raw SQL over this tenant's database, fixed when it is made."""
        kwargs["using"] = kwargs.get("using") or self.db
        return super().raw(*args, **kwargs)

    # -- mixing

    def _merge_sanity_check(self, other: "QuerySet[Any]") -> None:
        _refuse_to_mix(self._query, other.query)
        super()._merge_sanity_check(other)  # type: ignore[misc]

    def _combinator_query(self, combinator: str, *others: Any, **kwargs: Any) -> Any:
        clone: Any = super()._combinator_query(combinator, *others, **kwargs)  # type: ignore[misc]
        for part in (self, *others):
            _agree(clone.query, part.query)
        return clone

    def prefetch_related(self, *lookups: Any) -> "TenantQuerySet":
        """As Django's; a Prefetch with another tenant's queryset is refused here, not ignored later."""
        clone = super().prefetch_related(*lookups)
        for lookup in lookups:
            if isinstance(lookup, Prefetch) and lookup.queryset is not None:
                _agree(clone._query, lookup.queryset.query)
        return clone

    # -- writing

    def update(self, **values: Any) -> int:
        """As Django's; values that are instances must be of this tenant."""
        for value in values.values():
            stamps.refuse_foreign_value(value, self._query.tenant)
        return super().update(**values)

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        """As Django's; every object must be of this tenant."""
        objs = list(objs)
        stamps.refuse_foreign_instances(objs, self._query.tenant or self._adopt())
        return super().bulk_create(objs, *args, **kwargs)

    def bulk_update(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> int:
        """As Django's; every object must be of this tenant."""
        objs = list(objs)
        stamps.refuse_foreign_instances(objs, self._query.tenant or self._adopt())
        return super().bulk_update(objs, *args, **kwargs)


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):  # type: ignore[misc]
    """The default manager of tenant models."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        guard_relation(cls)
