"""Managers of relations: what is added, kept or removed is of the tenant of the row they belong to.

Django compares keys there: `book.tags.remove(tag)` with another tenant's tag of the same key would take away
this tenant's own.
"""

import functools
from collections.abc import Callable, Iterable
from typing import Any

from poseidon.tenancy import stamps


def guard_relation(manager: type[Any]) -> None:
    """Has `add`, `remove` and `set` check what they are given, where `manager` defines them: Django makes a
    class for each relation, derived from the model's manager."""
    for verb, guarded in (("add", _each), ("remove", _each), ("set", _all)):
        if verb in manager.__dict__ and "instance" in _arguments(manager):
            setattr(manager, verb, guarded(manager.__dict__[verb]))


def _arguments(manager: type[Any]) -> tuple[str, ...]:
    """Of its `__init__`; that of a relation's manager takes the row it belongs to."""
    names: tuple[str, ...] = manager.__init__.__code__.co_varnames
    return names


def _each(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def relating(self: Any, *objs: Any, **kwargs: Any) -> Any:
        stamps.refuse_foreign_value(objs, stamps.tenant_of_instance(self.instance))
        return method(self, *objs, **kwargs)

    return relating


def _all(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def relating(self: Any, objs: Iterable[Any], **kwargs: Any) -> Any:
        given = tuple(objs)
        stamps.refuse_foreign_value(given, stamps.tenant_of_instance(self.instance))
        return method(self, given, **kwargs)

    return relating
