"""Which tenant the running code works for.

Kept in a context variable: tasks and `sync_to_async` inherit it, a new thread starts without one.
Entries form a linked stack, and whoever leaves takes out their own entry and no other, so that a generator
closed late cannot put its tenant back over somebody else's, nor a request that ends over its tasks'.
"""

import functools
import inspect
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import AbstractContextManager
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
    """One tenant in force. Never changed, for contexts that were copied from another share its entries."""

    __slots__ = ("owner", "parent", "tenant")

    def __init__(self, tenant: str | None, owner: object, parent: "_Entry | None") -> None:
        self.tenant, self.owner, self.parent = tenant, owner, parent


_NOWHERE: Final = _Entry(None, None, None)
_top: ContextVar[_Entry] = ContextVar("poseidon_tenant", default=_NOWHERE)


def _without(top: _Entry, owner: object) -> _Entry:
    """The stack below and including `top` without the newest entry of `owner`; as it is if there is none."""
    if top.owner is owner or top.parent is None:
        return top.parent or top
    rest = _without(top.parent, owner)
    return top if rest is top.parent else _Entry(top.tenant, top.owner, rest)


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
    in force in the consumer between two items. Raises UnknownTenantError, but not to who is inside that
    tenant already: what began while it was served may end.
    """

    __slots__ = ("tenant",)

    def __init__(self, tenant: str | None) -> None:
        if tenant is not None and tenant != current_tenant():
            registry.check_tenant(tenant)
        self.tenant = tenant

    def __enter__(self) -> str | None:
        _top.set(_Entry(self.tenant, self, _top.get()))
        return self.tenant

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _top.set(_without(_top.get(), self))

    def __call__(self, function: Callback) -> Callback:
        decorated: Callback = _decorated(function, self.tenant)
        return decorated


def _decorated(function: Any, tenant: str | None) -> Any:
    if inspect.isasyncgenfunction(function):

        def wrapper(*args: Any, **kwargs: Any) -> Any:
            return aiterate_in_tenant(tenant, function(*args, **kwargs))
    elif inspect.isgeneratorfunction(function):

        def wrapper(*args: Any, **kwargs: Any) -> Any:
            return (yield from iterate_in_tenant(tenant, function(*args, **kwargs)))
    elif inspect.iscoroutinefunction(function):

        async def wrapper(*args: Any, **kwargs: Any) -> Any:  # type: ignore[misc]  # one shape each
            with tenant_context(tenant):
                return await function(*args, **kwargs)
    else:

        def wrapper(*args: Any, **kwargs: Any) -> Any:
            with tenant_context(tenant):
                return function(*args, **kwargs)

    return functools.wraps(function)(wrapper)


def carry_tenant(function: Callback) -> Callback:
    """`function`, bound by name to the tenant now in context: for threads, executors and callbacks."""
    carried: Callback = _decorated(function, current_tenant())
    return carried


def iterate_in_tenant(tenant: str | None, iterable: Any) -> Generator[Any, Any, Any]:
    """The items of `iterable`, each produced inside `tenant`, the consumer's own tenant untouched.

    What a consumer sends or throws in arrives there too, inside `tenant`, and so does the closing.
    """
    return iterate_inside(tenant_context(tenant), iterable)


def aiterate_in_tenant(tenant: str | None, iterable: Any) -> AsyncGenerator[Any, None]:
    """As `iterate_in_tenant`, for asynchronous iterables; only what is sent in is dropped."""
    return aiterate_inside(tenant_context(tenant), iterable)


def iterate_inside(inside: AbstractContextManager[Any], iterable: Any) -> Generator[Any, Any, Any]:
    """As `iterate_in_tenant`, for any re-entrant context manager."""
    iterator = iter(iterable)
    advance = step = functools.partial(next, iterator)
    try:
        while True:
            with inside:
                try:
                    item = step()
                except StopIteration as end:
                    return end.value
            try:
                sent = yield item
                step = advance if sent is None else functools.partial(iterator.send, sent)
            except Exception as error:
                if not hasattr(iterator, "throw"):
                    raise
                step = functools.partial(iterator.throw, error)
    finally:
        with inside:
            getattr(iterator, "close", _nothing)()


async def aiterate_inside(inside: AbstractContextManager[Any], iterable: Any) -> AsyncGenerator[Any, None]:
    """As `aiterate_in_tenant`, for any re-entrant context manager."""
    iterator: Any = aiter(iterable)
    advance = step = iterator.__anext__
    try:
        while True:
            with inside:
                try:
                    item = await step()
                except StopAsyncIteration:
                    return
            try:
                yield item
                step = advance
            except Exception as error:
                if not hasattr(iterator, "athrow"):
                    raise
                step = functools.partial(iterator.athrow, error)
    finally:
        with inside:
            await getattr(iterator, "aclose", _nothing_to_await)()


def _nothing() -> None:
    """In place of `close()` where there is none."""


async def _nothing_to_await() -> None:
    """In place of `aclose()` where there is none."""
