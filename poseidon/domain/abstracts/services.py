"""Writes to abstracts and their authors."""

from collections.abc import Mapping
from typing import Any, Final

from poseidon.domain.abstracts.models import Abstract, AbstractAuthors
from poseidon.domain.custom_fields.answers import Answers
from poseidon.domain.custom_fields.models import CstmFlds
from poseidon.domain.editing.documents import Document
from poseidon.domain.editing.lists import OwnedList
from poseidon.domain.editing.plain import Plain
from poseidon.domain.editing.writing import Edited, add, delete, edit

AUTHORS: Final = OwnedList(
    name="authors",
    model=AbstractAuthors,
    owner="abstract_id",
    columns=("pid", "affiliation", "presenting", "corresponding"),
    known_by="pid",
)
ABSTRACT: Final = Document(
    model=Abstract,
    columns=(
        *("conference_code", "number", "title", "body", "track", "type", "status"),
        *("language", "presenter_pid"),
    ),
    parts=(AUTHORS, Answers(CstmFlds.Entity.ABSTRACT)),
)


def add_abstract(*, values: Mapping[str, Any]) -> Abstract:
    """A new abstract; `values` by column, authors by `authors.+`, answers by `custom.5`. ValidationError."""
    abstract: Abstract = add(ABSTRACT, values=values)
    return abstract


def edit_abstract(abstract: Abstract, *, changes: Mapping[str, Any], expected: Mapping[str, Plain]) -> Edited:
    """Writes what changed, authors and their order too; raises as `poseidon.domain.editing.writing.edit`."""
    return edit(ABSTRACT, abstract, changes=changes, expected=expected)


def delete_abstract(abstract: Abstract, *, expected: Mapping[str, Plain]) -> None:
    """Deletes an abstract that is in no session, its authors' lines with it; raises as `writing.delete`."""
    delete(ABSTRACT, abstract, expected=expected)
