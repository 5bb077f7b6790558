"""Changes as pages tell them: what kind of row, which columns, what they were and what they are."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from poseidon.domain.changes.models import ChangeRecord
from poseidon.domain.changes.selectors import entities


class Line(NamedTuple):
    """One column; both sides are text, empty where there was nothing."""

    label: str
    before: str
    after: str


class Told(NamedTuple):
    """One change; `kind` is what people call such a row."""

    record: ChangeRecord
    kind: str
    lines: list[Line]


def told(records: Iterable[ChangeRecord]) -> list[Told]:
    """The records with their columns named, in the order of the model; asks no database."""
    known = entities()
    return [_told(record, known.get(record.entity)) for record in records]


def kinds() -> list[tuple[str, str]]:
    """Every kind of row that has a history: the name its changes are kept under, and what people call it."""
    named = [(name, kind(model)) for name, model in entities().items()]
    return sorted(named, key=lambda each: each[1])


def kind(model: type[models.Model]) -> str:
    """`Person`, `Custom field`."""
    return str(capfirst(model._meta.verbose_name))


def _told(record: ChangeRecord, model: type[models.Model] | None) -> Told:
    fields = {field.attname: field for field in model._meta.concrete_fields} if model else {}
    names = {**record.before, **record.after}  # a column may have left the model since
    order = [name for name in fields if name in names] + [name for name in names if name not in fields]
    lines = [_line(name, fields.get(name), record) for name in order]
    return Told(record, kind(model) if model else record.entity, lines)


def _line(name: str, field: Any, record: ChangeRecord) -> Line:
    label = str(capfirst(field.verbose_name)) if field is not None else name
    return Line(label, _text(field, record.before.get(name)), _text(field, record.after.get(name)))


def _text(field: Any, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(dict(getattr(field, "flatchoices", ())).get(value, value))
