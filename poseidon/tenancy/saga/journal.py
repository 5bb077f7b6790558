"""Who runs a saga, and what is written down of it.

Every entry is one UPDATE that succeeds only while the run is ours, and that renews our lease.
"""

import datetime as dt
import json
import os
import socket
import uuid
from typing import Any, Final

from django.db.models import Q
from django.utils import timezone

from poseidon.tenancy.saga.clock import UtcNow
from poseidon.tenancy.saga.definition import Saga
from poseidon.tenancy.saga.errors import (
    SagaBusyError,
    SagaConflictError,
    SagaLostError,
    SagaStuckError,
)
from poseidon.tenancy.saga.models import SagaRun

State: Final = SagaRun.State
SPARE: Final = 0.25
"""Share of the lease that must be left when a step confirms: time for its commit."""

FREE: Final = Q(lease_until=None) | Q(lease_until__lte=UtcNow())
"""No process holds the run, by the database's clock."""


class Journal:
    """This process's hold on one run. Every entry raises SagaLostError if another process has the run now."""

    def __init__(self, run: SagaRun, saga: Saga) -> None:
        self.run, self.saga = run, saga

    @property
    def results(self) -> dict[str, Any]:
        """What the steps returned, by name."""
        return results_of(self.run)

    def state_of(self, step: str) -> str | None:
        """doing, done, failed, undoing or undone; None for a step that never began."""
        return next((entry["state"] for entry in self.run.steps if entry["step"] == step), None)

    def note(self, step: str, state: str, *, result: Any = None) -> None:
        """Enters what is about to happen to a step, or has happened."""
        entry = next((entry for entry in self.run.steps if entry["step"] == step), None)
        if entry is None:
            entry = {"step": step}
            self.run.steps.append(entry)
        entry["state"] = state
        if state == "done":
            entry["result"] = result
        self._write(steps=self.run.steps)

    def turn_back(self, error: str, *, unchanged: str = "") -> None:
        """From now on this run is being undone; the step `unchanged` failed and left nothing to undo."""
        for entry in self.run.steps:
            if entry["step"] == unchanged:
                entry["state"] = "failed"
        self._write(state=State.UNDOING, error=error, steps=self.run.steps)

    def close(self, state: str, error: str = "") -> None:
        """The run has ended, or is stuck; it is nobody's any more."""
        self._write(state=state, error=error, owner="", lease_until=None)

    def confirm(self) -> None:
        """SagaLostError unless the run is ours for long enough to commit."""
        spare = UtcNow() + dt.timedelta(seconds=self.saga.lease_seconds * SPARE)
        if not self._ours().filter(lease_until__gt=spare).exists():
            raise self._lost()

    def _write(self, **changes: Any) -> None:
        entry = {"lease_until": _lease(self.saga), "changed_at": UtcNow(), **changes}
        if not self._ours().update(**entry):
            raise self._lost()
        for name in ("state", "error"):
            setattr(self.run, name, changes.get(name, getattr(self.run, name)))

    def _ours(self) -> Any:
        return SagaRun.objects.filter(pk=self.run.pk, owner=self.run.owner)

    def _lost(self) -> SagaLostError:
        return SagaLostError(
            self.run.saga,
            self.run.key,
            self.run.tenant,
            f"the lease of {self.saga.lease_seconds:g} s ended before a step did, and another process may "
            "have taken over. Nothing more is done here. If a step is always slow, give the saga a longer "
            "lease.",
        )


def results_of(run: SagaRun) -> dict[str, Any]:
    """What its steps returned, by name; a step that is undone keeps what it returned."""
    return {entry["step"]: entry["result"] for entry in run.steps if "result" in entry}


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


def as_json(value: Any) -> Any:
    """`value` as it will come back from the journal. TypeError or ValueError for what is no JSON."""
    return json.loads(json.dumps(value, allow_nan=False))


def _new_lease(saga: Saga) -> dict[str, Any]:
    """Host and process are for people, the rest so that no two holds are the same."""
    owner = f"{socket.gethostname()[:60]}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
    return {"owner": owner, "lease_until": _lease(saga), "changed_at": UtcNow()}


def _lease(saga: Saga) -> Any:
    return UtcNow() + dt.timedelta(seconds=saga.lease_seconds)


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
