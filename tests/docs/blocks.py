"""The fenced blocks of the documentation, and what stands before each of them.

Before a block of shell commands an HTML comment, which no reader sees, says what becomes of it:

    <!-- run: demonstration -->                 the demonstration's SQLite files, settings.demo
    <!-- run: server, NAME=VALUE, NAME=VALUE --> a private MariaDB, settings.development; with more variables
    <!-- not run: the reason -->
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
SHELL = frozenset({"sh", "bash", "shell", "console", "zsh"})
ENVIRONMENTS = frozenset({"demonstration", "server"})
_FENCE = re.compile(
    r"(?:^<!--\s*(?P<mark>(?:not )?run:(?:(?!-->).)*?)\s*-->\n)?"
    r"^(?P<indent> *)(?P<fence>```+|~~~+) *(?P<language>[^\s`]*)[^\n]*\n"
    r"(?P<text>.*?)^(?P=indent)(?P=fence) *$",
    re.MULTILINE | re.DOTALL,
)


class Block(NamedTuple):
    """`page` from the repository's root; `line` of its fence; `mark` is empty where there is none."""

    page: str
    line: int
    language: str
    mark: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def environment(self) -> str:
        """Where it is to run; empty where it is not."""
        kind, _, rest = self.mark.partition(":")
        return rest.split(",")[0].strip() if kind == "run" else ""

    @property
    def variables(self) -> dict[str, str]:
        """What the mark adds to the environment; a comma in a value is one that no NAME= follows."""
        _, _, rest = self.mark.partition(",")
        pairs = re.split(r",(?=\s*[A-Z_]+=)", rest) if self.environment and rest else []
        return {name.strip(): value.strip() for name, _, value in (pair.partition("=") for pair in pairs)}

    @property
    def reason(self) -> str:
        """Why it is not run."""
        kind, _, rest = self.mark.partition(":")
        return " ".join(rest.split()) if kind == "not run" else ""


def blocks_of(text: str, page: str) -> Iterator[Block]:
    """In the order in which they stand."""
    for found in _FENCE.finditer(text):
        line = text.count("\n", 0, found.start("fence")) + 1
        mark = " ".join((found["mark"] or "").split())
        yield Block(page, line, found["language"].lower(), mark, found["text"])


def pages() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def all_blocks() -> list[Block]:
    return [
        block
        for page in pages()
        for block in blocks_of(page.read_text(encoding="utf-8"), str(page.relative_to(ROOT)))
    ]


def complaint(block: Block) -> str:
    """What is wrong with how a block is marked; empty if nothing is."""
    if not block.language:
        return "says no language: ```sh for commands, ```text for what is none"
    if block.language in SHELL and not block.mark:
        return "commands that nobody runs: put <!-- run: … --> or <!-- not run: why --> before the fence"
    if block.mark and block.language not in SHELL:
        return "is marked as commands and is none"
    if block.environment and block.environment not in ENVIRONMENTS:
        return f"is to run in {block.environment!r}; there are {', '.join(sorted(ENVIRONMENTS))}"
    if block.mark and not block.environment and len(block.reason) < 10:
        return "gives no reason why it is not run"
    return ""
