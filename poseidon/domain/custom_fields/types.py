"""How answers are kept as text, type by type: a choice a line, days in ISO 8601, `yes` and `no`."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from poseidon.domain.custom_fields.models import CstmFlds

YES, NO = "yes", "no"
_SAID: Final = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False}


def lines_of(text: str) -> list[str]:
    """The lines that say something, each once."""
    return list(dict.fromkeys(filter(None, (line.strip() for line in text.splitlines()))))


def choices_of(field: CstmFlds) -> list[str]:
    """The choices that are offered, each once."""
    return lines_of(field.choices or "")


def read_answer(field: CstmFlds, text: str | None) -> Any:
    """An answer in its type: str, list of str, Decimal, date, bool; None for no answer.

    Text that an older product left and that is nothing of the type comes back as it is.
    """
    if text is None or not text.strip():
        return None
    reader = _READERS.get(field.type or "")
    try:
        return reader(text) if reader else text
    except (ValueError, InvalidOperation, KeyError):
        return text


def stored_answer(field: CstmFlds, value: Any, *, kept: str | None = None) -> str | None:
    """`value`, in its type or as text, as it is kept; None for no answer.

    ValidationError for what is not of the field's type or not among its choices; choices of `kept`, the
    answer so far, may stay although they are no longer offered.
    """
    if value is None or value in ("", []):
        return None
    if field.type in (CstmFlds.Type.CHOICE, CstmFlds.Type.CHOICES):
        return _chosen(field, value, kept)
    return _WRITERS.get(field.type or "", _text)(value)


def _number(text: str) -> Decimal:
    number = Decimal(text.strip())
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise InvalidOperation
    return number


_READERS: Final[dict[str, Callable[[str], Any]]] = {
    CstmFlds.Type.CHOICE: str.strip,
    CstmFlds.Type.CHOICES: lines_of,
    CstmFlds.Type.NUMBER: _number,
    CstmFlds.Type.DATE: lambda text: dt.date.fromisoformat(text.strip()),
    CstmFlds.Type.YES_NO: lambda text: _SAID[text.strip().casefold()],
}


def _chosen(field: CstmFlds, value: Any, kept: str | None) -> str | None:
    several = field.type == CstmFlds.Type.CHOICES
    said = lines_of(value if isinstance(value, str) else "\n".join(map(str, value)))
    lost = [text for text in said if text not in {*choices_of(field), *lines_of(kept or "")}]
    if lost:
        raise ValidationError(_("“%(text)s” is not among the choices.") % {"text": lost[0]})
    if len(said) > 1 and not several:
        raise ValidationError(_("Choose one."))
    return "\n".join(said) or None


def _text(value: Any) -> str | None:
    return str(value) if str(value).strip() else None


def _number_text(value: Any) -> str:
    try:
        return format(_number(str(value)), "f")
    except InvalidOperation:
        raise ValidationError(_("“%(text)s” is not a number.") % {"text": value}) from None


def _date_text(value: Any) -> str:
    try:
        return (
            value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value).strip())
        ).isoformat()
    except ValueError:
        told = _("“%(text)s” is not a date as in 2027-05-18.") % {"text": value}
        raise ValidationError(told) from None


def _yes_no(value: Any) -> str:
    said = value if isinstance(value, bool) else _SAID.get(str(value).strip().casefold())
    if said is None:
        raise ValidationError(_("“%(text)s” is neither yes nor no.") % {"text": value})
    return YES if said else NO


_WRITERS: Final[dict[str, Callable[[Any], str | None]]] = {
    CstmFlds.Type.NUMBER: _number_text,
    CstmFlds.Type.DATE: _date_text,
    CstmFlds.Type.YES_NO: _yes_no,
}
