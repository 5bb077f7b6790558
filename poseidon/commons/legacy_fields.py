"""Field kinds for tables that another product owns: nullable everything, no constraints."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor

from poseidon.commons.any_case import any_case_parameters


class LegacyText(models.CharField):  # type: ignore[type-arg]
    """A VARCHAR of a legacy table. Where the table is made from the model, it compares whatever the case."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        """As Django's, with the collation."""
        return any_case_parameters(super().db_parameters(connection), connection)

    def deconstruct(self) -> Any:
        """As Django's own field: migrations do not make these tables."""
        name, _, arguments, options = super().deconstruct()
        return name, "django.db.models.CharField", arguments, options


class DanglingAsNone(ForwardManyToOneDescriptor):  # type: ignore[type-arg]
    """Reads a reference whose row is gone as None: legacy tables have no foreign keys to prevent it."""

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        try:
            return super().__get__(instance, cls)
        except self.field.remote_field.model.DoesNotExist:
            return None


class LegacyForeignKey(models.ForeignKey):  # type: ignore[type-arg]
    """A column that holds the key of another row of the same database, without a constraint.

    Nullable and never cascading, because the server would not do it for the older product either;
    whoever deletes a row says what happens to those that refer to it.
    """

    forward_related_accessor_class = DanglingAsNone

    def __init__(self, to: Any, **options: Any) -> None:
        options = {"null": True, "blank": True, "on_delete": models.DO_NOTHING, **options}
        super().__init__(to, **{**options, "db_constraint": False})


def code(max_length: int, label: str = "", **options: Any) -> "models.CharField[str, str]":
    """A VARCHAR that is a legacy table's primary key."""
    return LegacyText(label or None, max_length=max_length, primary_key=True, **options)


def text(max_length: int, label: str = "", **options: Any) -> "models.CharField[Any, Any]":
    """A nullable VARCHAR of a legacy table; NULL and the empty string both mean "nothing said"."""
    return LegacyText(label or None, max_length=max_length, null=True, blank=True, **options)


def body(label: str = "", **options: Any) -> "models.TextField[Any, Any]":
    """A nullable LONGTEXT of a legacy table."""
    return models.TextField(label or None, null=True, blank=True, **options)


def flag(label: str = "", *, default: bool = False, **options: Any) -> "models.BooleanField[Any, Any]":
    """A nullable TINYINT(1) of a legacy table; `default` is what new rows get, NULL reads as "not said"."""
    return models.BooleanField(label or None, null=True, blank=True, default=default, **options)


def day(label: str = "", **options: Any) -> "models.DateField[Any, Any]":
    """A nullable DATE of a legacy table; the driver reads `0000-00-00` as None."""
    return models.DateField(label or None, null=True, blank=True, **options)


def moment(label: str = "", **options: Any) -> "models.DateTimeField[Any, Any]":
    """A nullable DATETIME of a legacy table, in UTC; the driver reads the zero date as None."""
    return models.DateTimeField(label or None, null=True, blank=True, **options)
