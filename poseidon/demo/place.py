"""The folder that holds everything the demonstration makes, and who may work in it."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from poseidon.demo.errors import DemoError


def demo_dir() -> Path:
    """The folder, made if it is missing; DemoError under settings that are not the demonstration's."""
    folder: Path | None = getattr(settings, "DEMO_DIR", None)
    if folder is None:
        raise DemoError(
            f"The demonstration does not run under {settings.SETTINGS_MODULE}: nothing was done. "
            "Use `make demo`, or set DJANGO_SETTINGS_MODULE=settings.demo."
        )
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def open_private(path: Path) -> int:
    """A descriptor of a new, empty file that only its owner can read, from its first byte on."""
    path.unlink(missing_ok=True)
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


def write_private(path: Path, text: str) -> None:
    """Replaces `path` in one step by a file that only its owner can read."""
    draft = path.with_name(f".{path.name}.draft")
    with os.fdopen(open_private(draft), "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)


def empty(folder: Path) -> None:
    """Deletes everything in `folder`, hidden files too."""
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


@contextmanager
def working_alone(folder: Path) -> Iterator[bool]:
    """Yields whether this process may change the folder: False while another one serves from it.

    Waits for another process that is preparing. The lock is on the folder itself and ends with the process.
    """
    lock = os.open(folder, os.O_RDONLY)
    try:
        alone = _take_alone(lock)
        if not alone:
            fcntl.flock(lock, fcntl.LOCK_SH)  # at once beside a server, later beside one that prepares
            alone = _take_alone(lock)
        yield alone
    finally:
        os.close(lock)


def keep_for_reading(folder: Path) -> None:
    """Marks the folder as served from until this process, or what it becomes by exec, ends."""
    lock = os.open(folder, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_SH)
    os.set_inheritable(lock, True)


def _take_alone(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
