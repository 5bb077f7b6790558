"""Asks a contender's project for one path, without a server."""

from typing import Any
from wsgiref.util import setup_testing_defaults

from benchmarks.apps.wsgi import application


def ask(path: str, host: str = "localhost") -> tuple[str, bytes]:
    """Status line and body."""
    environ = {"PATH_INFO": path, "HTTP_HOST": host}
    setup_testing_defaults(environ)
    statuses: list[str] = []

    def start_response(status: str, headers: Any, error: Any = None) -> Any:  # noqa: ARG001 - WSGI's contract
        statuses.append(status)

    response: Any = application(environ, start_response)
    body = b"".join(response)
    response.close()
    return statuses[0], body
