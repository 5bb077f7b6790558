"""Custom fields as columns and filters, by their key; fields of several conferences may share one."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, NamedTuple

from django.db.models import BigIntegerField, Case, F, Q, TextField, Value, When
from django.db.models.functions import Cast, Concat, Replace, Trim

from poseidon.commons.text_search import every_word_in, same_text
from poseidon.domain.custom_fields.models import CstmFlds, CstmVals
from poseidon.domain.listings.columns import Column, Kind, Source
from poseidon.tenancy.api import TenantQuerySet

PREFIX: Final = "custom."
_WITH_CHOICES: Final = (CstmFlds.Type.CHOICE.value, CstmFlds.Type.CHOICES.value)
_A_KEY: Final = r"^[1-9][0-9]{0,17} *$"
"""How answers spell a row's key; the server would take `12abc` and `012` for 12, or refuse them."""


class Question(NamedTuple):
    """A custom field in use: its key, and what it is called."""

    key: str
    label: str
    type: str
    choices: tuple[str, ...]


def questions_about(entity: str) -> list[Question]:
    """The custom fields of this entity in their order; one query. Those without a key are left out."""
    fields = CstmFlds.objects.filter(entity=entity).exclude(active=False)
    found: dict[str, Question] = {}
    for field in fields.order_by(F("order").asc(nulls_last=True), "id"):
        key = (field.key or "").strip()
        if key and key not in found:
            choices = tuple(filter(None, map(str.strip, (field.choices or "").splitlines())))
            found[key] = Question(key, (field.label or "").strip() or key, field.type or "", choices)
    return list(found.values())


def answer_columns(entity: str, pk: str, questions: Iterable[Question]) -> list[Column]:
    """A column for each custom field; all that are in use together cost one query a batch."""

    def find(keys: Collection[Any], parts: Collection[str]) -> Mapping[Any, dict[str, str]]:
        return _answers(entity, keys, parts)

    source = Source(pk, find)
    return [_column(source, question) for question in questions]


def _column(source: Source, question: Question) -> Column:
    def answer(record: dict[str, str] | None) -> str | None:
        return record.get(question.key) if record else None

    return Column(
        name=PREFIX + question.key,
        label=question.label,
        kind=Kind.FIGURE if question.type == CstmFlds.Type.NUMBER else Kind.TEXT,
        source=source,
        part=question.key,
        make=answer,
    )


def _answers(entity: str, keys: Collection[Any], parts: Collection[str]) -> dict[Any, dict[str, str]]:
    """Answers by row and key of the field; the field's first one where a row has several."""
    rows = _values_of(entity).filter(field__key__in=list(parts), row_key__in=[str(key) for key in keys])
    by_text = {str(key): key for key in keys}
    found: dict[Any, dict[str, str]] = {}
    for row_key, key, value in rows.order_by("-id").values_list("row_key", "field__key", "value"):
        row = by_text.get((row_key or "").strip())
        if row is not None and value:
            found.setdefault(row, {})[(key or "").strip()] = value
    return found


def with_answers(rows: TenantQuerySet, entity: str, asked: Mapping[str, str]) -> TenantQuerySet:
    """Those of `rows` whose answers are as asked (`custom.KEY`): have all its words; where choices are
    offered, are that choice or have it among them."""
    for name, text in asked.items():
        if text and name.startswith(PREFIX):
            answers = _values_of(entity).filter(
                same_text("field__key", name.removeprefix(PREFIX)), every_word_in(text, "value")
            )
            rows = rows.filter(pk__in=_chosen(answers, text).annotate(row=_ROW).values("row"))
    return rows


_ROW: Final = Case(When(row_key__regex=_A_KEY, then=Cast("row_key", BigIntegerField())))


def _chosen(answers: TenantQuerySet, text: str) -> TenantQuerySet:
    """Without those in which `text` is only a part of a choice, as “Meat” is of “No meat”."""
    line, ending, nothing = (Value(each, TextField()) for each in ("\n", "\r", ""))
    lines = Concat(line, Trim(Replace("value", ending, nothing)), line, output_field=TextField())
    lookup = "icontains" if text.isascii() else "icontains_converted"
    is_line = Q((f"lines__{lookup}", f"\n{text}\n"))
    chosen: TenantQuerySet = answers.alias(lines=lines).filter(~Q(field__type__in=_WITH_CHOICES) | is_line)
    return chosen


def _values_of(entity: str) -> TenantQuerySet:
    found: TenantQuerySet = CstmVals.objects.filter(field__entity=entity).exclude(field__active=False)
    return found
