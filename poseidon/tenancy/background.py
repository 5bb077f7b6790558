"""Work for a tenant that happens elsewhere: in a queue's worker, another process, a pool of threads.

What travels is the tenant's name, never a connection, a row or a context: a worker enters the tenant by that
name, and refuses if it is served no longer.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from django.db import connections
from django.utils.module_loading import import_string

from poseidon.tenancy.consistency import Reads, current_reads, reads_scope
from poseidon.tenancy.context import carry_tenant, require_tenant, tenant_context
from poseidon.tenancy.registry import check_tenant
from poseidon.tenancy.stamps import refuse_foreign_value

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class TenantJob:
    """A function and the tenant to call it in, both by name: pickles, and fits a JSON message (`asdict`).

    `seen` is the position that its reads must have reached, so that it sees what was written before it was
    made. Calling it imports the function and runs it inside the tenant. Raises UnknownTenantError where the
    tenant is served no longer, and CrossTenantError for an argument (a row, a queryset) of another tenant.
    """

    function: str
    tenant: str
    seen: str | None = None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        inside = tenant_context(self.tenant)
        for value in (*args, *kwargs.values()):
            refuse_foreign_value(value, self.tenant)
        reads = current_reads() or Reads({self.tenant: self.seen} if self.seen else {})
        with reads_scope(reads):
            return inside(import_string(self.function))(*args, **kwargs)


def tenant_job(function: Callable[..., Any], *, tenant: str | None = None) -> TenantJob:
    """`function` as a job of `tenant`, of the tenant in context where none is named.

    Raises NoTenantError, UnknownTenantError, and ValueError for a function that a worker could not import by
    its dotted name: a lambda, a nested function, a method.
    """
    owner = check_tenant(tenant) if tenant is not None else require_tenant("A job")
    name, reads = _dotted_name(function), current_reads()
    if reads is None:
        return TenantJob(name, owner)
    with tenant_context(owner):
        return TenantJob(name, owner, reads.seen(owner))


def _dotted_name(function: Callable[..., Any]) -> str:
    name = f"{getattr(function, '__module__', None)}.{getattr(function, '__qualname__', None)}"
    try:
        found = import_string(name)
    except ImportError:
        found = None
    if found is not function:
        raise ValueError(
            f"{function!r} cannot be imported as {name!r}, so a worker would not find it: "
            "make it a function of a module."
        )
    return name


class TenantExecutor(ThreadPoolExecutor):
    """Threads whose jobs run in the tenant in which they were submitted (outside all, if outside).

    `submit` and `map` carry the tenant by name, and where the submitter reads from and has written to; after
    each job its thread closes its database connections, so that idle threads hold none. A job whose tenant is
    served no longer ends with UnknownTenantError.
    """

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """As Executor's."""
        return super().submit(_run_and_close, current_reads(), carry_tenant(fn), *args, **kwargs)


def _run_and_close(reads: Reads | None, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    try:
        with reads_scope(reads):
            return function(*args, **kwargs)
    finally:
        connections.close_all()
