"""What is written down of a saga that this process runs.

Every entry is one UPDATE that succeeds only while the run is ours, and that renews our lease.
"""

import datetime as dt
import json
from typing import Any, Final

from poseidon.tenancy.saga.clock import UtcNow
from poseidon.tenancy.saga.definition import Saga
from poseidon.tenancy.saga.errors import SagaLostError
from poseidon.tenancy.saga.models import SagaRun

State: Final = SagaRun.State
SPARE: Final = 0.25
"""Share of the lease that must be left when a step confirms: time for its commit."""


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
        entry = {"lease_until": lease_end(self.saga), "changed_at": UtcNow(), **changes}
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


def as_json(value: Any) -> Any:
    """`value` as it will come back from the journal. TypeError or ValueError for what is no JSON."""
    return json.loads(json.dumps(value, allow_nan=False))


def lease_end(saga: Saga) -> Any:
    """When a lease that begins now ends, by the database's clock."""
    return UtcNow() + dt.timedelta(seconds=saga.lease_seconds)
