"""RESULTS.md: the newest figures of each kind."""

from collections.abc import Iterable
from typing import Final

from benchmarks.plan import RESULTS
from benchmarks.versions import machine

SECTIONS: Final = ("web", "micro", "admin", "exports", "faults")
_HEAD: Final = (
    "# Results\n\nWritten by `make bench ARGS=--write`; what it means and how to run it: docs/benchmarks.md."
)
_MARK: Final = "\n## "


def write(sections: dict[str, str]) -> None:
    """Replaces the sections that were measured; the others stay as they stand there."""
    written = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else ""
    RESULTS.write_text(renewed(written, sections.values(), machine()), encoding="utf-8")


def renewed(written: str, sections: Iterable[str], machine: str) -> str:
    """What was `written`, with these sections instead of those of their titles, and new ones at its end."""
    kept = {_title(text): text for text in written.split(_MARK)[1:]}
    for section in sections:
        text = section.strip().removeprefix("## ")
        kept[_title(text)] = text
    return "\n\n".join([_HEAD, machine, *(f"## {text.strip()}" for text in kept.values())]) + "\n"


def _title(section: str) -> str:
    return section.partition("\n")[0].strip()
