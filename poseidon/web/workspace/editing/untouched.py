"""Whether a person touched a field: what nobody touched is neither checked nor written.

Legacy rows hold what no form would accept: blanks at the end, addresses that are none, NULL beside "". So the
question is not whether the value would be cleaned to another one, but whether the browser sent back what the
page showed.
"""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField


def untouched(bound: BoundField) -> bool:
    """Whether the browser sent what it was shown; a text field that it did not send counts as untouched."""
    field: Any = bound.field
    shown, sent, widget = field.prepare_value(bound.initial), bound.data, field.widget
    if isinstance(widget, forms.CheckboxInput):
        return bool(shown) == bool(sent)
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return sorted(map(str, shown or [])) == sorted(sent or [])
    if sent is None:
        return True
    if isinstance(widget, forms.Select):
        return _sent("" if shown is None else str(shown), lines=True) == _sent(sent, lines=True)
    lines = isinstance(widget, forms.Textarea)
    return _sent(widget.format_value(shown), lines=lines) == _sent(sent, lines=lines)


def _sent(text: Any, *, lines: bool) -> str:
    """A text as browsers send it: one kind of line end in an area, none in an input, no NUL."""
    told = (
        str(text or "").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\N{REPLACEMENT CHARACTER}")
    )
    return told if lines else told.replace("\n", "")
