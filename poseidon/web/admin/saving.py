"""Saving a row that is there: only what the person touched, and never over what changed under their eyes.

The older product writes these tables too, and keeps what no form would: blanks at the end, empty texts beside
NULL, zero dates. So a page carries a mark of each value that it showed. Where one is another by now, saving
is refused once and the field says what it is; saving again means it.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.db.models import Model
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from poseidon.domain.editing.plain import plain
from poseidon.web.reference_widget import ReferenceFormField

SEEN: Final = "_seen"


class Watchful:
    """A model form, before it, that knows what its page showed."""

    seen: str | None = None

    def clean(self: Any) -> Any:
        """As Django's, and an error at each field that somebody else changed since."""
        cleaned = super().clean()  # type: ignore[misc]
        shown, now = _read(self.seen), marks(self.initial)
        for name in self.fields:
            if name in shown and shown[name] != now.get(name):
                self.add_error(name, _told(self[name].initial))
        return cleaned


class SavesWhatChanged:
    """For a ModelAdmin, before it."""

    change_form_template = "admin/tenant_change_form.html"

    def get_form(self, request: HttpRequest, obj: Model | None = None, **kwargs: Any) -> Any:
        """As Django's; of a row that is there one that knows what it showed."""
        form = super().get_form(request, obj, **kwargs)  # type: ignore[misc]
        if obj is None:
            return form
        return type(form)(form.__name__, (Watchful, form), {"seen": request.POST.get(SEEN)})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """As Django's, with the marks of what it shows."""
        seen = json.dumps(marks(context["adminform"].form.initial))
        answer: HttpResponse = super().render_change_form(  # type: ignore[misc]
            request, {**context, "seen": seen}, *args, **kwargs
        )
        return answer

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Writes the columns that were touched and the moment; nothing where none was."""
        if not change:
            obj.save()
        elif names := [name for name in form.fields if touched(form, form[name])]:
            stamps = [field.name for field in obj._meta.concrete_fields if getattr(field, "auto_now", False)]
            obj.save(update_fields=[*names, *stamps])


def touched(form: Any, bound: BoundField) -> bool:
    """Whether the browser sent another value than it was shown; what it did not send it did not touch."""
    field: Any = bound.field
    if field.disabled or field.widget.value_omitted_from_data(form.data, form.files, bound.html_name):
        return False
    if isinstance(field, forms.CharField) and not isinstance(field, ReferenceFormField):
        return _sent(field.prepare_value(bound.initial)) != _sent(bound.data)
    return bound.name in form.changed_data


def marks(values: Mapping[str, Any]) -> dict[str, str]:
    """A short mark for each value; NULL and the empty text have the same."""
    return {name: _mark(value) for name, value in values.items()}


def _mark(value: Any) -> str:
    text = "" if value is None or value == "" else json.dumps(plain(value), default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _read(text: str | None) -> dict[str, Any]:
    """The marks that came back; none where they are no such thing, and nothing is compared."""
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _sent(text: Any) -> str:
    """A text as browsers send it."""
    return str(text or "").replace("\r\n", "\n").replace("\r", "\n")


def _told(now: Any) -> str:
    value = Truncator("" if now is None else str(now)).chars(200)
    if not value:
        told: str = _("Somebody else emptied this after you opened the page. Save again to have yours.")
        return told
    return _(
        "Somebody else changed this to “%(value)s” after you opened the page. Save again to have yours."
    ) % {"value": value}
