"""Keeps tests off aliases that they did not declare, whenever and in whichever thread those come to life.

Django closes off the aliases that are listed when a test class is set up, on the connections of that thread.
A tenant listed later, or listed again, whose connection is still open, and a connection that another thread
kept open, are used unseen; and a tenant listed meanwhile makes Django's own clean-up fail. While a test runs,
every look-up in `connections` therefore closes off what the test may not use, with Django's own error.
"""

from typing import Any, Final
from unittest import mock

from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import testcases

from poseidon.tenancy.connections import TenantConnectionHandler

_look_up: Final = TenantConnectionHandler.__getitem__
_running: Final[list[Any]] = []  # test classes; innermost last
_closed_off: Final[list[tuple[BaseDatabaseWrapper, str, Any]]] = []
_patches: Final[list[Any]] = []


def install() -> None:
    """Teaches Django's test classes, and with them pytest-django's; once."""
    if _patches:
        return
    case: Any = testcases.SimpleTestCase
    add, remove = case._add_databases_failures.__func__, case._remove_databases_failures.__func__

    def add_failures(cls: Any) -> None:
        add(cls)
        _running.append(cls)

    def remove_failures(cls: Any) -> None:
        try:
            remove(cls)  # while ours is still in force, so that it finds closed what it wants to open
        finally:
            _running.remove(cls)
            _open_again()

    _patches.extend(
        (
            mock.patch.object(case, "_add_databases_failures", classmethod(add_failures)),
            mock.patch.object(case, "_remove_databases_failures", classmethod(remove_failures)),
            mock.patch.object(TenantConnectionHandler, "__getitem__", _guarded_look_up),
        )
    )
    for patch in _patches:
        patch.start()


def uninstall() -> None:
    """Undoes `install`."""
    while _patches:
        _patches.pop().stop()


def _guarded_look_up(self: TenantConnectionHandler, alias: str) -> BaseDatabaseWrapper:
    wrapper = _look_up(self, alias)
    if _running and not {alias, wrapper.alias}.intersection(_running[-1].databases):
        _close_off(wrapper, _running[-1])
    return wrapper


def _close_off(wrapper: BaseDatabaseWrapper, case: Any) -> None:
    for name, operation in case._disallowed_connection_methods:
        method = getattr(wrapper, name)
        if not isinstance(method, testcases._DatabaseFailure):
            message = case._disallowed_database_msg % {
                "test": f"{case.__module__}.{case.__qualname__}",
                "alias": wrapper.alias,
                "operation": operation,
            }
            failure = testcases._DatabaseFailure(method, message)
            setattr(wrapper, name, failure)
            _closed_off.append((wrapper, name, failure))


def _open_again() -> None:
    while _closed_off:
        wrapper, name, failure = _closed_off.pop()
        if getattr(wrapper, name) is failure:
            setattr(wrapper, name, failure.wrapped)
