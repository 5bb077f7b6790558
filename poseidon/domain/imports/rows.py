"""Compares rows that are there with what a file says, and writes the difference."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from poseidon.domain.imports.fitting import Fitter
from poseidon.domain.imports.programme import Programme
from poseidon.domain.imports.store import Store
from poseidon.domain.imports.summary import Summary
from poseidon.tenancy.api import TenantModel

Row = TypeVar("Row", bound=TenantModel)
NAMED: Final = 5  # things told by name


class Rule(enum.Enum):
    """Who wins where file and row differ."""

    FILE = "the file wins where it says anything; its silence erases nothing"
    ROW = "the row keeps what it has; the file fills what is empty"


@dataclass(frozen=True)
class Merge:
    """What every step of an import needs: the file's programme, and where things go."""

    programme: Programme
    code: str
    source: str
    store: Store
    summary: Summary
    fitter: Fitter

    def bring(
        self, kind: str, row: Row, values: Mapping[str, Any], place: str, rule: Rule = Rule.FILE
    ) -> Row:
        """Writes what differs between a stored `row` and the file's `values`, and counts it."""
        differing = differences(row, self.fitter.fit(type(row), values, place), rule)
        if not differing:
            self.store.unchanged()
            self.summary.count(kind, "unchanged")
            return row
        for name, value in differing.items():
            setattr(row, name, value)
        self.store.update(row, list(differing))
        self.summary.changed(kind, list(differing))
        return row

    def make(self, model: type[Row], values: Mapping[str, Any], place: str) -> Row:
        """A new row with the file's values, not yet written."""
        said = {name: value for name, value in values.items() if value not in (None, "")}
        return model(**self.fitter.fit(model, said, place))

    def insert(self, kind: str, rows: Sequence[TenantModel], *, known_by: tuple[str, ...] = ()) -> None:
        """Writes new rows, and counts them."""
        self.store.insert(rows, known_by=known_by)
        self.summary.count(kind, "made", len(rows))

    def note_missing(self, kind: str, number: int, named: Sequence[str] = ()) -> None:
        """Tells that something is there which the file does not have; `named` says what, so that staff can
        take it out by hand."""
        if not number:
            return
        self.summary.note(f"{number:,} {kind} of {self.code} are not in the file: an import deletes nothing")
        if named:
            more = f" and {number - NAMED:,} more" if number > NAMED else ""
            told = ", ".join(f"{name:.80}" for name in named[:NAMED])
            self.summary.note(f"not in the file, so delete by hand what was withdrawn: {kind} {told}{more}")


def differences(row: TenantModel, values: Mapping[str, Any], rule: Rule) -> dict[str, Any]:
    """Those of `values` to be written into `row`."""
    found = {}
    for name, value in values.items():
        stored = getattr(row, name)
        if value in (None, "") or value == stored:
            continue
        if rule is Rule.FILE or stored in (None, ""):
            found[name] = value
    return found
