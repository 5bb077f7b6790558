"""Backwards through a saga: every step that began, the last one first."""

import logging

from poseidon.tenancy.saga.calling import StepTransactions, call_step
from poseidon.tenancy.saga.definition import Saga
from poseidon.tenancy.saga.errors import SagaLostError, SagaStuckError
from poseidon.tenancy.saga.journal import Journal, State

logger = logging.getLogger(__name__)


def undo(saga: Saga, journal: Journal, why: str, *, unchanged: str = "") -> list[str]:
    """Undoes the steps that began, the failed one too, for its commit may have arrived; names them in order.

    Only a failed step of which it is known that it left everything `unchanged` is not called.

    Raises SagaStuckError where an `undo` fails, SagaLostError where another process took over.
    """
    if journal.run.state != State.UNDOING:
        journal.turn_back(why, unchanged=unchanged)
    refuse_unknown_steps(saga, journal)
    undone = []
    for step in reversed(saga.steps):
        if journal.state_of(step.name) in (None, "failed", "undone"):
            continue
        journal.note(step.name, "undoing")
        if step.undo is not None:
            try:
                call_step(step.undo, step, journal, StepTransactions(journal), repeated=True)
            except SagaLostError:
                raise
            except Exception as error:
                raise _stuck(journal, step.name, error) from error
        journal.note(step.name, "undone")
        undone.append(step.name)
    journal.close(State.UNDONE, journal.run.error)
    logger.warning("Saga %s: %s", journal.run, journal.run.error, extra={"tenant": journal.run.tenant})
    return undone


def refuse_unknown_steps(saga: Saga, journal: Journal) -> None:
    """SagaStuckError where the journal names a step that this version of the code does not know."""
    known = {step.name for step in saga.steps}
    for entry in journal.run.steps:
        if entry["step"] not in known:
            raise _stuck(journal, entry["step"], LookupError("the saga has no such step any more"))


def _stuck(journal: Journal, step: str, error: Exception) -> SagaStuckError:
    """Enters that nobody knows how to go on, and tells whoever reads the log."""
    run = journal.run
    told = f"undoing step {step!r} failed: {type(error).__name__}: {error}"
    began = f" It was being undone because of: {run.error}" if run.error else ""
    journal.close(State.STUCK, f"{told}.{began}")
    stuck = SagaStuckError(
        run.saga,
        run.key,
        run.tenant,
        f"it is neither done nor undone, for {told}. "
        f"Remove the cause, then run `manage.py fleet recover`.{began}",
    )
    logger.critical("%s", stuck, extra={"tenant": run.tenant})
    return stuck
