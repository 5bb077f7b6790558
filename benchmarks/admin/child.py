"""Signs in to an admin and answers, for each path on standard input, how long its page took, as JSON.

Server time: from the WSGI call to the last byte of the body, inside this process.
"""

import json
import re
import sys
from time import perf_counter, process_time
from typing import Any, Final
from wsgiref.util import setup_testing_defaults

from benchmarks.apps.wsgi import application

# After the application, which sets Django up.
from django.conf import settings  # isort: skip
from django.contrib.auth import get_user_model  # isort: skip
from django.core.cache import cache  # isort: skip
from django.core.management import call_command  # isort: skip
from django.db.backends.signals import connection_created  # isort: skip
from django.test import Client  # isort: skip

_statements: list[float] = []
_ROW: Final = re.compile(r"<input[^>]*name=\"_selected_action\"|<li class=\"hit\"|<input[^>]*name=\"row\"")
"""In an admin's list, in the workspace's search, in one of its lists."""


def main() -> None:
    """Until standard input ends."""
    connection_created.connect(_watch)
    call_command("migrate", database="default", verbosity=0)
    cookie = _sign_in()
    for line in sys.stdin:
        address, _, forget = line.strip().partition(" ")
        if forget:
            cache.clear()
        print(json.dumps(_answer(address, cookie)), flush=True)


def _timed(execute: Any, *arguments: Any) -> Any:
    start = perf_counter()
    try:
        return execute(*arguments)
    finally:
        _statements.append(perf_counter() - start)


def _watch(connection: Any, **more: object) -> None:  # noqa: ARG001 - a signal's contract
    if _timed not in connection.execute_wrappers:
        connection.execute_wrappers.append(_timed)


def _sign_in() -> str:
    operator = get_user_model().objects.create_superuser(f"bench-{settings.SETTINGS_MODULE}")
    client = Client()
    client.force_login(operator, "django.contrib.auth.backends.ModelBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def _answer(address: str, cookie: str) -> dict[str, float]:
    path, _, query = address.partition("?")
    environ = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "localhost", "HTTP_COOKIE": cookie}
    setup_testing_defaults(environ)
    statuses: list[str] = []
    _statements.clear()
    start, own = perf_counter(), process_time()
    response: Any = application(environ, lambda status, *_: statuses.append(status))
    body = b"".join(response)
    response.close()
    taken, own = perf_counter() - start, process_time() - own
    if not statuses[0].startswith("200"):
        raise SystemExit(f"{address}: {statuses[0]}: {body[:300]!r}")
    return {
        "milliseconds": taken * 1000,
        "own": own * 1000,
        "in_database": sum(_statements) * 1000,
        "queries": len(_statements),
        "rows": len(_ROW.findall(body.decode())),
    }


if __name__ == "__main__":
    main()
