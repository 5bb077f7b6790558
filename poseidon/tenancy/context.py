"""Which tenant the running code works for.

Kept in a context variable: tasks and `sync_to_async` inherit it, a new thread starts without one.
Entries form a linked stack, so that a generator closed late cannot put its tenant back over
somebody else's: a closed entry is skipped when those above it close.
"""

import functools
import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from contextvars import ContextVar
from types import TracebackType
from typing import Any, Final, TypeVar

from poseidon.tenancy import registry
from poseidon.tenancy.errors import NoTenantError

CURRENT_TENANT: Final = "__current_tenant__"
"""As a model's `_DATABASE`: it lives in the database of the tenant in context."""

Callback = TypeVar("Callback", bound=Callable[..., Any])
_END: Final = object()


class _Entry:
    __slots__ = ("open", "parent", "tenant")

    def __init__(self, tenant: str | None, parent: "_Entry | None") -> None:
        self.tenant, self.parent, self.open = tenant, parent, True


_NOWHERE: Final = _Entry(None, None)
_top: ContextVar[_Entry] = ContextVar("poseidon_tenant", default=_NOWHERE)


def current_tenant() -> str | None:
    """Name of the tenant in context, or None."""
    return _top.get().tenant


def require_tenant(what: str = "This") -> str:
    """Name of the tenant in context; NoTenantError that begins with `what` where there is none."""
    tenant = _top.get().tenant
    if tenant is None:
        raise NoTenantError(what)
    return tenant


class tenant_context:  # noqa: N801 - reads as a statement: with tenant_context("NAME")
    """Work for one tenant: a `with` block, or a decorator of functions, coroutines and generators.

    `tenant_context(None)` leaves all tenants. Nested and re-entrant. A generator or a stream must be
    decorated (or go through `iterate_in_tenant`): a plain `with` around a `yield` would leave the tenant
    in force in the consumer between two items. Raises UnknownTenantError.
    """

    __slots__ = ("_entries", "tenant")

    def __init__(self, tenant: str | None) -> None:
        self.tenant = tenant if tenant is None else registry.check_tenant(tenant)
        self._entries: list[_Entry] = []

    def __enter__(self) -> str | None:
        entry = _Entry(self.tenant, _top.get())
        self._entries.append(entry)
        _top.set(entry)
        return self.tenant

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._entries.pop().open = False
        entry: _Entry | None = _top.get()
        while entry is not None and not entry.open:
            entry = entry.parent
        _top.set(entry or _NOWHERE)

    def __call__(self, function: Callback) -> Callback:
        decorated: Callback = _decorated(function, self.tenant)
        return decorated


def _decorated(function: Any, tenant: str | None) -> Any:
    if inspect.isasyncgenfunction(function):
        wrapper: Any = lambda *args, **kwargs: aiterate_in_tenant(tenant, function(*args, **kwargs))  # noqa: E731
    elif inspect.isgeneratorfunction(function):
        wrapper = lambda *args, **kwargs: iterate_in_tenant(tenant, function(*args, **kwargs))  # noqa: E731
    elif inspect.iscoroutinefunction(function):

        async def wrapper(*args: Any, **kwargs: Any) -> Any:
            with tenant_context(tenant):
                return await function(*args, **kwargs)
    else:

        def wrapper(*args: Any, **kwargs: Any) -> Any:
            with tenant_context(tenant):
                return function(*args, **kwargs)

    return functools.wraps(function)(wrapper)


def iterate_in_tenant(tenant: str | None, iterable: Any) -> Iterator[Any]:
    """The items of `iterable`, each produced inside `tenant`, the consumer's own tenant untouched."""
    iterator = iter(iterable)
    try:
        while True:
            with tenant_context(tenant):
                item = next(iterator, _END)
            if item is _END:
                return
            yield item
    finally:
        with tenant_context(tenant):
            getattr(iterator, "close", lambda: None)()


async def aiterate_in_tenant(tenant: str | None, iterable: Any) -> AsyncIterator[Any]:
    """As `iterate_in_tenant`, for asynchronous iterables."""
    iterator = aiter(iterable)
    while True:
        with tenant_context(tenant):
            item = await anext(iterator, _END)
        if item is _END:
            return
        yield item


def carry_tenant(function: Callback) -> Callback:
    """`function`, bound by name to the tenant now in context: for threads, executors and callbacks."""
    carried: Callback = _decorated(function, current_tenant())
    return carried
