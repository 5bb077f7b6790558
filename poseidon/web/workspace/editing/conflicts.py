"""Two people changed the same values: what each of them said, and what the person decides."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from poseidon.domain.editing.errors import EditConflictError
from poseidon.domain.editing.merging import Difference
from poseidon.domain.editing.plain import GONE, Plain, plain, same
from poseidon.web.workspace.editing.forms import RowForm

KEEP = "keep."
OURS = ("csrfmiddlewaretoken", "seen")


class Told(NamedTuple):
    """A difference in words; empty texts say nothing."""

    key: str
    label: str
    before: str
    yours: str
    theirs: str
    only_theirs: bool


class Decisions(NamedTuple):
    """What was decided on the conflict page: `seen` are the others' values it showed, by key."""

    seen: dict[str, Plain]
    kept: dict[str, str]

    def expected(self, sheet: Mapping[str, Plain]) -> dict[str, Plain]:
        """What must still be in the row: what the form showed, or what the conflict page showed."""
        return {**sheet, **{key: value for key, value in self.seen.items() if key in self.kept}}

    def changes(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        """The changes, without those that were given up."""
        return {key: value for key, value in changes.items() if self.kept.get(key) != "theirs"}


def decisions_in(data: QueryDict, seen: dict[str, Plain]) -> Decisions:
    """The decisions that were sent along."""
    kept = {key: str(data[KEEP + key]) for key in seen if data.get(KEEP + key) in ("yours", "theirs")}
    return Decisions(seen, kept)


def told_conflicts(form: RowForm, differences: Iterable[Difference]) -> list[Told]:
    """The differences in words, for the conflict page."""
    return [_told(form, each) for each in differences]


def told_others(form: RowForm, differences: Iterable[Difference]) -> list[Told]:
    """What only the other changed, told once: of a line that came or went, not its columns as well."""
    differences = list(differences)
    whole = {each.key for each in differences if GONE in (each.before, each.theirs)}
    return [
        _told(form, each)
        for each in differences
        if (each.key in form.fields and each.key.rpartition(".")[0] not in whole)
        or (each.key in whole and each.key.count(".") == 1)
    ]


def _told(form: RowForm, each: Difference) -> Told:
    before, yours, theirs = (form.told(each.key, value) for value in (each.before, each.yours, each.theirs))
    if each.before == GONE:
        before, yours, theirs = "", "", _("added")
    return Told(each.key, form.label_of(each.key), before, yours, theirs, each.theirs == GONE)


def own_changes(form: RowForm, conflict: EditConflictError) -> list[str]:
    """What else the person changed, which will be saved too; labels."""
    disputed = {each.key for each in conflict.conflicts}
    touched = [
        key
        for key, value in form.changes.items()
        if key not in disputed and not same(plain(value), form.sheet.get(key))
    ]
    return [form.label_of(key) for key in touched]


def sent_again(request: HttpRequest, conflict: EditConflictError) -> list[tuple[str, str]]:
    """Everything that was sent, for hidden fields; without decisions that must be made anew."""
    again = {KEEP + each.key for each in conflict.conflicts}
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in OURS and name not in again
    ]
