"""Writes to custom fields; what a field is about, its key and its type never change."""

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from poseidon.domain.custom_fields.models import CstmFlds
from poseidon.domain.custom_fields.selectors import keys_taken
from poseidon.domain.custom_fields.types import choices_of
from poseidon.domain.editing.documents import Document
from poseidon.domain.editing.plain import Plain
from poseidon.domain.editing.writing import Edited, add, edit

KEY: Final = re.compile(r"[a-z][a-z0-9_-]{0,49}")
LONGEST_KEY: Final = 50
WITH_CHOICES: Final = frozenset((CstmFlds.Type.CHOICE, CstmFlds.Type.CHOICES))


def _refuse_what_cannot_be_asked(field: CstmFlds, written: Collection[str]) -> None:
    if "label" in written and not (field.label or "").strip():
        raise ValidationError({"label": _("A field needs a label.")})
    if "choices" in written and field.type in WITH_CHOICES and not choices_of(field):
        raise ValidationError({"choices": _("Name at least one choice.")})


FIELD: Final = Document(
    model=CstmFlds,
    columns=("label", "choices", "order", "visibility", "active"),
    check=_refuse_what_cannot_be_asked,
)
NEW_FIELD: Final = Document(
    model=CstmFlds,
    columns=("conference_code", "entity", "key", "type", *FIELD.columns),
    check=_refuse_what_cannot_be_asked,
)


def add_field(
    *, conference: str | None, entity: str, label: str, kind: str, key: str = "", **others: Any
) -> CstmFlds:
    """A new field for one conference, or for every one where `conference` is None.

    `kind` is one of `CstmFlds.Type`; `others` are choices, order, visibility and active. The key is made of
    the label where none is given. Raises ValidationError, by column, where the key is taken or no key, or
    nothing could be asked.
    """
    key = key or key_from(label)
    if KEY.fullmatch(key) is None:
        told = _("A key begins with a letter and has only a–z, 0–9, _ and -, at most 50 of them.")
        raise ValidationError({"key": told})
    if key in keys_taken(CstmFlds.Entity(entity), conference):
        raise ValidationError({"key": _("Another field has this key.")})
    values = {"entity": entity, "label": label, "type": kind, "key": key, **others}
    values.setdefault("choices", None)
    made: CstmFlds = add(NEW_FIELD, values={"conference_code": conference, **values})
    return made


def edit_field(field: CstmFlds, *, changes: Mapping[str, Any], expected: Mapping[str, Plain]) -> Edited:
    """Changes label, choices, order, visibility, or switches it off or on; answers stay as they are.

    Raises as `poseidon.domain.editing.writing.edit`.
    """
    return edit(FIELD, field, changes=changes, expected=expected)


def key_from(label: str) -> str:
    """A key for a label: its letters and digits; `field` where it has none of ours."""
    words = slugify(label).lstrip("-_0123456789")
    return words[:LONGEST_KEY].rstrip("-") or "field"
