"""A saga does all its steps or none, and its key says it only once."""

import logging

import pytest
from django.db import connections, transaction

from poseidon.tenancy.api import (
    Saga,
    SagaBusyError,
    SagaConflictError,
    SagaStuckError,
    SagaTransactionError,
    Step,
    StepCall,
    UnknownTenantError,
    current_tenant,
    define_saga,
    primary_required,
    tenant_atomic,
    tenant_context,
)
from poseidon.tenancy.models import SagaRun
from tests.tenancy.names import OTHER, OURS, TENANT_DATABASES
from tests.tenancy.saga.conftest import BrokenError, DeathError, Steps, crash, rows, run
from tests.testapp.models import Note

pytestmark = pytest.mark.django_db(databases=TENANT_DATABASES, transaction=True)


# -- forward


def test_every_step_is_done_and_journalled(saga: Saga, steps: Steps) -> None:
    outcome = run(saga)
    assert rows() == (1, 1)
    assert outcome.results == {"author": {"pk": outcome.results["author"]["pk"]}, "note": "k1:note"}
    assert not outcome.repeated
    row = SagaRun.objects.get()
    assert (row.state, row.tenant, row.owner, row.lease_until, row.error) == ("done", OURS, "", None, "")
    assert [(entry["step"], entry["state"]) for entry in row.steps] == [("author", "done"), ("note", "done")]


def test_steps_run_in_their_tenant_on_primaries_and_the_caller_keeps_its_own(
    saga: Saga, steps: Steps
) -> None:
    seen: list[object] = []
    step = Step("look", lambda call: seen.append((current_tenant(), primary_required())), None)
    with tenant_context(OTHER):
        run(define_saga("looking", step))
        run(define_saga("looking outside", step), tenant=None)
        assert current_tenant() == OTHER
    assert seen == [(OURS, True), (None, True)]


def test_a_step_is_told_its_idempotency_key_and_what_came_before(saga: Saga, steps: Steps) -> None:
    run(saga)
    first, second = steps.seen
    assert (first.key, second.key) == ("k1:author", "k1:note")
    assert dict(first.results) == {}
    assert second.results["author"]["pk"]
    assert first.began_at == second.began_at


def test_the_journal_knows_of_a_step_before_it_begins(steps: Steps) -> None:
    seen = []
    step = Step("look", lambda call: seen.append(SagaRun.objects.get().steps), None)
    run(define_saga("looking", step))
    assert seen == [[{"step": "look", "state": "doing"}]]


# -- the same key again


def test_the_same_key_again_returns_the_first_outcome_and_calls_nothing(saga: Saga, steps: Steps) -> None:
    first = run(saga)
    steps.calls.clear()
    again = run(saga)
    assert (again.results, again.repeated, steps.calls) == (first.results, True, [])
    assert rows() == (1, 1)


def test_another_key_is_another_run(saga: Saga) -> None:
    run(saga)
    run(saga, key="k2", payload={"name": "Bea"})
    assert rows() == (2, 2)


@pytest.mark.parametrize("change", [{"payload": {"name": "Bea"}}, {"tenant": OTHER}, {"key": "K1"}])
def test_a_key_that_was_used_with_other_data_is_refused(saga: Saga, change: dict[str, object]) -> None:
    run(saga)
    if change == {"key": "K1"} and connections["default"].vendor != "mysql":
        pytest.skip("only MySQL takes K1 and k1 for the same key")
    with pytest.raises(SagaConflictError, match="with other data"):
        run(saga, **change)
    assert rows() == (1, 1)


def test_after_a_crash_the_same_key_goes_on_where_it_was_cut_off(saga: Saga, steps: Steps) -> None:
    steps.trouble = {"do note": DeathError()}
    crash(saga)
    assert rows() == (1, 0)
    steps.calls.clear()
    outcome = run(saga)
    assert (rows(), steps.calls, outcome.repeated) == ((1, 1), ["do note"], False)
    assert set(outcome.results) == {"author", "note"}


def test_while_a_process_holds_it_the_same_key_is_busy(saga: Saga, steps: Steps) -> None:
    steps.trouble = {"do note": DeathError()}
    with pytest.raises(DeathError):
        run(saga)
    with pytest.raises(SagaBusyError, match="is running it"):
        run(saga)
    assert rows() == (1, 0)


def test_a_step_that_calls_its_own_saga_is_busy_and_not_endless() -> None:
    def again(call: object) -> None:
        with pytest.raises(SagaBusyError):
            run(saga)

    saga = define_saga("itself", Step("again", again, None))
    run(saga)


# -- back


def test_a_step_that_fails_has_everything_undone_and_raises_its_error(saga: Saga, steps: Steps) -> None:
    steps.trouble = {"do note": BrokenError("no ink")}
    with pytest.raises(BrokenError, match="no ink") as raised:
        run(saga)
    assert rows() == (0, 0)
    assert steps.calls == ["do author", "do note", "undo note", "undo author"]
    assert raised.value.__notes__ == ["Step 'note' of saga two_databases 'k1' failed; undone: note, author."]
    row = SagaRun.objects.get()
    assert (row.state, row.error) == ("undone", "step 'note' failed: BrokenError: no ink")


def test_the_failed_step_is_undone_too_for_its_commit_may_have_arrived(saga: Saga, steps: Steps) -> None:
    steps.trouble = {"after do note": BrokenError("the line broke")}
    with pytest.raises(BrokenError):
        run(saga)
    assert rows() == (0, 0)


@pytest.mark.parametrize("was_cut_off_before", [False, True])
def test_a_failed_step_that_surely_changed_nothing_is_not_undone_unless_it_was_done_before(
    steps: Steps, was_cut_off_before: bool
) -> None:
    def write(call: StepCall) -> None:
        seen.append(call.repeated)
        with call.atomic("default"):
            Note.objects.create(text="rolled back")
            raise errors.pop()

    seen: list[bool] = []
    errors: list[BaseException] = [BrokenError("no ink")]
    saga = define_saga("careful", steps.as_steps()[0], Step("note", write, steps.as_steps()[1].undo))
    if was_cut_off_before:
        errors.append(DeathError())
        crash(saga)
    with pytest.raises(BrokenError):
        run(saga)
    assert rows() == (0, 0)
    assert seen == ([False, True] if was_cut_off_before else [False])
    assert steps.calls == ["do author", *(["undo note"] if was_cut_off_before else []), "undo author"]


def test_a_step_that_never_began_is_not_undone(saga: Saga, steps: Steps) -> None:
    steps.trouble = {"do author": BrokenError()}
    with pytest.raises(BrokenError):
        run(saga)
    assert steps.calls == ["do author", "undo author"]


def test_what_was_undone_begins_anew_with_the_same_key_and_other_data(saga: Saga, steps: Steps) -> None:
    steps.trouble = {"do note": BrokenError()}
    with pytest.raises(BrokenError):
        run(saga)
    outcome = run(saga, payload={"name": "Bea"})
    row = SagaRun.objects.get()
    assert (rows(), row.state, row.attempt, row.error, outcome.repeated) == ((1, 1), "done", 2, "", False)
    assert steps.seen[-1].began_at > steps.seen[0].began_at


def test_a_result_that_is_no_json_is_a_failure(steps: Steps) -> None:
    saga = define_saga("odd", steps.as_steps()[0], Step("odd", lambda call: object(), None))
    with pytest.raises(TypeError, match="JSON"):
        run(saga)
    assert rows() == (0, 0)


def test_a_payload_that_is_no_json_is_refused_before_anything(saga: Saga, steps: Steps) -> None:
    with pytest.raises(TypeError, match="JSON"):
        run(saga, payload={"name": object()})
    assert (steps.calls, SagaRun.objects.count()) == ([], 0)


def test_an_undo_that_fails_leaves_it_stuck_and_says_so_loudly(
    saga: Saga, steps: Steps, caplog: pytest.LogCaptureFixture
) -> None:
    steps.trouble = {"do note": BrokenError("no ink"), "undo author": BrokenError("no hands")}
    with pytest.raises(SagaStuckError, match=f"(?s)'k1'.*{OURS}.*'author'.*no hands.*fleet recover.*no ink"):
        run(saga)
    assert rows() == (1, 0)
    assert SagaRun.objects.get().state == "stuck"
    [record] = [record for record in caplog.records if record.levelno == logging.CRITICAL]
    assert "neither done nor undone" in record.getMessage()
    with pytest.raises(SagaStuckError, match="no hands"):
        run(saga)


def test_an_undoing_that_was_cut_off_is_completed_before_the_key_begins_anew(
    saga: Saga, steps: Steps
) -> None:
    steps.trouble = {"do note": BrokenError(), "undo author": DeathError()}
    crash(saga)
    steps.calls.clear()
    run(saga)
    assert steps.calls == ["undo author", "do author", "do note"]
    assert rows() == (1, 1)


# -- where it may run


def test_inside_a_transaction_it_is_refused_for_a_rollback_would_undo_behind_its_back(
    saga: Saga, steps: Steps
) -> None:
    with transaction.atomic(), pytest.raises(SagaTransactionError, match="default"):
        run(saga)
    with tenant_context(OURS), tenant_atomic(), pytest.raises(SagaTransactionError, match=OURS):
        run(saga)
    assert (steps.calls, SagaRun.objects.count()) == ([], 0)


def test_a_tenant_that_is_not_served_is_refused_before_anything(saga: Saga, steps: Steps) -> None:
    with pytest.raises(UnknownTenantError, match="NOBODY"):
        run(saga, tenant="NOBODY")
    assert (steps.calls, SagaRun.objects.count()) == ([], 0)


def test_two_sagas_of_one_name_are_refused(saga: Saga) -> None:
    with pytest.raises(ValueError, match="two sagas"):
        define_saga(saga.name, *saga.steps)


def test_two_steps_of_one_name_are_refused(saga: Saga) -> None:
    with pytest.raises(ValueError, match="a name of its own"):
        define_saga("twins", saga.steps[0], saga.steps[0])


def test_a_step_the_code_no_longer_knows_is_never_skipped(saga: Saga, steps: Steps) -> None:
    steps.trouble = {"do note": DeathError()}
    crash(saga)
    later = Saga(saga.name, (saga.steps[0], Step("renamed", lambda call: None, None)))
    with pytest.raises(SagaStuckError, match="no such step"):
        run(later)
    assert rows() == (1, 0)
