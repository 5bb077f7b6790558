"""Reads of custom fields and their answers."""

from django.db.models import F

from poseidon.domain.custom_fields.models import CstmFlds, CstmVals


def answers_of(entity: CstmFlds.Entity, row_key: str) -> list[CstmVals]:
    """The answers of one row to the fields in use, in the fields' order, `field` loaded; one query.

    Fields that were switched off and answers whose field is gone are left out.
    """
    answers = CstmVals.objects.filter(field__entity=entity.value, row_key=row_key).exclude(
        field__active=False
    )
    return list(answers.select_related("field").order_by(F("field__order").asc(nulls_last=True), "id"))
