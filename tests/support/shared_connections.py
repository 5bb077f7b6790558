"""Aliases that share one connection in the tests are allowed together.

A replica alias is its primary's very connection (`SAME_CONNECTION_AS`). Django forbids the databases that a
test did not name by closing their connections off, and so a test that names `TESTCLIENT` alone would find
`TESTCLIENT` closed, because `TESTCLIENT_RO` is not named. `install()` teaches Django's test cases better.
"""

from collections.abc import Callable
from typing import Any

from django.db import connections
from django.test import SimpleTestCase, TransactionTestCase


def install() -> None:
    """Let every Django test case, and with it every pytest-django test, know about shared connections."""
    for name in ("_add_databases_failures", "_remove_databases_failures"):
        setattr(SimpleTestCase, name, classmethod(_knowing_shared(getattr(SimpleTestCase, name).__func__)))


def _knowing_shared(method: Callable[[Any], None]) -> Callable[[type[TransactionTestCase]], None]:
    """Run Django's class method as if the test had named all aliases of the connections that it may use."""

    def knowing(case: type[TransactionTestCase]) -> None:
        named = case._validate_databases()  # type: ignore[attr-defined]  # private to Django
        owners = {connections[alias].alias for alias in named}
        case.databases = {alias for alias in connections if connections[alias].alias in owners}
        try:
            method(case)
        finally:
            case.databases = owners.union(named)

    return knowing
