"""When a read must see the newest data."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_primary: ContextVar[bool] = ContextVar("poseidon_primary", default=False)


def primary_required() -> bool:
    """Whether reads must go to the primary now."""
    return _primary.get()


@contextmanager
def use_primary() -> Iterator[None]:
    """Reads inside the block go to primaries, never to replicas: for code that acts on what it read."""
    token = _primary.set(True)
    try:
        yield
    finally:
        _primary.reset(token)
