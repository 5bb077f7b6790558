"""One temporary directory a test run, shared with the run's child processes and removed with it."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

VARIABLE = "POSEIDON_TEST_RUN_DIRECTORY"
PREFIX = "poseidon-run-"
IN_MEMORY = Path("/dev/shm")
ROOM = 4 * 2**30
"""Bytes that must be free in memory for the servers' files to go there; a run needs about one gibibyte."""


def run_directory() -> Path:
    """Return the directory of this run, made on first use; xdist workers find the controller's.

    The name carries the process id of its owner, so that a later run can remove what a killed one left.
    """
    inherited = os.environ.get(VARIABLE)
    if inherited and Path(inherited).is_dir():
        return Path(inherited)
    remove_abandoned()
    directory = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=_place()))
    os.environ[VARIABLE] = str(directory)
    atexit.register(_remove, directory, owner=os.getpid())
    return directory


def _place() -> Path:
    """Where files cost least: making and emptying tables takes a quarter of the time in memory.

    Whoever sets TMPDIR has chosen; a container's `/dev/shm` is mostly too small.
    """
    chosen = Path(tempfile.gettempdir())
    if "TMPDIR" in os.environ or not os.access(IN_MEMORY, os.W_OK):
        return chosen
    return IN_MEMORY if shutil.disk_usage(IN_MEMORY).free >= ROOM else chosen


def remove_abandoned() -> None:
    """Remove the directories of runs whose process is no more (killed before it could tidy up)."""
    for directory in _place().glob(f"{PREFIX}*"):
        owner = directory.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdigit() and not Path(f"/proc/{owner}").exists():
            shutil.rmtree(directory, ignore_errors=True)


def _remove(directory: Path, *, owner: int) -> None:
    if os.getpid() == owner:  # a forked child inherits the exit handler, not the directory
        shutil.rmtree(directory, ignore_errors=True)
