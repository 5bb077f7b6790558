"""Which database a log record is about."""

import logging
from types import TracebackType
from typing import Any


def alias_of(record: logging.LogRecord) -> str | None:
    """What `extra={"alias": …}` says; else that of the exception; None where no database is involved."""
    given = getattr(record, "alias", None)
    if isinstance(given, str):
        return given
    error = record.exc_info[1] if record.exc_info else None
    while error is not None:
        if alias := _alias_of_error(error):
            return alias
        error = error.__cause__
    return None


def _alias_of_error(error: BaseException) -> str | None:
    """An error of the engine says it; of one from the driver, the frame that ran the statement knows."""
    said = getattr(error, "alias", None)
    return said if isinstance(said, str) else _alias_in_trace(error.__traceback__)


def _alias_in_trace(trace: TracebackType | None) -> str | None:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.backends.utils import CursorWrapper

    alias: str | None = None
    while trace is not None:
        owner: Any = trace.tb_frame.f_locals.get("self")
        wrapper: Any = owner.db if issubclass(type(owner), CursorWrapper) else owner
        # Not isinstance(): it asks a lazy object what it is, and one that failed to load would fail again.
        if issubclass(type(wrapper), BaseDatabaseWrapper):
            alias = wrapper.alias
        trace = trace.tb_next
    return alias
