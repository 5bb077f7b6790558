"""Rows that know their tenant."""

from collections.abc import Collection, Iterable
from functools import partial
from typing import Any, Self

from django.db import models, router
from django.db.models.signals import class_prepared

from poseidon.tenancy import context, stamps
from poseidon.tenancy.context import CURRENT_TENANT, tenant_context
from poseidon.tenancy.loading import load
from poseidon.tenancy.observing import observed_delete
from poseidon.tenancy.querysets import TenantManager


class TenantModel(models.Model):
    """Base of every model whose table lives in each tenant's own database.

    A row belongs to the tenant it was loaded from, or made in. Saving or deleting it anywhere else raises
    CrossTenantError; reading more of it (`refresh_from_db`, relations) goes back to its own tenant. Two
    tenants' rows are never equal, whatever their keys.
    """

    _DATABASE = CURRENT_TENANT

    objects = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Before Django sets relations, which compare tenants.
        self.__dict__["_tenant"] = context._top.get().tenant
        super().__init__(*args, **kwargs)

    @classmethod
    def from_db(  # type: ignore[override]
        cls, db: str | None, field_names: Collection[str], values: Collection[Any]
    ) -> Self:
        """As Django's, without the stamp, which only new rows need; most at once (see `loading`)."""
        if cls.__init__ is not TenantModel.__init__:
            return super().from_db(db, field_names, values)
        row = load(cls, db, values)
        return row if row is not None else super().from_db(db, field_names, values)

    def __eq__(self, other: object) -> bool:
        same = super().__eq__(other)
        if same is not True or self is other:
            return same
        return stamps.tenant_of_instance(self) == stamps.tenant_of_instance(other)  # type: ignore[arg-type]

    def __hash__(self) -> int:
        if self.pk is None:
            return super().__hash__()
        return hash((stamps.tenant_of_instance(self), self.pk))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As Django's; of a row that was read from a replica, too, deferred fields are left alone."""
        stamps.settle(self)
        super().save(*args, **kwargs)

    def save_base(self, *args: Any, using: str | None = None, **kwargs: Any) -> None:
        """Where `save()` ends: refuses a database of another tenant than the row's, before any signal."""
        self._refuse_foreign(using)
        super().save_base(*args, **kwargs, using=using)  # type: ignore[misc]

    def _save_table(self, *args: Any, **kwargs: Any) -> bool:
        """Where fixtures end too, which pass `save_base` by. Django names the arguments for parents only."""
        self._refuse_foreign(kwargs["using"] if "using" in kwargs else args[4])
        saved: bool = super()._save_table(*args, **kwargs)  # type: ignore[misc]
        return saved

    def _refuse_foreign(self, alias: str | None) -> None:
        if alias is not None:
            stamps.refuse_foreign_alias(stamps.name(self), alias, stamps.tenant_of_instance(self))

    def delete(self, using: str | None = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        """As Django's; refuses a database of another tenant than the row's."""
        self._refuse_foreign(using)
        write = partial(super().delete, using, keep_parents)
        return observed_delete(
            type(self), lambda: using or router.db_for_write(type(self), instance=self), write
        )

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: "models.QuerySet[Any] | None" = None,
    ) -> None:
        """As Django's, from the row's own tenant whatever is in context; another's database is refused."""
        own = stamps.tenant_of_instance(self)
        self._refuse_foreign(using)
        stamps.refuse_foreign_value(from_queryset, own)
        if using is None and own is not None:
            using = router.db_for_read(type(self), instance=self)  # a replica may be behind by now
        with tenant_context(own or context.current_tenant()):
            super().refresh_from_db(using, fields, from_queryset)


def _stamp_intermediate(sender: type[models.Model], **_kwargs: Any) -> None:
    """Gives the table that Django makes for a many-to-many relation of tenant models their manager."""
    meta: Any = sender._meta
    if isinstance(meta.auto_created, type) and issubclass(meta.auto_created, TenantModel):
        meta.local_managers, meta.base_manager_name = [], "objects"
        meta._expire_cache()
        sender.add_to_class("objects", TenantManager())


class_prepared.connect(_stamp_intermediate)
