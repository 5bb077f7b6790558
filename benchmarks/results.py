"""RESULTS.md: the newest figures of each kind."""

from benchmarks.plan import RESULTS, VAR
from benchmarks.versions import machine

SECTIONS = ("web", "micro", "admin", "faults")
_HEAD = (
    "# Results\n\nWritten by `make bench ARGS=--write`; what it means and how to run it: docs/benchmarks.md."
)


def write(sections: dict[str, str]) -> None:
    """Replaces the sections that were measured; the others stay as they were measured last."""
    VAR.mkdir(parents=True, exist_ok=True)
    for name, text in sections.items():
        (VAR / f"{name}.md").write_text(text, encoding="utf-8")
    kept = [VAR / f"{name}.md" for name in SECTIONS]
    parts = [_HEAD, machine(), *(path.read_text(encoding="utf-8") for path in kept if path.exists())]
    RESULTS.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
