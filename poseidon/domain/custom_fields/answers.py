"""A row's answers as a part of what is edited with it: keys `custom.5`, values as text."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from poseidon.domain.custom_fields.models import CstmFlds, CstmVals
from poseidon.domain.custom_fields.rows import row_key_of
from poseidon.domain.custom_fields.types import stored_answer
from poseidon.tenancy.api import TenantModel, TenantQuerySet

NAME: Final = "custom"


def answer_key(field: CstmFlds) -> str:
    """The key of the answers to `field`."""
    return f"{NAME}.{field.pk}"


def field_numbers(keys: Iterable[str]) -> list[int]:
    """The ids of the fields whose answers are among `keys`."""
    return [int(key.removeprefix(f"{NAME}.")) for key in keys if key.startswith(f"{NAME}.")]


@dataclass(frozen=True)
class Answers:
    """The answers of rows that are an `entity`; only those asked for by key are read."""

    entity: CstmFlds.Entity
    name: str = NAME

    def read(self, row: TenantModel, *, keys: Collection[str], lock: bool) -> dict[str, str | None]:
        """The answers to the fields that `keys` name, None where there is none. One query."""
        wanted = field_numbers(keys)
        values: dict[str, str | None] = {f"{NAME}.{number}": None for number in wanted}
        answers = _answers(row, wanted).order_by("id")
        for answer in answers.select_for_update() if lock else answers:
            values[f"{NAME}.{answer.field_id}"] = answer.value
        return values

    def write(self, row: TenantModel, values: Mapping[str, str | None]) -> None:
        """Keeps the answers, each as its field's type has it; None deletes one."""
        numbers = {int(key.removeprefix(f"{NAME}.")): value for key, value in values.items()}
        fields = {field.pk: field for field in CstmFlds.objects.filter(pk__in=numbers)}
        there = {answer.field_id: answer for answer in _answers(row, list(numbers)).order_by("id")}
        for number, value in numbers.items():
            known = there.get(number)
            text = self._checked(fields.get(number), number, value, known.value if known else None)
            if text is None:
                for answer in _answers(row, [number]):
                    answer.delete()
            elif known is not None:
                known.value = text
                known.save(update_fields=["value"])
            else:
                CstmVals.objects.create(field_id=number, row_key=row_key_of(row), value=text)

    def _checked(
        self, field: CstmFlds | None, number: int, value: str | None, kept: str | None
    ) -> str | None:
        about = (field.entity or "").strip().casefold() if field is not None else ""
        if field is None or about != self.entity.value or field.active is False:
            told = _("This field was switched off meanwhile.")
            raise ValidationError({f"{NAME}.{number}": told})
        try:
            return stored_answer(field, value, kept=kept)
        except ValidationError as refused:
            raise ValidationError({f"{NAME}.{number}": refused}) from refused

    def remove(self, row: TenantModel) -> None:
        """All answers of the row, to fields that are switched off too."""
        for answer in CstmVals.objects.filter(field__entity=self.entity.value, row_key=row_key_of(row)):
            answer.delete()


def _answers(row: TenantModel, fields: Collection[int]) -> TenantQuerySet:
    found: TenantQuerySet = CstmVals.objects.filter(field_id__in=fields, row_key=row_key_of(row))
    return found
