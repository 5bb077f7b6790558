"""The id under which a request is found again: in log lines, in the history, on the page of a failure."""

import re
from contextvars import ContextVar
from typing import Final
from uuid import uuid4

HEADER: Final = "X-Request-ID"
_FIT: Final = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")

current_request_id: Final[ContextVar[str]] = ContextVar("poseidon_request_id", default="")
"""Of the request that this thread answers; empty outside all."""


def request_id_from(told: str) -> str:
    """What a proxy said in `X-Request-ID`, if it is an id; else 32 hexadecimal digits."""
    return told if _FIT.match(told) else uuid4().hex
