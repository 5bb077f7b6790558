"""Telling transactions that somebody opened on purpose from those that only surround them."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, Final

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

_SESSIONS: Final = "django.contrib.sessions.backends.db"
_VERBS: Final[dict[tuple[str, str], Callable[[dict[str, Any]], str | None]]] = {
    ("django.db.models.query", "QuerySet.get_or_create"): lambda names: names["self"].db,
    ("django.db.models.query", "QuerySet.update_or_create"): lambda names: names["self"].db,
    (_SESSIONS, "SessionStore.save"): lambda names: names.get("using"),  # none while it goes to create()
    (_SESSIONS, "SessionStore.asave.<locals>.sync_transaction"): lambda names: names["using"],
}
"""Functions that open a block with a savepoint around their own statements; its alias, by their variables."""


def explicit_block(wrapper: BaseDatabaseWrapper) -> bool:
    """Whether a transaction with a beginning and an end of its own is open on this connection.

    A test case's own block does not count, nor do the blocks without savepoint that Django's `delete()` and
    `bulk_create()` open around themselves.
    """
    if not wrapper.in_atomic_block:
        return False
    blocks: list[Any] = wrapper.atomic_blocks
    return any(_is_explicit(block) for block in blocks)


def opened_on_purpose(wrapper: BaseDatabaseWrapper) -> bool:
    """Whether one of these transactions is more than a verb's own.

    `get_or_create()`, `update_or_create()` and a session's `save()` open a block that ends with them: what
    they write is committed then, whatever transaction their caller believes to be in. Looks at the calling
    frames, so it is for the rare moment at which two databases have a transaction open.
    """
    if not wrapper.in_atomic_block:
        return False
    return sum(map(_is_explicit, wrapper.atomic_blocks)) > _verbs_at_work(wrapper)


def _is_explicit(block: Any) -> bool:
    return (block.savepoint or block.durable) and not block._from_testcase


def _verbs_at_work(wrapper: BaseDatabaseWrapper) -> int:
    """How many of the functions that are running now hold a block of their own on this connection."""
    found = 0
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        alias_of = _VERBS.get((frame.f_globals.get("__name__", ""), frame.f_code.co_qualname))
        alias = alias_of(frame.f_locals) if alias_of is not None else None
        if alias is not None and connections[alias] is wrapper:
            found += 1
        frame = frame.f_back
    return found
