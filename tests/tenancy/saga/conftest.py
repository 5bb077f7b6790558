"""Sagas over two databases of the tests, whose steps can be told to fail or to die."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.utils import timezone

from poseidon.tenancy.api import AfterCrash, Saga, Step, StepCall, run_saga
from poseidon.tenancy.models import SagaRun
from poseidon.tenancy.saga import definition
from tests.tenancy.names import OURS
from tests.testapp.models import Author, Note


class BrokenError(Exception):
    """What a step does not survive."""


class DeathError(BaseException):
    """Ends a saga as a crash does: nothing of Poseidon catches it."""


class Steps:
    """An author in the tenant's database, then a note in the control database; `calls` says what was called.

    `trouble` names what raises once, before doing anything: `{"do note": BrokenError()}`; with `after `
    before it, when it has done everything.
    """

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.seen: list[StepCall] = []
        self.trouble: dict[str, BaseException] = {}

    def as_steps(self) -> tuple[Step, Step]:
        return (
            Step("author", self._watched("do author", self.add), self._watched("undo author", self.remove)),
            Step("note", self._watched("do note", self.write), self._watched("undo note", self.tear)),
        )

    def _watched(self, name: str, function: Callable[[StepCall], Any]) -> Callable[[StepCall], Any]:
        def watched(call: StepCall) -> Any:
            self.calls.append(name)
            self.seen.append(call)
            for when in ("", "after "):
                result = function(call) if when else None
                if error := self.trouble.pop(when + name, None):
                    raise error
            return result

        return watched

    def add(self, call: StepCall) -> dict[str, Any]:
        with call.atomic(None):
            author, _ = Author.objects.get_or_create(name=call.payload["name"])
        return {"pk": author.pk}

    def remove(self, call: StepCall) -> None:
        with call.atomic(None):
            Author.objects.filter(name=call.payload["name"]).delete()

    def write(self, call: StepCall) -> str:
        with call.atomic("default"):
            Note.objects.get_or_create(text=f"author {call.results['author']['pk']}")
        return call.key

    def tear(self, call: StepCall) -> None:
        with call.atomic("default"):
            Note.objects.all().delete()


@pytest.fixture(autouse=True)
def _own_sagas() -> Iterator[None]:
    """What a test defines is gone with it."""
    before = dict(definition._defined)
    yield
    definition._defined.clear()
    definition._defined.update(before)


@pytest.fixture
def steps() -> Steps:
    return Steps()


@pytest.fixture
def saga(steps: Steps) -> Saga:
    return definition.define_saga("two_databases", *steps.as_steps())


@pytest.fixture
def finishing(steps: Steps) -> Saga:
    return definition.define_saga("finished", *steps.as_steps(), after_crash=AfterCrash.FINISH)


def run(saga: Saga, **changes: Any) -> Any:
    arguments = {"key": "k1", "tenant": OURS, "payload": {"name": "Ada"}, **changes}
    return run_saga(saga, **arguments)


def crash(saga: Saga, **changes: Any) -> SagaRun:
    """Run until a step dies, and let the lease end."""
    with suppress(DeathError):
        run(saga, **changes)
    end_leases()
    return SagaRun.objects.get(saga=saga.name)


def end_leases() -> None:
    SagaRun.objects.exclude(lease_until=None).update(lease_until=timezone.now() - dt.timedelta(seconds=1))


def rows() -> tuple[int, int]:
    """How many authors and notes there are."""
    return Author.objects.using(OURS).count(), Note.objects.count()
