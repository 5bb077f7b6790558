"""Files of rows: a file field of a tenant's row reads the row's own tenant, whatever tenant is in context.

Django's FieldFile asks the storage in whatever context it is used, so a row of one tenant shown in another's
request would ask for a file of the wrong one. Every file field of a TenantModel gets the classes below
instead; a field with a class of its own keeps it, and its storage refuses other tenants' files all the same.
"""

from contextlib import AbstractContextManager
from typing import Any, Final

from django.db.models import FileField
from django.db.models.fields.files import FieldFile, ImageFieldFile
from django.db.models.signals import class_prepared

from poseidon.tenancy import stamps
from poseidon.tenancy.context import current_tenant, tenant_context
from poseidon.tenancy.rows import TenantModel


class TenantFieldFile(FieldFile):
    """Reads in its row's tenant; writes only there: CrossTenantError in another's context."""

    def _inside(self) -> AbstractContextManager[Any]:
        return tenant_context(stamps.tenant_of_instance(self.instance) or current_tenant())

    def _refuse_elsewhere(self) -> None:
        row = self.instance
        stamps.refuse_other(
            f"The file of {stamps.name(row)}", stamps.tenant_of_instance(row), current_tenant()
        )

    def _get_file(self) -> Any:
        with self._inside():
            return super()._get_file()  # type: ignore[misc]  # the stubs have only the property

    file = property(_get_file, FieldFile._set_file, FieldFile._del_file)  # type: ignore[attr-defined]

    @property
    def path(self) -> str:
        """As Django's."""
        with self._inside():
            return super().path

    @property
    def url(self) -> str:
        """As Django's."""
        with self._inside():
            return super().url

    @property
    def size(self) -> int:
        """As Django's."""
        with self._inside():
            return super().size

    def open(self, mode: str = "rb") -> "TenantFieldFile":  # type: ignore[override]  # Django's own
        """As Django's; to write, only inside its row's tenant."""
        if mode.strip("bt") != "r":
            self._refuse_elsewhere()
        with self._inside():
            super().open(mode)
        return self

    def save(self, name: str, content: Any, save: bool = True) -> None:
        """As Django's, only inside its row's tenant, or outside all."""
        self._refuse_elsewhere()
        with self._inside():
            super().save(name, content, save)

    def delete(self, save: bool = True) -> None:
        """As Django's, only inside its row's tenant, or outside all."""
        self._refuse_elsewhere()
        with self._inside():
            super().delete(save)


class TenantImageFieldFile(TenantFieldFile, ImageFieldFile):
    """The same for images."""


_INSTEAD: Final = {FieldFile: TenantFieldFile, ImageFieldFile: TenantImageFieldFile}


def _follow_rows(sender: type[Any], **_kwargs: Any) -> None:
    """Gives the file fields of a tenant's model their classes."""
    if issubclass(sender, TenantModel):
        for field in sender._meta.local_fields:
            if isinstance(field, FileField):
                field.attr_class = _INSTEAD.get(field.attr_class, field.attr_class)


class_prepared.connect(_follow_rows)
