"""No block of the documentation is left to itself: commands are run or say why not, the rest can be read."""

import configparser
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.docs.blocks import ROOT, SHELL, Block, all_blocks, blocks_of, complaint, pages

BLOCKS = all_blocks()
READERS: dict[str, Callable[[str], Any]] = {
    "python": lambda text: compile(text, "documentation", "exec"),
    "toml": tomllib.loads,
    "json": json.loads,
    "yaml": yaml.safe_load,
    "ini": lambda text: configparser.ConfigParser().read_string(f"[all]\n{text}"),
}


def only(text: str) -> Block:
    (block,) = blocks_of(text, "page.md")
    return block


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_block_is_run_or_says_why_not(block: Block) -> None:
    assert not complaint(block), f"{block} {complaint(block)}"


@pytest.mark.parametrize("block", [b for b in BLOCKS if b.language in READERS], ids=str)
def test_block_can_be_read_by_its_language(block: Block) -> None:
    READERS[block.language](block.text)


def test_there_are_blocks_of_every_page_that_tells_commands() -> None:
    told = {block.page for block in BLOCKS if block.language in SHELL}
    assert {"README.md", "CONTRIBUTING.md", "docs/operations.md", "docs/sagas.md", "docs/grants.md"} <= told
    assert sum(bool(block.environment) for block in BLOCKS) >= 10


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("```\nmanage.py check\n```\n", "says no language"),
        ("```sh\nmanage.py check\n```\n", "nobody runs"),
        ("<!-- run: server -->\n\n```sh\nmanage.py check\n```\n", "nobody runs"),
        ("<!-- run: server -->\nsaid\n<!-- else -->\n```sh\nls\n```\n", "nobody runs"),
        ("<!-- run: moon -->\n```sh\nmanage.py check\n```\n", "'moon'"),
        ("<!-- not run: -->\n```sh\nmanage.py check\n```\n", "no reason"),
        ("<!-- run: server -->\n```text\nmanage.py check\n```\n", "is none"),
        ("- in a list\n\n  ~~~bash\n  ls\n  ~~~\n", "nobody runs"),
    ],
)
def test_badly_marked_block_is_found(text: str, wrong: str) -> None:
    assert wrong in complaint(only(text))


def test_mark_tells_environment_variables_and_reason() -> None:
    run = only("words\n\n<!-- run: server, TENANTS=A,B, MORE=x=1 -->\n```sh\nls\n```\n")
    assert (run.environment, run.variables, run.line) == ("server", {"TENANTS": "A,B", "MORE": "x=1"}, 4)
    assert complaint(run) == ""
    not_run = only("<!-- not run: needs\n     an engine -->\n```sh\nmake up\n```\n")
    assert (not_run.environment, not_run.reason) == ("", "needs an engine")
    assert complaint(not_run) == ""


def test_python_that_does_not_compile_is_found() -> None:
    with pytest.raises(SyntaxError):
        READERS["python"](only("```python\nrun({…})\n```\n").text)


def broken_links(page: Path, text: str) -> Iterator[str]:
    """Links to files that are not there, and to headings that their page does not have."""
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
    for link in re.findall(r"\]\((?!https?:|mailto:)([^)\s]+)\)", prose):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve()
        there = target.exists() and (not anchor or anchor in anchors(target.read_text() if path else text))
        if not there:
            yield link


def anchors(text: str) -> set[str]:
    """What the headings of a page are called in addresses."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    assert list(broken_links(page, page.read_text(encoding="utf-8"))) == []


def test_broken_links_are_found() -> None:
    text = "# Here, now\n[a](nowhere.md) [b](#here-now) [c](#there) [d](README.md#poseidon) `[e](gone.md)`\n"
    assert list(broken_links(ROOT / "page.md", text)) == ["nowhere.md", "#there"]
