"""Which rows custom fields are about, and how answers refer to them."""

from typing import Final

from poseidon.domain.custom_fields.models import CstmFlds
from poseidon.tenancy.api import TenantModel

ENTITIES: Final = {
    "confrnce": CstmFlds.Entity.CONFERENCE,
    "people": CstmFlds.Entity.PERSON,
    "abstract": CstmFlds.Entity.ABSTRACT,
    "sessn": CstmFlds.Entity.SESSION,
    "regist": CstmFlds.Entity.REGISTRATION,
}
"""By table and not by model: the models' own packages use custom fields."""


def entity_of(row: TenantModel) -> CstmFlds.Entity:
    """What the row is to custom fields; LookupError for a model that can have none."""
    entity = ENTITIES.get(row._meta.db_table)
    if entity is None:
        raise LookupError(f"{row._meta.object_name} has no custom fields; {', '.join(ENTITIES)} have.")
    return entity


def row_key_of(row: TenantModel) -> str:
    """The row's key as answers spell it."""
    return str(row.pk).strip()
