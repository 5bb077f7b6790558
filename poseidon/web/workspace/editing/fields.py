"""Form fields for legacy columns; initial values are plain, as `poseidon.domain.editing.plain` has them."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from poseidon.web.charsets import refuse_what_does_not_fit
from poseidon.web.formats import web_address


class MomentField(forms.DateTimeField):
    """A moment, entered and shown in `zone`."""

    def __init__(self, zone: dt.tzinfo, **options: Any) -> None:
        super().__init__(widget=forms.DateTimeInput(attrs={"type": "datetime-local"}), **options)
        self.zone = zone

    def prepare_value(self, value: Any) -> Any:
        """A plain moment as the browser's own input has it; what was typed stays as it is."""
        try:
            moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
            if moment is None or moment.tzinfo is None:
                return value
            local = moment.astimezone(self.zone).replace(tzinfo=None, microsecond=0)
        except (ValueError, OverflowError):  # the year 9999, as legacy rows write "open end"
            return value
        return local.isoformat(timespec="seconds" if local.second else "minutes")

    def to_python(self, value: Any) -> dt.datetime | None:
        """The moment; ValidationError for one that the clocks of the zone skip or show twice."""
        with timezone.override(self.zone):
            return super().to_python(value)


class DayField(forms.DateField):
    """A day, in the browser's own input."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%d"], **options)


def looks_like_mail(text: str) -> None:
    """ValidationError for what is no address of e-mail."""
    EmailValidator(_("This is no e-mail address."))(text)


def looks_like_web(text: str) -> None:
    """ValidationError for what is no web address; so never `javascript:`."""
    if not web_address(text):
        raise ValidationError(_("This is no web address; one begins with https://."))


def field_of_column(column: "models.Field[Any, Any]", zone: dt.tzinfo) -> forms.Field:
    """A form field for a column: its type, length and characters; nothing is required."""
    options: dict[str, Any] = {
        "label": _capitalized(str(column.verbose_name)),
        "help_text": column.help_text,
        "required": False,
    }
    if isinstance(column, models.BooleanField):
        return forms.BooleanField(**options)
    if isinstance(column, models.DateTimeField):
        return MomentField(zone, **options)
    if isinstance(column, models.DateField):
        return DayField(**options)
    if isinstance(column, (models.CharField, models.TextField)):
        return _text(column, options)
    field = column.formfield(**options)
    if field is None:
        raise TypeError(f"{column} has no form field.")
    return field


def _text(column: "models.Field[Any, Any]", options: dict[str, Any]) -> forms.Field:
    area = isinstance(column, models.TextField)
    widget = forms.Textarea(attrs={"rows": 6}) if area else forms.TextInput()
    if column.choices:
        choices = [("", "–"), *column.choices]
        return forms.TypedChoiceField(choices=choices, empty_value=None, **options)
    field = forms.CharField(
        max_length=column.max_length, empty_value=None, strip=not area, widget=widget, **options
    )
    refuse_what_does_not_fit(field, column.model._meta.db_table, column.column)
    return field


def _capitalized(label: str) -> str:
    return label[:1].upper() + label[1:]
