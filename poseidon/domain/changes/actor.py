"""Who is at work: carried in a context variable by requests and commands, read when a change is recorded."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

from poseidon.domain.changes.models import ChangeRecord

Source = ChangeRecord.Source


@dataclass(frozen=True)
class Actor:
    """Who changes rows; `user_id` is the user's key in the control database, None for what is no person."""

    name: str
    source: str = Source.SYSTEM
    user_id: int | None = None
    request_id: str = ""


_told: ContextVar[Callable[[], Actor] | None] = ContextVar("poseidon_actor", default=None)


def current_actor() -> Actor:
    """Who is at work here; the command that runs, or "system", where nobody said."""
    told = _told.get()
    return told() if told is not None else _process()


@contextmanager
def acting(who: Callable[[], Actor]) -> Iterator[None]:
    """Changes inside the block are made by `who()`, which is asked for each change: a request's person is
    only looked up if there is one. A thread started inside begins without it."""
    token = _told.set(who)
    try:
        yield
    finally:
        _told.reset(token)


@contextmanager
def acting_command(name: str) -> Iterator[None]:
    """Changes inside the block are made by the command `name`; all of them carry one request id."""
    actor = Actor(f"command {name}", Source.COMMAND, request_id=new_request_id())
    with acting(lambda: actor):
        yield


@contextmanager
def acting_by(source: str) -> Iterator[None]:
    """Whoever is at work does it through `source` inside the block: a person's import, say."""
    outer = _told.get() or _process
    with acting(lambda: replace(outer(), source=source)):
        yield


def new_request_id() -> str:
    """32 hexadecimal digits."""
    return uuid4().hex


def _process() -> Actor:
    """The command line's command, under which a change is found that nobody said anything about."""
    program, *arguments = sys.argv or [""]
    if Path(program).name in ("manage.py", "django-admin") and arguments:
        return Actor(f"command {arguments[0]}", Source.COMMAND)
    return Actor("system")
