"""Forward through a saga, and back if a step fails."""

import logging
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import connections

from poseidon.tenancy.blocks import explicit_block
from poseidon.tenancy.registry import check_tenant
from poseidon.tenancy.saga.calling import StepTransactions, call_step
from poseidon.tenancy.saga.claiming import claim
from poseidon.tenancy.saga.definition import Saga
from poseidon.tenancy.saga.errors import SagaLostError, SagaTransactionError
from poseidon.tenancy.saga.journal import Journal, State, as_json, results_of
from poseidon.tenancy.saga.undoing import refuse_unknown_steps, undo

logger = logging.getLogger(__name__)


class SagaOutcome(NamedTuple):
    """What the steps returned, by name; `repeated` if they had done so before this call."""

    results: dict[str, Any]
    repeated: bool


def run_saga(saga: Saga, *, key: str, tenant: str | None, payload: Mapping[str, Any]) -> SagaOutcome:
    """Does all of `saga` or nothing; `tenant` is the one its steps run in, None for outside all.

    The same `key` again returns the first outcome, goes on with what a crash cut off, or begins anew what
    was undone. A step that fails has every step that began undone in reverse order, itself too unless it
    surely changed nothing, and its error is raised with a note that says what was undone. Raises
    SagaBusyError while another process runs this key, SagaConflictError for a key used with other data,
    SagaStuckError where undoing failed, SagaTransactionError inside a transaction. A crash leaves what
    `fleet recover` finishes or undoes.
    """
    _refuse_transactions(saga, key, tenant)
    if tenant is not None:
        check_tenant(tenant)
    data = as_json(dict(payload))
    run, ours = claim(saga, key, tenant, data)
    if not ours:
        return SagaOutcome(results_of(run), repeated=True)
    if run.state == State.UNDOING:  # whose process died; only then may the key begin anew
        undo(saga, Journal(run, saga), run.error)
        return run_saga(saga, key=key, tenant=tenant, payload=payload)
    return SagaOutcome(go_forward(saga, Journal(run, saga)), repeated=False)


def go_forward(saga: Saga, journal: Journal) -> dict[str, Any]:
    """Does the steps that are not done yet; returns all results. Undoes all and raises if one fails."""
    refuse_unknown_steps(saga, journal)
    for step in saga.steps:
        if journal.state_of(step.name) == "done":
            continue
        repeated, inside = journal.state_of(step.name) is not None, StepTransactions(journal)
        journal.note(step.name, "doing")
        try:
            result = call_step(step.do, step, journal, inside, repeated)
        except SagaLostError:
            raise
        except Exception as error:
            unchanged = step.name if inside.changed_nothing and not repeated else ""
            _undo_after(error, step.name, saga, journal, unchanged)
            raise
        journal.note(step.name, "done", result=result)
    journal.close(State.DONE)
    logger.info("Saga %s", journal.run, extra={"tenant": journal.run.tenant})
    return journal.results


def _undo_after(error: Exception, step: str, saga: Saga, journal: Journal, unchanged: str) -> None:
    why = f"step {step!r} failed: {type(error).__name__}: {error}"
    undone = ", ".join(undo(saga, journal, why, unchanged=unchanged)) or "nothing, for nothing was done"
    error.add_note(f"Step {step!r} of saga {saga.name} {journal.run.key!r} failed; undone: {undone}.")


def _refuse_transactions(saga: Saga, key: str, tenant: str | None) -> None:
    held = connections.all(initialized_only=True)
    if opened := sorted(wrapper.alias for wrapper in held if explicit_block(wrapper)):
        raise SagaTransactionError(
            saga.name,
            key,
            tenant,
            f"a transaction is open on {', '.join(opened)}; rolling it back would undo steps that the "
            "journal calls done. Run the saga outside; its steps open their own.",
        )
