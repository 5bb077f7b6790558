"""Asks the real WSGI application, as a web server does: with all middleware and all signals."""

from typing import Any, NamedTuple
from wsgiref.util import setup_testing_defaults


class Answer(NamedTuple):
    """Status code and body."""

    status: int
    body: str


def ask(path: str) -> Answer:
    """What `GET path` answers. Raises what the application raises, which a server would log."""
    from poseidon.wsgi import application

    environ: dict[str, Any] = {"PATH_INFO": path, "HTTP_HOST": "localhost"}
    setup_testing_defaults(environ)
    told: list[str] = []
    body = application(environ, lambda status, headers, exc_info=None: told.append(status))
    try:
        content = b"".join(body)
    finally:
        body.close()  # fires request_finished
    return Answer(int(told[0].split()[0]), content.decode())
