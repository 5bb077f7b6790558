"""Files to import, the commands that import them, and a count of what is written."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.test.utils import CaptureQueriesContext

DATA = Path(__file__).resolve().parents[2] / "data"
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")

Import = Callable[..., dict[str, Any]]


def data(name: str) -> bytes:
    """An invented file, whole."""
    return (DATA / name).read_bytes()


@pytest.fixture
def write(tmp_path: Path) -> Callable[[bytes | str, str], Path]:
    """Writes a file to import and returns its path."""

    def written(content: bytes | str, name: str = "file") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return written


def _import(command: str, path: Path | str, **options: Any) -> dict[str, Any]:
    out = io.StringIO()
    chosen = {"tenant": "TESTCLIENT", "conference": "CONF26", "json": True, **options}
    call_command(command, str(path if isinstance(path, Path) else DATA / path), stdout=out, **chosen)
    return json.loads(out.getvalue())


@pytest.fixture
def import_schedule() -> Import:
    """Runs the command and returns its summary."""
    return lambda path, **options: _import("import_schedule", path, **options)


@pytest.fixture
def import_abstract_book() -> Import:
    """Runs the command and returns its summary."""
    return lambda path, **options: _import("import_abstract_book", path, **options)


def import_any(path: Path | str, **options: Any) -> dict[str, Any]:
    """Runs whichever of the two commands reads files of that name."""
    command = "import_abstract_book" if "abstract-book" in str(path) else "import_schedule"
    return _import(command, path, **options)


@contextmanager
def counting_writes(alias: str = "TESTCLIENT") -> Iterator[list[str]]:
    """The statements on `alias` that write, in the list once the block has ended."""
    writes: list[str] = []
    with CaptureQueriesContext(connections[alias]) as queries:
        yield writes
    writes += [query["sql"] for query in queries if query["sql"].lstrip().upper().startswith(WRITES)]
