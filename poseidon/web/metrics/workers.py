"""Where the processes of one server lay their figures down.

Files are kept by place, not by process: a worker that is replaced leaves its place, with what was counted
there, to the next. So totals never fall, and there are never more files than places. Imports no Django:
it is called by the server before the application is loaded.
"""

import itertools
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any, Final

from prometheus_client import values

FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
TAKEN_OVER: Final = "GUNICORN_PID"
_environment: Final = os.environ  # noqa: TID251 - where the library and the workers look for the folder
_places: Final[dict[int, int]] = {}
"""By process id of a worker, in the master."""


def open_folder(parent: str) -> None:
    """Makes the folder below `parent`, unless the environment names one. A master that takes over from
    another makes its own: two of them know nothing of each other's places."""
    if FOLDER not in _environment or TAKEN_OVER in _environment:
        _environment[FOLDER] = tempfile.mkdtemp(prefix="poseidon-metrics-", dir=parent)


def remove_folder() -> None:
    """When the server stops."""
    shutil.rmtree(_environment[FOLDER], ignore_errors=True)


def take_place(worker: Any) -> None:
    """In the master, before the fork: the lowest place that no living worker has."""
    taken = set(_places.values())
    worker.metrics_place = next(place for place in itertools.count() if place not in taken)
    _places[id(worker)] = worker.metrics_place


def settle(worker: Any) -> None:
    """In the worker, before the application is loaded: its figures go to its place."""
    values.ValueClass = values.MultiProcessValue(lambda: worker.metrics_place)


def leave_place(worker: Any) -> None:
    """In the master, when the worker is gone: what it held is no longer held, what it counted stays."""
    place = _places.pop(id(worker), None)
    if place is not None:
        for path in Path(_environment[FOLDER]).glob(f"gauge_live*_{place}.db"):
            path.unlink(missing_ok=True)
