"""No block of the documentation is left to itself: commands are run or say why not, the rest can be read."""

import configparser
import json
import tomllib
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from tests.docs.blocks import SHELL, Block, all_blocks, blocks_of, complaint

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
