"""Writes to conferences."""

import re
from collections.abc import Collection, Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.conferences.selectors import conference_with_code
from poseidon.domain.conferences.zones import zone_names
from poseidon.domain.custom_fields.answers import Answers
from poseidon.domain.custom_fields.models import CstmFlds
from poseidon.domain.editing.documents import Document
from poseidon.domain.editing.plain import Plain
from poseidon.domain.editing.writing import Edited, add, delete, edit

CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,7}")


def _refuse_contradictions(conference: PlanionContainer, written: Collection[str]) -> None:
    for first, last in (("date", "dateend"), ("scheduled_start", "scheduled_end")):
        start, end = getattr(conference, first), getattr(conference, last)
        if {first, last} & set(written) and start and end and end < start:
            raise ValidationError({last: _("It ends before it begins.")})
    zone = (conference.timezone or "").strip()
    if "timezone" in written and zone and zone not in zone_names():
        raise ValidationError({"timezone": _("There is no such time zone; one is named Europe/Berlin.")})


CONFERENCE: Final = Document(
    model=PlanionContainer,
    columns=(
        *("name", "date", "dateend", "scheduled_start", "scheduled_end", "venue", "cityid", "timezone"),
        *("website", "confattend", "abstract_deadline", "registration_deadline", "active", "public"),
    ),
    parts=(Answers(CstmFlds.Entity.CONFERENCE),),
    check=_refuse_contradictions,
)
NEW_CONFERENCE: Final = Document(
    model=PlanionContainer,
    columns=("code", *CONFERENCE.columns),
    parts=CONFERENCE.parts,
    check=_refuse_contradictions,
)


def refuse_unusable_code(code: str) -> None:
    """ValidationError for a code that could not stand in an address."""
    if CODE.fullmatch(code) is None:
        told = _("A code has letters, digits, dots and dashes only, at most 8 of them.")
        raise ValidationError({"code": told})


def refuse_first_conference(conference: PlanionContainer) -> None:
    """ValidationError for what nobody could add by the workspace's form either."""
    refuse_unusable_code(conference.code)
    conference.clean_fields()
    _refuse_contradictions(conference, CONFERENCE.columns)


def add_conference(*, values: Mapping[str, Any]) -> PlanionContainer:
    """A new conference; `values` by column, `code` among them, and answers by `custom.5`.

    Raises ValidationError, also where the code is taken or could not stand in an address.
    """
    code = str(values.get("code") or "")
    refuse_unusable_code(code)
    taken = ValidationError({"code": _("Another conference has this code.")})
    if conference_with_code(code) is not None:
        raise taken
    try:
        conference: PlanionContainer = add(NEW_CONFERENCE, values=values)
    except IntegrityError:  # somebody else was quicker
        if conference_with_code(code) is None:
            raise
        raise taken from None
    return conference


def edit_conference(
    conference: PlanionContainer, *, changes: Mapping[str, Any], expected: Mapping[str, Plain]
) -> Edited:
    """Writes what changed; raises as `poseidon.domain.editing.writing.edit`."""
    return edit(CONFERENCE, conference, changes=changes, expected=expected)


def delete_conference(conference: PlanionContainer, *, expected: Mapping[str, Plain]) -> None:
    """Deletes a conference that nothing refers to, with its answers; raises as `writing.delete`."""
    delete(CONFERENCE, conference, expected=expected)
