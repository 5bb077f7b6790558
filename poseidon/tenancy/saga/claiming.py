"""Who runs a saga: one process at a time, and another one only when the first one's lease has ended."""

import os
import socket
import uuid
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone

from poseidon.tenancy.saga.clock import UtcNow
from poseidon.tenancy.saga.definition import Saga
from poseidon.tenancy.saga.errors import SagaBusyError, SagaConflictError, SagaStuckError
from poseidon.tenancy.saga.journal import State, lease_end
from poseidon.tenancy.saga.models import SagaRun

FREE: Final = Q(lease_until=None) | Q(lease_until__lte=UtcNow())
"""No process holds the run, by the database's clock."""


def claim(saga: Saga, key: str, tenant: str | None, payload: dict[str, Any]) -> tuple[SagaRun, bool]:
    """The run of this key, and whether it is ours to run now; not ours: it is done already.

    What crashed is taken over once its lease has ended, and what was undone begins anew. Raises
    SagaBusyError, SagaConflictError and SagaStuckError.
    """
    fresh = {"payload": payload, "began_at": timezone.now()}
    run, made = SagaRun.objects.get_or_create(
        saga=saga.name, key=key, defaults={"tenant": tenant or "", **fresh, **_new_lease(saga)}
    )
    if made:
        run.refresh_from_db()
        return run, True
    _refuse_other(run, key, tenant, payload)
    if run.state == State.DONE:
        return run, False
    if run.state == State.STUCK:
        raise _stuck(run)
    anew = {"state": State.RUNNING, "steps": [], "error": "", "attempt": run.attempt + 1, **fresh}
    if not take(run, saga, **(anew if run.state == State.UNDONE else {})):
        raise busy(run)
    return run, True


def take(run: SagaRun, saga: Saga, **changes: Any) -> bool:
    """Makes `run` ours if it is still as we saw it and nobody's lease is on it; of two at once, one wins."""
    # Found by its key alone, never by an indexed column that entries change: InnoDB would lock that index
    # first and the row second, an entry the other way round, and they would deadlock.
    seen = SagaRun.objects.filter(FREE, pk=run.pk, owner=run.owner, attempt=run.attempt)
    taken = seen.update(**_new_lease(saga), **changes)
    if taken:
        run.refresh_from_db()
    return bool(taken)


def is_free(run: SagaRun) -> bool:
    """Whether no process has a lease on `run` now."""
    return SagaRun.objects.filter(FREE, pk=run.pk).exists()


def busy(run: SagaRun) -> SagaBusyError:
    """Says who has it."""
    return SagaBusyError(
        run.saga,
        run.key,
        run.tenant,
        f"{run.owner} is running it. If that process is dead, `manage.py fleet recover` takes over "
        "when its lease has ended.",
    )


def _new_lease(saga: Saga) -> dict[str, Any]:
    """Host and process are for people, the rest so that no two holds are the same."""
    owner = f"{socket.gethostname()[:60]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
    return {"owner": owner, "lease_until": lease_end(saga), "changed_at": UtcNow()}


def _refuse_other(run: SagaRun, key: str, tenant: str | None, payload: dict[str, Any]) -> None:
    same = (run.key, run.tenant) == (key, tenant or "")
    if not same or (run.payload != payload and run.state != State.UNDONE):
        raise SagaConflictError(
            run.saga,
            run.key,
            run.tenant,
            f"it is {run.state} with other data than this call brings. Bring the same data, or another key.",
        )


def _stuck(run: SagaRun) -> SagaStuckError:
    return SagaStuckError(
        run.saga,
        run.key,
        run.tenant,
        f"it is neither done nor undone: {run.error} Remove the cause, then run `manage.py fleet recover`.",
    )
