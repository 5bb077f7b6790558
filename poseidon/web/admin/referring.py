"""Inputs for columns that refer to a row of the same tenant: type a key or choose one, with its name beside.

Columns that refer to what all customers share keep a plain input: to say whether a key exists there would
tell who else is a customer.
"""

from collections.abc import Hashable, Iterable
from typing import Any

from django.db.models import Field, Model
from django.http import HttpRequest
from django.utils.functional import cached_property
from unfold.forms import PaginationInlineFormSet
from unfold.widgets import INPUT_CLASSES

from poseidon.domain.people.models import People
from poseidon.tenancy.api import TenantModel, key_of, references_of, rows_by_key
from poseidon.web.admin.deleting import held
from poseidon.web.reference_lookup import SharedLookup
from poseidon.web.reference_widget import ReferenceAdminMixin, ReferenceFormField

OFFERED_BY: dict[type[Model], tuple[str, ...]] = {People: ("last_name", "first_name")}
"""The order in which an index has the first rows; by default all names there are, fit for small tables."""


class NamedAtOnce(SharedLookup):
    """Finds the rows of many keys with one query, when it was told of the keys before."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._known: dict[Hashable, Any] = {}

    def learn(self, values: Iterable[Any]) -> None:
        """Reads the rows of these keys; those that there are not are known to be none."""
        field = self.reference.target_field
        wanted = {key: value for value in values if (key := key_of(value, field)) is not None}
        new = {key: value for key, value in wanted.items() if key not in self._known}
        if new:
            rows = self.reference.model._default_manager.all()
            self._known |= dict.fromkeys(new) | rows_by_key(rows, field, new.values())

    def find(self, value: Any) -> Any:
        """As its base, without asking twice."""
        self.learn([value])
        return self._known.get(key_of(value, self.reference.target_field))


class Referring(ReferenceAdminMixin):
    """For a ModelAdmin or an inline, before it."""

    reference_attrs = {"class": " ".join(INPUT_CLASSES)}

    def formfield_for_dbfield(self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        """As Django's, except for columns that refer to a tenant's row."""
        model: type[Model] = db_field.model
        targets = [ref.model for ref in references_of(model).values() if ref.column == db_field.name]
        if not targets or not issubclass(targets[0], TenantModel):
            plain = super(ReferenceAdminMixin, self)
            return plain.formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[attr-defined]
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        lookup = NamedAtOnce(field.lookup.reference, search=OFFERED_BY.get(targets[0]))
        field.lookup = field.widget.lookup = lookup
        return field

    def get_deleted_objects(self, objs: Iterable[Model], request: HttpRequest) -> Any:
        """As Django's, and protects rows that others refer to: the page says by whom and deletes nothing.

        Instead of the base's, which asks for one row at a time."""
        rows, plain = list(objs), super(ReferenceAdminMixin, self)
        told = plain.get_deleted_objects(rows, request)  # type: ignore[attr-defined]
        deleted, counts, needed, protected = told
        return deleted, counts, needed, [*protected, *held(rows)]


class ReferringFormSet(PaginationInlineFormSet):
    """The rows that all its forms refer to are read together."""

    @cached_property
    def forms(self) -> list[Any]:
        """The forms, their references' names at hand."""
        forms: list[Any] = super().forms
        for name, field in self.form.base_fields.items():
            if isinstance(field, ReferenceFormField) and isinstance(field.lookup, NamedAtOnce):
                field.lookup.learn(form[name].value() for form in forms)
        return forms
