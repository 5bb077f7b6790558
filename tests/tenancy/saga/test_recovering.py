"""`fleet recover`: what a crash cut off is finished or undone, reported, and then left in peace."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from poseidon.tenancy.api import Saga
from poseidon.tenancy.models import SagaRun
from poseidon.tenancy.saga import definition
from tests.tenancy.names import OTHER, OURS, TENANT_DATABASES
from tests.tenancy.saga.conftest import BrokenError, DeathError, Steps, crash, rows, run

pytestmark = pytest.mark.django_db(databases=TENANT_DATABASES, transaction=True)


def recover(*arguments: str) -> str:
    out = StringIO()
    call_command("fleet", "recover", *arguments, stdout=out)
    return out.getvalue()


def recovered(*arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(recover("--json", *arguments))
    return found


@pytest.fixture
def cut_off(saga: Saga, steps: Steps) -> SagaRun:
    steps.trouble = {"do note": DeathError()}
    return crash(saga)


def test_nothing_to_recover_is_said(saga: Saga) -> None:
    run(saga)
    assert recover() == "Nothing was left half done.\n"
    assert recovered() == []


def test_a_mistyped_tenant_does_not_pass_for_one_where_all_is_well(cut_off: SagaRun) -> None:
    assert recover("--tenant", "otherclient") == "Nothing was left half done.\n"
    assert "Not served here, now at least: TESTCLIEN." in recover("--tenant", "TESTCLIEN")


def test_what_was_cut_off_is_undone_and_told_in_a_table(cut_off: SagaRun) -> None:
    lines = recover().splitlines()
    assert lines[0].split() == ["tenant", "saga", "key", "was", "last", "step", "now", "why"]
    assert lines[2].split()[:4] == [OURS, "two_databases", "k1", "running"]
    assert "note: undone" in lines[2]
    assert "ended before the saga did" in lines[2]
    assert rows() == (0, 0)
    assert recovered() == []


def test_what_says_so_is_finished(finishing: Saga, steps: Steps) -> None:
    steps.trouble = {"do note": DeathError()}
    crash(finishing)
    [one] = recovered()
    assert (one["now"], one["step"], rows()) == ("done", "note: done", (1, 1))
    assert run(finishing).repeated


def test_what_cannot_be_finished_is_undone_and_says_why(finishing: Saga, steps: Steps) -> None:
    steps.trouble = {"do note": DeathError()}
    crash(finishing)
    steps.trouble = {"do note": BrokenError("no ink")}
    [one] = recovered()
    assert (one["now"], one["trouble"], rows()) == ("undone", False, (0, 0))
    assert "BrokenError: no ink" in one["detail"]


def test_an_undoing_that_was_cut_off_is_undone_to_the_end_even_if_it_would_be_finished(
    finishing: Saga, steps: Steps
) -> None:
    steps.trouble = {"do note": BrokenError(), "undo author": DeathError()}
    crash(finishing)
    [one] = recovered()
    assert (one["was"], one["now"], rows()) == ("undoing", "undone", (0, 0))
    assert steps.calls.count("undo note") == 1


def test_what_is_stuck_is_tried_again_and_fails_the_command_until_its_cause_is_gone(
    cut_off: SagaRun, steps: Steps
) -> None:
    for _ in range(2):
        steps.trouble = {"undo author": BrokenError("no hands")}
        with pytest.raises(CommandError, match="1 of 1 are neither done nor undone"):
            recover()
        assert SagaRun.objects.get().state == "stuck"
    [one] = recovered()
    assert (one["was"], one["now"], one["trouble"], rows()) == ("stuck", "undone", False, (0, 0))


def test_one_that_fails_does_not_stop_the_rest(saga: Saga, steps: Steps) -> None:
    for key in ("k1", "k2"):
        steps.trouble = {"do note": DeathError()}
        with pytest.raises(DeathError):
            run(saga, key=key, payload={"name": key})
    SagaRun.objects.update(lease_until=None)
    steps.trouble = {"undo author": BrokenError()}
    with pytest.raises(CommandError, match="1 of 2"):
        recover()
    assert sorted(SagaRun.objects.values_list("key", "state")) == [("k1", "stuck"), ("k2", "undone")]


def test_a_dry_run_says_what_would_be_done_and_does_nothing(
    cut_off: SagaRun, finishing: Saga, steps: Steps
) -> None:
    steps.trouble = {"do note": DeathError()}
    crash(finishing, payload={"name": "Bea"})
    before = list(SagaRun.objects.values())
    assert [one["now"] for one in recovered("--dry-run")] == ["would be undone", "would be finished"]
    assert "would be finished" in recover("--dry-run")
    assert (list(SagaRun.objects.values()), rows()) == (before, (2, 0))


def test_only_what_is_older_or_of_a_named_tenant_is_looked_at(cut_off: SagaRun) -> None:
    assert recovered("--older-than", "3600") == []
    assert recovered("--tenant", OTHER) == []
    assert rows() == (1, 0)
    assert [one["now"] for one in recovered("--tenant", OURS.lower(), "--older-than", "0")] == ["undone"]


def test_a_saga_of_other_code_is_left_and_fails_the_command(cut_off: SagaRun) -> None:
    definition._defined.clear()
    for arguments in ([], ["--dry-run"]):
        with pytest.raises(CommandError, match="1 of 1"):
            recover(*arguments)
    assert SagaRun.objects.get().state == "running"


def test_a_tenant_served_no_longer_is_stuck_until_it_is_again(
    cut_off: SagaRun, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    with monkeypatch.context() as away:
        away.setattr(settings.DATABASES, "tenants", lambda: frozenset({OTHER}))
        with pytest.raises(CommandError):
            recover()
    assert "UnknownTenantError" in SagaRun.objects.get().error
    assert [one["now"] for one in recovered()] == ["undone"]
    assert rows() == (0, 0)
