"""Writes to people."""

from collections.abc import Mapping
from typing import Any, Final

from poseidon.domain.custom_fields.answers import Answers
from poseidon.domain.custom_fields.models import CstmFlds
from poseidon.domain.editing.documents import Document
from poseidon.domain.editing.plain import Plain
from poseidon.domain.editing.writing import Edited, add, delete, edit
from poseidon.domain.people.models import People

PERSON: Final = Document(
    model=People,
    columns=(
        *("title", "first_name", "last_name", "degree", "organisation"),
        *("email", "phone", "city", "country", "biography", "photo", "public"),
    ),
    parts=(Answers(CstmFlds.Entity.PERSON),),
)


def add_person(*, values: Mapping[str, Any]) -> People:
    """A new person; `values` by column, and answers by `custom.5`. Raises ValidationError."""
    person: People = add(PERSON, values=values)
    return person


def edit_person(person: People, *, changes: Mapping[str, Any], expected: Mapping[str, Plain]) -> Edited:
    """Writes what changed; raises as `poseidon.domain.editing.writing.edit`."""
    return edit(PERSON, person, changes=changes, expected=expected)


def delete_person(person: People, *, expected: Mapping[str, Plain]) -> None:
    """Deletes a person nobody refers to, with their answers; raises as `writing.delete`."""
    delete(PERSON, person, expected=expected)
