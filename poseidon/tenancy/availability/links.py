"""The connections that are open to each server, so that those to one that hangs can be cut.

Whoever waits for a frozen server, or for one behind a dead link, would wait for `read_timeout`, a minute.
Cutting the socket under them ends the wait with "connection lost", which is what has happened.
"""

import os
import socket
import threading
from contextlib import suppress
from typing import Any
from weakref import WeakKeyDictionary

# By server: of each connection the number of its socket, and who is at the other end.
_open: dict[str, WeakKeyDictionary[Any, tuple[int, Any]]] = {}
_lock = threading.Lock()


def note(endpoint: str, connection: Any) -> None:
    """`connection`, the driver's, is open to `endpoint`; forgotten when nobody holds it any more."""
    known = _open.get(endpoint)
    if known is not None and connection in known:  # borrowed again
        return
    number = connection.fileno()  # which no other thread may ask while it is in use
    with _line(number) as line, _lock:
        _open.setdefault(endpoint, WeakKeyDictionary())[connection] = number, line.getpeername()


def any_open(endpoint: str) -> bool:
    """Whether somebody holds a connection to `endpoint`."""
    return bool(_open.get(endpoint))


def cut(endpoint: str) -> None:
    """Ends all waits for `endpoint`; whoever waited is told that the connection was lost."""
    with _lock:
        held = list(_open.pop(endpoint, {}).values())
    for number, peer in held:
        # Its owner may have closed it, and the number gone to another file: look who is there.
        with suppress(OSError), _line(number) as line:
            if line.getpeername() == peer:
                line.shutdown(socket.SHUT_RDWR)


def _line(number: int) -> socket.socket:
    return socket.socket(fileno=os.dup(number))


def forget_everything() -> None:
    """After a fork (they are the parent's) and between tests."""
    global _lock  # noqa: PLW0603 - a thread of the parent may have held it
    _lock = threading.Lock()
    _open.clear()
