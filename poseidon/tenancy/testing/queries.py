"""How many statements ran on each alias, and which ran where none should."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple
from unittest import mock

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

_connecting = threading.local()


class Statement(NamedTuple):
    """One statement and the alias whose connection it ran on."""

    alias: str
    sql: str


class _Recorder:
    """An `execute_wrapper` that notes what passes, but for what Django says when it opens a connection."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if not getattr(_connecting, "now", False):
            self.statements.append(Statement(context["connection"].alias, str(sql)))
        return execute(sql, params, many, context)


@contextmanager
def assert_queries(**expected: int) -> Iterator[list[Statement]]:
    """Demands as many statements on each named alias as it says, and none on any other.

    Every alias is watched: those of this thread, those that come to life inside the block, and those of
    threads that start in it. A replica that shares its primary's connection counts as the primary. Savepoints
    count, as in Django's `assertNumQueries`. AssertionError shows the statements of each alias that is wrong.
    An exception in the block passes as it is. Gives the list of statements so far.
    """
    counted = {_owner(alias): count for alias, count in expected.items()}
    with _recording() as recorder:
        yield recorder.statements
    problems = list(_differences(counted, recorder.statements))
    if problems:
        raise AssertionError("Statements are not as declared.\n" + "\n".join(problems))


@contextmanager
def _recording() -> Iterator[_Recorder]:
    recorder = _Recorder()
    create = connections.create_connection
    watched = list(dict.fromkeys(connections._connections.by_alias.values()))  # type: ignore[attr-defined]

    def create_watched(alias: str) -> BaseDatabaseWrapper:
        wrapper: BaseDatabaseWrapper = create(alias)
        wrapper.execute_wrappers.append(recorder)
        watched.append(wrapper)
        return wrapper

    for wrapper in watched:
        wrapper.execute_wrappers.append(recorder)
    with ExitStack() as patches:
        patches.enter_context(mock.patch.object(connections, "create_connection", create_watched))
        patches.enter_context(mock.patch.object(BaseDatabaseWrapper, "connect", _noted_connect()))
        try:
            yield recorder
        finally:
            for wrapper in watched:
                wrapper.execute_wrappers.remove(recorder)


def _noted_connect() -> Any:
    connect = BaseDatabaseWrapper.connect

    def noted(self: BaseDatabaseWrapper) -> None:
        before, _connecting.now = getattr(_connecting, "now", False), True
        try:
            connect(self)
        finally:
            _connecting.now = before

    return noted


def _owner(alias: str) -> str:
    """The alias that a connection knows itself by."""
    if alias not in connections.settings:
        raise ValueError(f"assert_queries: there is no database {alias!r}.")
    return str(connections.settings[alias].get("SAME_CONNECTION_AS", alias))


def _differences(expected: dict[str, int], statements: list[Statement]) -> Iterator[str]:
    for alias in dict.fromkeys((*expected, *(statement.alias for statement in statements))):
        ran = [statement.sql for statement in statements if statement.alias == alias]
        if len(ran) != expected.get(alias, 0):
            yield f"{alias}: {len(ran)} instead of {expected.get(alias, 0)}"
            yield from (f"  {number}. {sql}" for number, sql in enumerate(ran, start=1))
