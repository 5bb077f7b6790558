"""What is checked before every statement, on every connection: the last place where a mistake can be stopped.

1. In a tenant's context nothing runs on another tenant's database.
2. A write does not escape an open transaction onto a database that has none.
3. A statement names only tables that live in the database it runs on (see `raw_sql`).
4. On a connection that goes from tenant to tenant, nothing asks what the last one's statement has left.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from poseidon.tenancy import raw_sql
from poseidon.tenancy.backends.mysql.options import Reset
from poseidon.tenancy.backends.mysql.residue import asks_about_before
from poseidon.tenancy.blocks import explicit_block, opened_on_purpose
from poseidon.tenancy.consistency import note_write
from poseidon.tenancy.context import current_tenant
from poseidon.tenancy.counting import query_meters
from poseidon.tenancy.errors import CrossTenantError, LeftoverError, WrongDatabaseTransactionError
from poseidon.tenancy.registry import family, tenant_of

_allowed_elsewhere: ContextVar[frozenset[str]] = ContextVar("poseidon_writes_elsewhere", default=frozenset())
_STATIC: Final = object()


def guard_statement(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    """An `execute_wrapper` (Django's contract). Raises CrossTenantError, WrongDatabaseError,
    WrongDatabaseTransactionError or LeftoverError instead of running the statement."""
    wrapper = context["connection"]
    tenant = wrapper.__dict__.get("poseidon_tenant", _STATIC)
    if tenant is _STATIC:
        tenant = wrapper.poseidon_tenant = tenant_of(wrapper.alias)
        reads, writes = query_meters(wrapper.alias)
        wrapper.poseidon_count_read, wrapper.poseidon_count_write = reads.count, writes.count
    if tenant is not None and (here := current_tenant()) is not None and here != tenant:
        raise CrossTenantError(f"Database {wrapper.alias!r}", theirs=tenant, ours=here)
    facts = raw_sql.facts_of(sql)
    if facts.writes:
        _refuse_escape(wrapper, "A write to")
        note_write(wrapper.alias)
        wrapper.poseidon_count_write()
    else:
        wrapper.poseidon_count_read()
    raw_sql.refuse_foreign_tables(sql, facts, wrapper)
    if (pool := wrapper.__dict__.get("pool_options")) is not None:
        _refuse_leftovers(sql, facts.writes, wrapper, pool.reset)
    return execute(sql, params, many, context)


def guard_on_commit(wrapper: BaseDatabaseWrapper, func: Callable[[], Any], robust: bool = False) -> None:
    """Stands before `wrapper.on_commit`: a callback that would fire at once while the caller's
    transaction is open on another database is refused."""
    _refuse_escape(wrapper, "on_commit() for")
    type(wrapper).on_commit(wrapper, func, robust)


@contextmanager
def writes_elsewhere(alias: str, *, reason: str) -> Iterator[None]:
    """Allows writes to `alias` outside a transaction while one is open on another database.

    For what must persist even if that transaction is rolled back; `reason` is for the reader of the code.
    """
    if not reason.strip():
        raise ValueError(
            "Say why a write may escape the open transaction: writes_elsewhere(alias, reason=…)."
        )
    token = _allowed_elsewhere.set(_allowed_elsewhere.get() | {family(alias)})
    try:
        yield
    finally:
        _allowed_elsewhere.reset(token)


def _refuse_escape(wrapper: BaseDatabaseWrapper, what: str) -> None:
    held = connections._connections.active  # type: ignore[attr-defined]
    others = [w for w in held if w is not wrapper and explicit_block(w)]
    if not others or opened_on_purpose(wrapper) or family(wrapper.alias) in _allowed_elsewhere.get():
        return
    opened = ", ".join(sorted({repr(other.alias) for other in others}))
    raise WrongDatabaseTransactionError(
        f"{what} database {wrapper.alias!r} would happen at once, outside the transaction open on {opened}. "
        f"Open one on {wrapper.alias!r} as well (tenant_atomic() or atomic(using={wrapper.alias!r})), "
        f"or say why it may: writes_elsewhere({wrapper.alias!r}, reason=…)."
    )


def _refuse_leftovers(sql: Any, writes: bool, wrapper: Any, reset: Reset) -> None:
    """LeftoverError for LAST_INSERT_ID() and its like, unless there was a write since it was borrowed.

    Clearing them would cost each borrowing a statement; hardly any code asks.
    """
    borrowed = (wrapper._session, wrapper._session.idle_since)
    if asks_about_before(sql, reset) and wrapper.__dict__.get("poseidon_wrote") != borrowed:
        raise LeftoverError(wrapper.alias)
    if writes:
        wrapper.poseidon_wrote = borrowed
