"""Form fields for the answers to custom fields."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from poseidon.domain.custom_fields.models import CstmFlds, CstmVals
from poseidon.domain.custom_fields.types import NO, YES, choices_of, lines_of, read_answer, stored_answer
from poseidon.web.charsets import fits_column

Type = CstmFlds.Type


class AnswerField(forms.Field):
    """The answer to `question`, as text in and as text out; `kept` is the answer so far."""

    def __init__(self, question: CstmFlds, kept: str | None) -> None:
        super().__init__(
            widget=_widget(question, kept), label=question.label or question.key, required=False, initial=kept
        )
        self.question, self.kept = question, kept
        self.fits = fits_column(CstmVals._meta.db_table, "value")

    @property
    def as_group(self) -> bool:
        """Whether it is several inputs under one label."""
        return isinstance(self.widget, forms.CheckboxSelectMultiple)

    def prepare_value(self, value: Any) -> Any:
        """The answer as its inputs have it; text that is nothing of the type is shown as it is."""
        if value is None or isinstance(value, list):
            return value
        if self.question.type == Type.CHOICES:
            return lines_of(value)
        if self.question.type == Type.YES_NO:
            return _yes_no(self.question, value)
        if self.question.type == Type.CHOICE:
            return _choice(self.question, value)
        return value

    def clean(self, value: Any) -> str | None:
        """The answer as it is kept; ValidationError for what is not of the type."""
        text = stored_answer(self.question, value, kept=self.kept)
        if text is not None and self.fits is not None:
            self.fits(text)
        return text


def _yes_no(question: CstmFlds, text: str) -> str:
    said = read_answer(question, text)
    return {True: YES, False: NO}[said] if isinstance(said, bool) else text


def _choice(question: CstmFlds, text: str) -> str:
    """The choice that is meant, without blanks around it; text that is none of them as it is."""
    return text.strip() if text.strip() in ("", *choices_of(question)) else text


def _widget(question: CstmFlds, kept: str | None) -> forms.Widget:
    makers = {
        Type.CHOICE: lambda: forms.Select(choices=[("", "–"), *_choices(question, kept)]),
        Type.CHOICES: lambda: forms.CheckboxSelectMultiple(choices=_offered(question, kept)),
        Type.YES_NO: lambda: forms.Select(choices=[("", "–"), *_yes_no_choices(question, kept)]),
        Type.NUMBER: lambda: forms.TextInput(attrs={"inputmode": "decimal"}),
        Type.DATE: lambda: _day_input(question, kept),
    }
    make = makers.get(Type(question.type)) if question.type in Type.values else None
    return make() if make else forms.Textarea(attrs={"rows": 2})


def _day_input(question: CstmFlds, kept: str | None) -> forms.Widget:
    """The browser's own, except where it would hide, and so lose, what is not written as it wants a day."""
    day = read_answer(question, kept)
    as_browsers_do = not kept or (isinstance(day, dt.date) and day.isoformat() == kept)
    return forms.DateInput(attrs={"type": "date"}) if as_browsers_do else forms.TextInput()


def _choices(question: CstmFlds, kept: str | None) -> list[tuple[str, str]]:
    """What may be chosen once; of an answer that is none of it the whole."""
    offered = choices_of(question)
    shown = _choice(question, kept or "")
    return [(text, text) for text in offered] + _no_longer([shown] if shown not in ("", *offered) else [])


def _offered(question: CstmFlds, kept: str | None) -> list[tuple[str, str]]:
    """What may be ticked."""
    offered = choices_of(question)
    lost = [text for text in lines_of(kept or "") if text not in offered]
    return [(text, text) for text in offered] + _no_longer(lost)


def _no_longer(lost: list[str]) -> list[tuple[str, str]]:
    return [(text, _("%(text)s (no longer offered)") % {"text": text}) for text in lost]


def _yes_no_choices(question: CstmFlds, kept: str | None) -> list[tuple[str, str]]:
    shown = _yes_no(question, kept) if kept else ""
    return [(YES, _("Yes")), (NO, _("No")), *([(shown, shown)] if shown not in ("", YES, NO) else [])]
