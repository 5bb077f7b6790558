"""A form's input for a column that is a reference: type a key, or choose one; works without JavaScript.

In an admin put `ReferenceAdminMixin` before the ModelAdmin or the inline: every column that a reference is
declared on gets the input. In a form of your own: `city = ReferenceFormField(PlanionContainer.city)`.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Field, Model
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from poseidon.tenancy.api import Reference, key_of, references_of, referrers
from poseidon.web.reference_lookup import ReferenceLookup, SharedLookup


class ReferenceWidget(forms.TextInput):
    """A text input, the browser's own list of the first rows, the name behind the key, a link to search."""

    def __init__(self, lookup: ReferenceLookup, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.lookup = lookup

    def __deepcopy__(self, memo: dict[int, Any]) -> "ReferenceWidget":
        copied: ReferenceWidget = super().__deepcopy__(memo)
        copied.lookup = self.lookup.__deepcopy__(memo)
        return copied

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The input and what helps to fill it."""
        listed = f"{(attrs or {}).get('id', name)}_list"
        field = super().render(name, value, {**(attrs or {}), "list": listed}, renderer)
        return format_html(
            '{}<datalist id="{}">{}</datalist> {} {}',
            *(field, listed, self._options(), self._named(value), self._search_link()),
        )

    def _options(self) -> SafeString:
        rows = ((self.lookup.key_of(row), str(row)) for row in self.lookup.offered())
        return format_html_join("", '<option value="{}">{}</option>', rows)

    def _named(self, value: Any) -> SafeString | str:
        key = key_of(value, self.lookup.reference.target_field)
        if key is None:
            return ""
        field = self.lookup.reference.target_field
        offered = {key_of(self.lookup.key_of(row), field): row for row in self.lookup.offered()}
        row = offered.get(key) or self.lookup.find(value)
        told = str(row) if row is not None else _("no such %(noun)s") % {"noun": self.lookup.noun}
        return format_html('<span class="reference-name">{}</span>', told)

    def _search_link(self) -> SafeString | str:
        options = self.lookup.reference.model._meta
        try:
            address = reverse(f"admin:{options.app_label}_{options.model_name}_changelist")
        except NoReverseMatch:
            return ""
        told = _("Search %(nouns)s") % {"nouns": options.verbose_name_plural}
        return format_html('<a class="reference-search" href="{}" target="_blank">{}</a>', address, told)


class ReferenceFormField(forms.CharField):
    """The key of a row that exists, in the row's own spelling; None where nothing was entered.

    A value that the older product left dangling may stay as long as it is not touched. Keyword arguments as
    of a CharField; `lookup` if the rows to choose from need more than the defaults.
    """

    def __init__(
        self, reference: Reference, *, lookup: ReferenceLookup | None = None, **options: Any
    ) -> None:
        self.lookup = lookup or ReferenceLookup(reference)
        attrs = options.pop("attrs", None)
        super().__init__(**{"widget": ReferenceWidget(self.lookup, attrs), "empty_value": None, **options})

    def __deepcopy__(self, memo: dict[int, Any]) -> "ReferenceFormField":
        copied: ReferenceFormField = super().__deepcopy__(memo)
        copied.lookup = copied.widget.lookup
        return copied

    def clean(self, value: Any) -> Any:
        """The key; ValidationError that suggests what may have been meant."""
        text = super().clean(value)
        if text is None:
            return None
        row = self.lookup.find(text)
        if row is None:
            raise ValidationError(self._told(text), code="dangling")
        return self.lookup.key_of(row)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another key was entered; case and blanks at the end are no difference."""
        field = self.lookup.reference.target_field
        return bool(str(data or "").strip() or initial) and key_of(initial, field) != key_of(data, field)

    def _clean_bound_field(self, bf: BoundField) -> Any:
        if self.disabled or (bf.initial not in (None, "") and not self.has_changed(bf.initial, bf.data)):
            return bf.initial
        return self.clean(bf.data)

    def _told(self, text: str) -> str:
        told = _("There is no %(noun)s %(key)s.") % {"noun": self.lookup.noun, "key": text}
        meant = [f"{self.lookup.key_of(row)} ({row})" for row in self.lookup.suggestions(text)]
        return f"{told} " + _("Did you mean %(rows)s?") % {"rows": ", ".join(meant)} if meant else told


class ReferenceAdminMixin:
    """For a ModelAdmin or an inline: inputs for references, and no deletion of what is referred to."""

    reference_attrs: dict[str, Any] = {}
    """Attributes of the inputs, such as the theme's classes."""

    def formfield_for_dbfield(self, db_field: "Field[Any, Any]", request: HttpRequest, **kwargs: Any) -> Any:
        """As Django's, except for columns of references."""
        declared = references_of(db_field.model).values()
        reference = next((found for found in declared if found.column == db_field.name), None)
        if reference is None:
            return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        return ReferenceFormField(
            reference,
            lookup=SharedLookup(reference),
            label=str(db_field.verbose_name).capitalize(),
            help_text=db_field.help_text,
            required=not db_field.blank,
            attrs=self.reference_attrs,
        )

    def get_deleted_objects(self, objs: Iterable[Model], request: HttpRequest) -> Any:
        """As Django's, and protects rows that others refer to: the page names them and deletes nothing."""
        objs = list(objs)
        deleted, counts, needed, protected = super().get_deleted_objects(objs, request)  # type: ignore[misc]
        held = [f"{row}: {found}" for row in objs for found in referrers(row)]
        return deleted, counts, needed, [*protected, *held]
