"""The conference's own row: made where it is missing, filled where it is empty or was filled by an import."""

import datetime as dt
import json
import re
from typing import Any, Final

from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.custom_fields.models import CstmFlds, CstmVals
from poseidon.domain.imports.clock import find_zone, zone_of_offsets
from poseidon.domain.imports.errors import FileRefusedError
from poseidon.domain.imports.rows import Merge

MEMORY_KEY: Final = "imported-details"
_CODE: Final = re.compile(r"(?!\.{1,2}$)[A-Za-z0-9_.-]{1,8}")  # `.` and `..` lead elsewhere in an address


def check_code(code: str) -> str:
    """`code`, or FileRefusedError: it must fit the older product's column and an address."""
    if not _CODE.fullmatch(code):
        raise FileRefusedError(
            f"{code!r} cannot be the code of a conference: it is 1 to 8 letters, digits, '_', '.' or '-', "
            "as in --conference CONF25"
        )
    return code


def find_conference(code: str) -> PlanionContainer | None:
    """The conference of that code, whatever its case, locked until the transaction ends."""
    found: PlanionContainer | None = (
        PlanionContainer.objects.select_for_update().filter(code__iexact=code).order_by("code").first()
    )
    return found


def wait_for_other_imports() -> None:
    """Waits until no other import is at work in the tenant: of two at once, each would make the people whom
    the files share. They queue for the tenant's first conference, whichever they import into."""
    PlanionContainer.objects.select_for_update().order_by("code").values_list("code", flat=True).first()


def merge_conference(merge: Merge, row: PlanionContainer | None, chosen_zone: str | None) -> None:
    """Makes or fills the conference. What somebody has written by hand is kept, and noted if it differs."""
    told = {name: value for name, value in _told(merge, row, chosen_zone).items() if value is not None}
    told = merge.fitter.fit(PlanionContainer, told, "conference")
    memory = _memory(merge.code) if row is not None else None
    remembered = _remembered(memory)
    if row is None:
        merge.insert("conference", [merge.make(PlanionContainer, {"code": merge.code, **told}, "conference")])
        filled = told
    else:
        allowed = {name: value for name, value in told.items() if _may_change(row, name, remembered)}
        if chosen_zone:
            allowed["timezone"] = chosen_zone
        filled = {name: value for name, value in allowed.items() if getattr(row, name) != value}
        _note_kept(merge, row, {name: told[name] for name in told.keys() - allowed.keys()})
        merge.bring("conference", row, allowed, "conference")
    if filled:
        _remember(merge, memory, remembered | filled)


def _may_change(row: PlanionContainer, name: str, remembered: dict[str, str]) -> bool:
    """Whether a column is empty, or still as an import left it."""
    stored = getattr(row, name)
    return stored in (None, "") or str(stored) == remembered.get(name)


def _note_kept(merge: Merge, row: PlanionContainer, told: dict[str, Any]) -> None:
    for name, value in sorted(told.items()):
        if (stored := getattr(row, name)) != value:
            merge.summary.note(
                f"{name} of the conference stays {str(stored)!r}, the file says {str(value)!r}"
            )


def _told(merge: Merge, row: PlanionContainer | None, chosen_zone: str | None) -> dict[str, Any]:
    """What the file says of the conference, by column."""
    facts = merge.programme.conference
    first, last = min(facts.days, default=None), max(facts.days, default=None)
    return {
        "name": facts.name,
        "timezone": chosen_zone or facts.timezone or _guessed_zone(merge, row),
        "website": facts.website,
        "date": facts.first_day or first,
        "dateend": facts.last_day or last,
        "scheduled_start": first,
        "scheduled_end": last,
    }


def _guessed_zone(merge: Merge, row: PlanionContainer | None) -> str | None:
    """From the offsets in the file, where the conference has no zone yet."""
    if (row is not None and row.timezone) or not merge.programme.conference.offsets:
        return None
    zone = zone_of_offsets(merge.programme.conference.offsets)
    if zone is None:
        merge.summary.note("the file names no time zone, and its offsets do not tell one: give --timezone")
    else:
        merge.summary.note(
            f"the file names no time zone; its offsets are those of {zone}: --timezone names a better one"
        )
    return zone


def known_zone(row: PlanionContainer | None) -> str | None:
    """Time zone of the conference as it is stored; None where there is none that exists."""
    try:
        return str(find_zone(row.timezone)) if row is not None and row.timezone else None
    except ValueError:
        return None


def _memory(code: str) -> CstmVals | None:
    found: CstmVals | None = (
        CstmVals.objects.filter(field__conference_code=code, field__key=MEMORY_KEY, row_key=code)
        .order_by("pk")
        .first()
    )
    return found


def _remembered(memory: CstmVals | None) -> dict[str, str]:
    """What imports have filled in so far, as text by column."""
    try:
        told = json.loads((memory.value if memory is not None else None) or "{}")
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _remember(merge: Merge, memory: CstmVals | None, told: dict[str, Any]) -> None:
    """Keeps what was filled in, in a custom field for staff: the next import may correct just that."""
    value = json.dumps(told, default=_plain, sort_keys=True)
    if memory is not None:
        memory.value = value
        merge.store.update(memory, ["value"])
        return
    field = CstmFlds(
        conference_code=merge.code,
        key=MEMORY_KEY,
        entity=CstmFlds.Entity.CONFERENCE,
        label="Details that an import filled in",
        active=False,
    )
    merge.store.insert([field], known_by=("conference_code", "key"))
    merge.store.insert([CstmVals(field=field, row_key=merge.code, value=value)])


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)
