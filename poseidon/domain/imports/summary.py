"""What an import did, for people and for programs."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from poseidon.domain.imports.programme import Remark

KINDS: Final = (
    "conference",
    "rooms",
    "people",
    "sessions",
    "roles",
    "abstracts",
    "authors",
    "placements",
    "custom fields",
    "answers",
)
OUTCOMES: Final = ("made", "changed", "unchanged", "skipped")
_LISTED: Final = 10
_WIDEST: Final = 50
_UNSHOWN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")
"""What moves a terminal's cursor or turns text around."""


@dataclass
class Summary:
    """Counts by kind and outcome; `columns` counts, for what was changed, the columns that differed."""

    tenant: str
    conference: str
    file: str
    format: str
    dry_run: bool = False
    counts: dict[str, Counter[str]] = field(default_factory=lambda: {kind: Counter() for kind in KINDS})
    columns: dict[str, Counter[str]] = field(default_factory=lambda: {kind: Counter() for kind in KINDS})
    skipped: list[Remark] = field(default_factory=list)
    repaired: list[Remark] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def count(self, kind: str, outcome: str, number: int = 1) -> None:
        """`number` more things of `kind` came to `outcome`."""
        self.counts[kind][outcome] += number

    def changed(self, kind: str, columns: list[str]) -> None:
        """One thing of `kind` was changed in `columns`."""
        self.counts[kind]["changed"] += 1
        self.columns[kind].update(columns)

    def skip(self, remark: Remark) -> None:
        """Something was left out."""
        self.counts[remark.kind]["skipped"] += 1
        self.skipped.append(remark)

    def note(self, text: str) -> None:
        """Something to know, told once."""
        if text not in self.notes:
            self.notes.append(text)

    @property
    def writes(self) -> int:
        """How many rows were made or changed (or would be, in a dry run)."""
        return sum(counter["made"] + counter["changed"] for counter in self.counts.values())

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "tenant": self.tenant,
            "conference": self.conference,
            "file": self.file,
            "format": self.format,
            "dry_run": self.dry_run,
            "nothing_to_change": self.writes == 0,
            "counts": {
                kind: {what: counts[what] for what in OUTCOMES} for kind, counts in self.counts.items()
            },
            "changed_columns": {kind: dict(columns) for kind, columns in self.columns.items() if columns},
            "skipped": [_remark(remark) for remark in self.skipped],
            "repaired": [_remark(remark) for remark in self.repaired],
            "notes": self.notes,
        }

    def as_text(self) -> str:
        """For a terminal: a table that lines up, then what was changed, repaired, skipped and noted."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"{self.file} ({self.format}) into conference {self.conference} of {self.tenant}"
        yield ""
        yield f"{'':<14}" + "".join(f"{outcome:>11}" for outcome in OUTCOMES)
        for kind, counts in self.counts.items():
            if counts.total():
                yield f"{kind:<14}" + "".join(f"{counts[outcome]:>11,}" for outcome in OUTCOMES)
        yield ""
        for kind, columns in self.columns.items():
            if columns:
                told = ", ".join(f"{name} {number:,}" for name, number in columns.most_common())
                yield f"Changed in {kind}: {told}"
        yield from _listed("Repaired", self.repaired)
        yield from _listed("Skipped", self.skipped)
        yield from (f"Note: {note}" for note in self.notes)
        yield self.verdict()

    def verdict(self) -> str:
        """The last line: what it came to."""
        if not self.writes:
            return "Nothing to change: everything in the file is already there."
        if self.dry_run:
            return f"Dry run: {self.writes:,} rows would be written, none was."
        return f"{self.writes:,} rows written in one transaction."


def _remark(remark: Remark) -> dict[str, str]:
    return {"kind": remark.kind, "what": remark.what, "reason": remark.reason, "where": remark.where}


def _short(text: str) -> str:
    text = _UNSHOWN.sub(" ", text)
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"


def _listed(title: str, remarks: list[Remark]) -> Iterator[str]:
    for remark in remarks[:_LISTED]:
        where = f" ({remark.where})" if remark.where else ""
        yield f"{title}: {remark.kind}: {_short(remark.what)}: {remark.reason}{where}"
    if len(remarks) > _LISTED:
        yield f"{title}: {len(remarks) - _LISTED:,} more; --json lists them all"
