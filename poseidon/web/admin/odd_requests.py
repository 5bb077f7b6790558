"""What addresses and forms made by hand, or long out of date, ask of an admin: never an error page.

A condition that the database cannot answer leads to the list without it, as Django does for one that it can
tell is wrong; a ticked key that cannot be one counts as not ticked.
"""

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.contrib.admin import helpers
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import DatabaseError, router
from django.db.models import DateTimeField, Field, Model
from django.http import HttpRequest, HttpResponse

from poseidon.web.charsets import charsets_of, holds

REGULAR_EXPRESSIONS: Final = {"regex", "iregex"}
NOT_COMPARABLE: Final = {1267, 1270, 1271}
"""The server's errors for a text that the column's character set does not have."""
LARGEST_KEY: Final = 2**63 - 1


class TolerantSelect(AutocompleteSelect):
    """Django's, with nothing chosen where what was sent cannot be a key."""

    def optgroups(self, name: str, value: Sequence[str], attrs: Any = None) -> Any:
        """The chosen row."""
        keys = [each for each in value if may_be_key(self.field.related_model, str(each))]
        return super().optgroups(name, keys, attrs)


class TakesOddRequests:
    """For a ModelAdmin, before it."""

    model: Any

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """As Django's, without regular expressions: one of them can keep a server busy for hours."""
        if REGULAR_EXPRESSIONS & set(lookup.split("__")):
            return False
        return bool(super().lookup_allowed(lookup, value, request))  # type: ignore[misc]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """As Django's, which would take a second wrong condition for a broken database."""
        if ERROR_FLAG in request.GET and len(request.GET) > 1:
            given = request.GET.copy()
            del given[ERROR_FLAG]
            request.GET = given  # type: ignore[assignment]
        answer: HttpResponse = super().changelist_view(request, extra_context)  # type: ignore[misc]
        return answer

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """As Django's; IncorrectLookupParameters, which it redirects, for what cannot be answered."""
        try:
            return super().get_changelist_instance(request)  # type: ignore[misc]
        except (IndexError, OverflowError, ValueError) as error:
            raise IncorrectLookupParameters(error) from error
        except DatabaseError as error:
            if error.args[:1] and error.args[0] in NOT_COMPARABLE:
                raise IncorrectLookupParameters(error) from error
            raise

    def response_action(self, request: HttpRequest, queryset: Any) -> Any:
        """As Django's, for the keys among those ticked that can be keys."""
        given = request.POST.copy()
        ticked = given.getlist(helpers.ACTION_CHECKBOX_NAME)
        keys = [text for text in ticked if may_be_key(self.model, str(text))]
        given.setlist(helpers.ACTION_CHECKBOX_NAME, keys)
        request.POST = given  # type: ignore[assignment]
        return super().response_action(request, queryset)  # type: ignore[misc]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """As Django's; None for what cannot be a key."""
        if from_field is None and not may_be_key(self.model, object_id):
            return None
        return super().get_object(request, object_id, from_field)  # type: ignore[misc]

    def formfield_for_foreignkey(self: Any, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """As Django's, with a select that bears odd keys."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", TolerantSelect(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """As Django's, with moments as such, and without those that are none."""
        told: dict[str, Any] = super().get_changeform_initial_data(request)  # type: ignore[misc]
        moments = {field.name for field in self.model._meta.concrete_fields if _is_moment(field)}
        return {
            name: _moment(value) if name in moments else value
            for name, value in told.items()
            if name not in moments or _moment(value) is not None
        }


def may_be_key(model: type[Model], text: str) -> bool:
    """Whether the primary key's column can be compared with `text`."""
    field: Any = model._meta.pk
    try:
        key = field.to_python(text)
    except ValidationError:
        return False
    if not isinstance(key, str):
        return key is not None and abs(key) <= LARGEST_KEY
    if key.isascii():
        return "\0" not in key
    charset = charsets_of(router.db_for_write(model), model._meta.db_table).get(field.column, "")
    return all(holds(charset, character) for character in key)


def _is_moment(field: "Field[Any, Any]") -> bool:
    return isinstance(field, DateTimeField)


def _moment(text: str) -> Any:
    try:
        return forms.DateTimeField().clean(text)
    except ValidationError:
        return None
