"""What crashed processes left behind, finished or undone."""

import datetime as dt
import logging
from collections.abc import Collection
from typing import NamedTuple

from poseidon.tenancy.saga.claiming import is_free, take
from poseidon.tenancy.saga.clock import UtcNow
from poseidon.tenancy.saga.definition import AfterCrash, Saga, saga_named
from poseidon.tenancy.saga.journal import Journal, State
from poseidon.tenancy.saga.models import SagaRun
from poseidon.tenancy.saga.running import go_forward
from poseidon.tenancy.saga.undoing import undo

logger = logging.getLogger(__name__)


class Recovered(NamedTuple):
    """Of one run: how it was found, its last step, and how it is now; `trouble` if somebody must look."""

    tenant: str
    saga: str
    key: str
    was: str
    step: str
    now: str
    detail: str
    trouble: bool


def recover_sagas(
    *, older_than: float = 0.0, dry_run: bool = False, tenants: Collection[str] | None = None
) -> list[Recovered]:
    """Finishes or undoes every unfinished run that no living process holds; those of `tenants` if given.

    A run that is stuck is tried again. Runs that changed in the last `older_than` seconds are left out. With
    `dry_run` nothing is touched, and `now` says what would be done. One run's failure does not stop the rest.
    """
    silent_since = UtcNow() - dt.timedelta(seconds=older_than)
    found = SagaRun.objects.filter(state__in=SagaRun.UNFINISHED, changed_at__lte=silent_since)
    if tenants is not None:
        found = found.filter(tenant__in=tenants)
    return [_foresee(run) if dry_run else _recover(run) for run in found.order_by("pk")]


def _recover(run: SagaRun) -> Recovered:
    was, saga = run.state, saga_named(run.saga)
    if saga is None:
        return _unknown(run)
    if not take(run, saga, **({"state": State.UNDOING} if was == State.STUCK else {})):
        return _report(run, was, "left", f"{run.owner} is running it.")
    detail = ""
    try:
        _bring_to_an_end(run, saga)
    except Exception as error:  # noqa: BLE001 - one run's failure is reported and harms no other
        logger.warning("Recovering %s: %s", run, error, extra={"tenant": run.tenant})
        detail = f"{type(error).__name__}: {error}"
    run.refresh_from_db()
    trouble = run.state in SagaRun.UNFINISHED
    return _report(run, was, run.state, detail or run.error, trouble=trouble)


def _bring_to_an_end(run: SagaRun, saga: Saga) -> None:
    journal = Journal(run, saga)
    if run.state == State.RUNNING and saga.after_crash is AfterCrash.FINISH:
        go_forward(saga, journal)
    else:
        undo(saga, journal, run.error or f"process {run.owner} ended before the saga did")


def _foresee(run: SagaRun) -> Recovered:
    saga = saga_named(run.saga)
    if saga is None:
        return _unknown(run)
    if not is_free(run):
        return _report(run, run.state, "left", f"{run.owner} is running it.")
    forward = run.state == State.RUNNING and saga.after_crash is AfterCrash.FINISH
    return _report(run, run.state, "would be finished" if forward else "would be undone", run.error)


def _unknown(run: SagaRun) -> Recovered:
    detail = f"No installed code defines a saga {run.saga!r}: run this with the version that began it."
    return _report(run, run.state, "left", detail, trouble=True)


def _report(run: SagaRun, was: str, now: str, detail: str, *, trouble: bool = False) -> Recovered:
    last = run.steps[-1] if run.steps else None
    step = f"{last['step']}: {last['state']}" if last else "-"
    return Recovered(run.tenant or "-", run.saga, run.key, was, step, now, detail, trouble)
