"""Reads of custom fields and their answers."""

from collections.abc import Collection, Iterable

from django.db.models import F, Q

from poseidon.commons.text_search import same_text
from poseidon.domain.custom_fields.models import CstmFlds, CstmVals
from poseidon.domain.custom_fields.rows import entity_of, row_key_of
from poseidon.tenancy.api import TenantModel, TenantQuerySet

IN_ORDER = (F("order").asc(nulls_last=True), "id")
ASKED_AT_ONCE = 1000
EVERYWHERE = Q(conference_code=None) | Q(conference_code="")


def fields_for(
    entity: CstmFlds.Entity, conference: str | None = None, *, active: bool = True
) -> list[CstmFlds]:
    """The fields of an entity in their order: those of every conference, and of `conference`; one query.

    Without those that were switched off, unless `active` is False; a field that does not say is on.
    """
    return fields_of_conferences(entity, [conference] if conference else [], active=active)


def fields_of_conferences(
    entity: CstmFlds.Entity, conferences: Iterable[str | None], *, active: bool = True
) -> list[CstmFlds]:
    """As `fields_for`, for several conferences; those of every conference come first; one query."""
    place = EVERYWHERE
    for code in {(code or "").strip() for code in conferences} - {""}:
        place |= same_text("conference_code", code)
    fields: TenantQuerySet = CstmFlds.objects.filter(place, entity=entity.value)
    if active:
        fields = fields.exclude(active=False)
    found = list(fields.order_by(*IN_ORDER))
    return sorted(found, key=lambda field: (field.conference_code or "").strip().casefold())


def fields_of_conference(conference: str) -> list[CstmFlds]:
    """All fields that can be asked at a conference, switched off or not, by entity and order; one query."""
    there = CstmFlds.objects.filter(EVERYWHERE | same_text("conference_code", conference))
    return list(there.order_by("entity", *IN_ORDER))


def keys_taken(entity: CstmFlds.Entity, conference: str | None) -> set[str]:
    """The keys that a new field of `conference` may not have; of every conference where it is None."""
    fields = CstmFlds.objects.filter(entity=entity.value)
    if conference is not None:
        fields = fields.filter(EVERYWHERE | same_text("conference_code", conference))
    return {key.strip().casefold() for key in fields.values_list("key", flat=True) if key}


def field_with_id(number: int) -> CstmFlds | None:
    """The field, or None."""
    found: CstmFlds | None = CstmFlds.objects.filter(id=number).first()
    return found


def fields_with_ids(numbers: Collection[int]) -> list[CstmFlds]:
    """The fields, switched off or not; a nameless one for each that is gone. One query, none for none."""
    if not numbers:
        return []
    there = {field.id: field for field in CstmFlds.objects.filter(id__in=numbers)}
    return [there.get(number) or CstmFlds(id=number) for number in numbers]


def values_of(rows: Iterable[TenantModel]) -> dict[str, dict[int, str]]:
    """What each of `rows`, all of one model, answers: by the row's key as text, then by the field's id.

    Answers to fields that are switched off are among them; empty ones are not. Of two answers to one field
    the newer counts. One query for every 1,000 rows, none for no rows.
    """
    rows = list(rows)
    keys = [row_key_of(row) for row in rows]
    found: dict[str, dict[int, str]] = {key: {} for key in keys}
    spelled = {key.casefold(): key for key in keys}
    for start in range(0, len(keys), ASKED_AT_ONCE):
        answers = CstmVals.objects.filter(
            field__entity=entity_of(rows[0]).value, row_key__in=keys[start : start + ASKED_AT_ONCE]
        )
        for key, field, value in answers.order_by("id").values_list("row_key", "field_id", "value"):
            answered = found.get(spelled.get(key.strip().casefold(), ""))
            if answered is not None:
                answered[field] = value
    return {key: {field: value for field, value in said.items() if value} for key, said in found.items()}


def answers_of(entity: CstmFlds.Entity, row_key: str) -> list[CstmVals]:
    """The answers of one row to the fields in use, in the fields' order, `field` loaded; one query.

    Fields that were switched off and answers whose field is gone are left out.
    """
    answers = CstmVals.objects.filter(field__entity=entity.value, row_key=row_key).exclude(
        field__active=False
    )
    return list(answers.select_related("field").order_by(F("field__order").asc(nulls_last=True), "id"))


def conferences_answered(entity: CstmFlds.Entity, row_key: str) -> set[str]:
    """The codes of the conferences whose fields the row has answered; one query."""
    answers = CstmVals.objects.filter(field__entity=entity.value, row_key=row_key)
    codes = answers.values_list("field__conference_code", flat=True).distinct()
    return {code.strip() for code in codes if code and code.strip()}
