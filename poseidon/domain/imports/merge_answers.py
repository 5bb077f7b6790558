"""Custom questions become custom fields, which only staff see until somebody says otherwise."""

from collections.abc import Iterator, Mapping
from typing import Any

from poseidon.domain.custom_fields.models import CstmFlds, CstmVals
from poseidon.domain.imports.answers import is_yes_no, yes_or_no
from poseidon.domain.imports.links import Link, merge_links
from poseidon.domain.imports.programme import Question
from poseidon.domain.imports.rows import Merge

Fields = dict[tuple[str, str], CstmFlds]


def merge_questions(merge: Merge) -> Fields:
    """Custom fields by entity and key. A field that is there keeps what it says; choices are added, and the
    type is widened where it cannot hold the answers."""
    if not merge.programme.questions:
        return {}
    rows = CstmFlds.objects.filter(conference_code=merge.code).order_by("-pk")
    stored = {(row.entity or "", row.key or ""): row for row in rows}
    fields: Fields = {}
    new: Fields = {}
    for order, (place, question) in enumerate(merge.programme.questions.items(), start=1):
        if place in stored:
            fields[place] = _update(merge, stored[place], question)
        else:
            values = {
                "conference_code": merge.code,
                "entity": question.entity,
                "key": question.key,
                "order": order,
            }
            new[place] = merge.make(CstmFlds, values | _values(merge, question), question.where)
    merge.insert("custom fields", list(new.values()), known_by=("entity", "key"))
    return fields | new


def _update(merge: Merge, row: CstmFlds, question: Question) -> CstmFlds:
    values: dict[str, Any] = {} if row.label else {"label": question.label}
    if row.type in (CstmFlds.Type.CHOICE, CstmFlds.Type.CHOICES):
        choices = (row.choices or "").splitlines()
        values["choices"] = "\n".join(dict.fromkeys((*choices, *_options(merge, question))))
    if (wider := _wider(row, question)) is not None:
        values["type"] = wider
    return merge.bring("custom fields", row, values, question.where)


def _wider(row: CstmFlds, question: Question) -> str | None:
    """The type that holds the file's answers where the field's does not: a form would lose them."""
    if row.type == CstmFlds.Type.CHOICE and question.several:
        return CstmFlds.Type.CHOICES
    if row.type == CstmFlds.Type.YES_NO and question.only_yes_no is False:
        return CstmFlds.Type.TEXT
    return None


def _options(merge: Merge, question: Question) -> list[str]:
    """The options as the column holds them, so that those that are there are known again."""
    fit = merge.fitter.fit
    return [fit(CstmFlds, {"choices": told}, question.where)["choices"] for told in question.options]


def _values(merge: Merge, question: Question) -> dict[str, Any]:
    kind = CstmFlds.Type.TEXT
    if question.options:
        kind = CstmFlds.Type.CHOICES if question.several else CstmFlds.Type.CHOICE
    elif is_yes_no(question):
        kind = CstmFlds.Type.YES_NO
    return {"label": question.label, "type": kind, "choices": "\n".join(_options(merge, question))}


def merge_answers(merge: Merge, fields: Fields, owners: Mapping[str, Mapping[str, int]]) -> None:
    """Values of the custom fields; `owners` gives, by entity, the key of each person's or session's row."""

    def told() -> Iterator[Link]:
        for (entity, owner, key), answer in merge.programme.answers.items():
            field, question = fields[entity, key], merge.programme.questions[entity, key]
            values = {"value": yes_or_no(answer) if field.type == CstmFlds.Type.YES_NO else answer}
            yield Link((field.pk, str(owners[entity][owner])), values, question.where)

    rows = CstmVals.objects.filter(field__conference_code=merge.code)
    if merge.programme.answers:
        merge_links(merge, "answers", rows, ("field_id", "row_key"), told(), ())
