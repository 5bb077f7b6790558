"""How a step is called: in the run's tenant, and told the same each time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from poseidon.tenancy.consistency import use_primary
from poseidon.tenancy.context import require_tenant, tenant_context
from poseidon.tenancy.saga.definition import Step, StepCall
from poseidon.tenancy.saga.journal import Journal, as_json


class StepTransactions:
    """Those of one call of a step."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._opened = self._commit_tried = False

    @property
    def changed_nothing(self) -> bool:
        """Whether the step worked in transactions, and every one was rolled back before its commit."""
        return self._opened and not self._commit_tried

    @contextmanager
    def atomic(self, alias: str | None = None) -> Iterator[None]:
        """Confirms last before the commit: a process that slept through its lease must not add to what
        another one is undoing."""
        self._opened = True
        with transaction.atomic(using=alias or require_tenant("A step's transaction"), durable=True):
            yield
            self._journal.confirm()
            self._commit_tried = True


def call_step(
    function: Callable[[StepCall], Any],
    step: Step,
    journal: Journal,
    inside: StepTransactions,
    repeated: bool,
) -> Any:
    """What `function` (a `do` or an `undo` of `step`) returns, as JSON. Raises what it raises."""
    run = journal.run
    call = StepCall(
        key=f"{run.key}:{step.name}",
        tenant=run.tenant or None,
        payload=run.payload,
        results=journal.results,
        began_at=run.began_at,
        repeated=repeated,
        atomic=inside.atomic,
    )
    with tenant_context(call.tenant), use_primary():
        return as_json(function(call))
