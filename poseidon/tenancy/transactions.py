"""Transactions on the current tenant's own database."""

import functools
import random
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from types import TracebackType
from typing import Any, Final, TypeVar

from django.db import OperationalError, transaction

from poseidon.tenancy.consistency import use_primary
from poseidon.tenancy.context import carry_tenant, require_tenant
from poseidon.tenancy.driver_errors import code_of
from poseidon.tenancy.errors import TenancyError

Block = TypeVar("Block", bound=Callable[..., Any])

_LOCK_WAIT: Final = 1205
_DEADLOCK: Final = 1213
_FIRST_PAUSE: Final = 0.02
"""Seconds before the first repetition; doubled for each further one, and jittered."""


class tenant_atomic(AbstractContextManager[str]):  # noqa: N801 - reads as a statement: with tenant_atomic():
    """`atomic()` on the current tenant's primary, as a `with` block (which yields the alias) or a decorator.

    Reads inside it see what it wrote. `retries`: how often the whole block is run again after a deadlock or a
    lock wait, with growing pauses; only as a decorator, and only for a function that may run twice: it must
    do nothing but write to this database. NoTenantError outside a tenant: a transaction names its database.
    """

    def __init__(self, *, savepoint: bool = True, durable: bool = False, retries: int = 0) -> None:
        self._how = {"savepoint": savepoint, "durable": durable}
        self._retries = retries
        self._open: list[ExitStack] = []

    def __enter__(self) -> str:
        if self._retries:
            raise TenancyError(
                "A `with` block cannot be run again: put it into a function and decorate that with "
                "@tenant_atomic(retries=…)."
            )
        alias = require_tenant("A transaction")
        with ExitStack() as stack:
            stack.enter_context(transaction.atomic(using=alias, **self._how))
            stack.enter_context(use_primary())
            self._open.append(stack.pop_all())
        return alias

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        return self._open.pop().__exit__(kind, error, trace)

    def __call__(self, function: Block) -> Block:
        @functools.wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            for attempt in range(self._retries + 1):
                try:
                    with tenant_atomic(**self._how):
                        return function(*args, **kwargs)
                except OperationalError as error:
                    if attempt == self._retries or not _may_repeat(error):
                        raise
                    time.sleep(_FIRST_PAUSE * 2**attempt * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
            return None

        run_typed: Any = run
        decorated: Block = run_typed
        return decorated


def _may_repeat(error: OperationalError) -> bool:
    """Whether the server undid the whole transaction for another's sake, and no outer one is left open."""
    alias = require_tenant("A transaction")
    in_outer = transaction.get_connection(alias).in_atomic_block
    return code_of(error) in (_DEADLOCK, _LOCK_WAIT) and not in_outer


def tenant_on_commit(function: Callable[[], Any], *, robust: bool = False) -> None:
    """Calls `function` in this tenant once its transaction has committed; at once where none is open."""
    alias = require_tenant("A callback after commit")
    transaction.on_commit(carry_tenant(function), using=alias, robust=robust)
