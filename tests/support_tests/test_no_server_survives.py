"""However a run ends, its servers end with it."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.database_plugin import VARIABLE as URL_VARIABLE
from tests.support.servers.data_directory import VARIABLE as TEMPLATE_VARIABLE
from tests.support.servers.data_directory import template
from tests.support.servers.run_directory import PREFIX, remove_abandoned
from tests.support.servers.run_directory import VARIABLE as RUN_VARIABLE

ROOT = Path(__file__).resolve().parents[2]
DEADLINE = 30.0
BLOWS = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)

UNBOUND_CHILD = """
import subprocess, time
print(subprocess.Popen(["sleep", "60"], start_new_session=True).pid, flush=True)
time.sleep(60)
"""
SERVER_CHILD = """
import time
from tests.support.servers import MariaDB
with MariaDB.start() as server:
    print(server.pid, flush=True)
    time.sleep(60)
"""
SLEEPING_TEST = """
import os, time
from pathlib import Path
def test_sleeps():
    [pid_file] = Path(os.environ["POSEIDON_TEST_RUN_DIRECTORY"]).glob("*/server.pid")
    Path("report.new").write_text(pid_file.read_text())
    Path("report.new").rename("report")
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def _sigint_is_heard() -> Iterator[None]:
    """A shell starts what runs in its background with SIGINT ignored, and children inherit that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def scratch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary directory with a short name (sockets need one) in which children make theirs."""
    directory = Path(tempfile.mkdtemp(prefix="p-"))
    monkeypatch.setenv(TEMPLATE_VARIABLE, str(template()))
    monkeypatch.setenv("TMPDIR", str(directory))
    monkeypatch.delenv(RUN_VARIABLE, raising=False)
    monkeypatch.delenv(URL_VARIABLE, raising=False)
    yield directory
    shutil.rmtree(directory)


def start_python(code: str) -> tuple[subprocess.Popen[str], int]:
    """Run `code`, which prints the id of a process of its own; return both."""
    child = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    return child, int(child.stdout.readline())


def start_pytest(project: Path, *arguments: str) -> tuple[subprocess.Popen[str], int]:
    """Run pytest with our plugin on a test that reports its server's process id and sleeps; return both."""
    project.mkdir()
    (project / "test_sleeping.py").write_text(SLEEPING_TEST)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "xdist", "-p", "tests.support.database_plugin"]
    child = subprocess.Popen(
        [*command, "-c", os.devnull, *arguments, "test_sleeping.py"],
        cwd=project,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    report = project / "report"
    assert becomes_true(report.exists), f"the run did not reach its test (exit code {child.poll()})"
    return child, int(report.read_text())


def is_gone(pid: int) -> bool:
    return becomes_true(lambda: has_ended(pid))


def has_ended(pid: int) -> bool:
    """True too where nobody has asked for its exit code yet: who inherits orphans may be slow to do so."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def becomes_true(condition: Callable[[], bool]) -> bool:
    """Look every 20 ms until `condition` holds; `False` when it never did within the deadline."""
    deadline = time.monotonic() + DEADLINE
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_ordinary_child_outlives_its_killed_parent() -> None:
    parent, pid = start_python(UNBOUND_CHILD)
    parent.kill()
    parent.wait()
    assert Path(f"/proc/{pid}").exists()
    os.kill(pid, signal.SIGKILL)


def test_server_ends_with_a_program_that_is_struck_down(scratch: Path) -> None:
    struck = [(start_python(SERVER_CHILD), blow) for blow in BLOWS]
    for (program, server), blow in struck:
        assert Path(f"/proc/{server}/comm").read_text() == "mariadbd\n"
        program.send_signal(blow)
    for (program, server), blow in struck:
        program.wait(DEADLINE)
        assert is_gone(server), blow


@pytest.mark.parametrize(
    ("workers", "blows"),
    [([], (signal.SIGINT, signal.SIGTERM)), (["-n", "1"], (signal.SIGINT, signal.SIGKILL))],
    ids=["one process", "several workers"],
)
def test_server_ends_with_a_test_run_that_is_struck_down(
    workers: list[str], blows: tuple[signal.Signals, ...], scratch: Path
) -> None:
    struck = [(start_pytest(scratch / blow.name, *workers), blow) for blow in blows]
    for (run, _server), blow in struck:
        assert list(scratch.glob(f"{PREFIX}{run.pid}-*"))
        run.send_signal(blow)
    for (run, server), blow in struck:
        run.wait(DEADLINE)
        assert is_gone(server), blow
        left = list(scratch.glob(f"{PREFIX}{run.pid}-*"))
        assert not (left and blow is signal.SIGINT), "who presses Ctrl-C leaves no directory"


def test_next_run_removes_what_a_killed_run_left_and_nothing_of_a_living_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    dead = subprocess.Popen(["true"])
    dead.wait()
    (tmp_path / f"{PREFIX}{dead.pid}-abc" / "data").mkdir(parents=True)
    (tmp_path / f"{PREFIX}{os.getpid()}-abc").mkdir()
    remove_abandoned()
    assert [path.name for path in tmp_path.iterdir()] == [f"{PREFIX}{os.getpid()}-abc"]
