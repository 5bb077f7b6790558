"""Two imports at once, and one that is broken off."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections

from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.imports import services
from poseidon.domain.people.models import People
from poseidon.domain.program.models import Room, Session, SessionPerson
from poseidon.tenancy.api import tenant_context

TENANTS = ["default", "accounts", "TESTCLIENT", "TESTCLIENT_RO"]
pytestmark = [pytest.mark.mysql, pytest.mark.django_db(databases=TENANTS, transaction=True)]
LONG_ENOUGH = 0.5  # seconds, for an import of twelve events that nothing holds up


@pytest.fixture
def path(write: Any) -> Path:
    """Twelve events with five people who have ids and two who have none."""
    events = [
        {"id": number, "title": f"T{number}", "persons": [
            {"id": number % 5, "public_name": f"Person N{number % 5}"},
            {"public_name": f"Nameless {number % 2}"},
        ]}
        for number in range(12)
    ]  # fmt: skip
    days = [{"date": "2026-01-01", "rooms": {"R": events}}]
    conference = {"title": "C", "time_zone_name": "UTC", "days": days}
    written: Path = write(
        json.dumps({"schedule": {"base_url": "https://a.example/", "conference": conference}})
    )
    return written


def imported(path: Path, code: str, at_row: Callable[[], None] = lambda: None) -> bool:
    """Whether the import wrote anything; `at_row` is called at every row once the people are there."""
    done = 0

    def advance(number: int) -> None:
        nonlocal done
        done += number
        if done > 9:  # the conference, its room and its seven people
            at_row()

    try:
        with tenant_context("TESTCLIENT"):
            summary = services.import_schedule(path, conference=code, progress=lambda _total: advance)
        return summary.writes > 0
    finally:
        connections.close_all()


def at_once(path: Path, one: str, other: str) -> list[bool]:
    """Imports into `one`, and into `other` while the first has made its people and is not done."""
    midway, second_is_done = threading.Event(), threading.Event()

    def hold() -> None:
        if not midway.is_set():
            midway.set()
            second_is_done.wait(LONG_ENOUGH)

    def second() -> bool:
        midway.wait(10)
        try:
            return imported(path, other)
        finally:
            second_is_done.set()

    with ThreadPoolExecutor(2) as pool:
        parts = [pool.submit(imported, path, one, hold), pool.submit(second)]
        return [part.result() for part in parts]


@pytest.mark.parametrize("there", [(), ("AUTUMN", "SPRING", "WINTER")])
def test_two_conferences_at_once_share_their_people(path: Path, there: tuple[str, ...]) -> None:
    with tenant_context("TESTCLIENT"):
        for code in there:
            PlanionContainer.objects.create(code=code)
        assert at_once(path, "AUTUMN", "SPRING") == [True, True]
        assert People.objects.count() == 7
        assert (Session.objects.count(), Room.objects.count(), SessionPerson.objects.count()) == (24, 2, 48)


def test_one_conference_twice_at_once_is_made_once(path: Path) -> None:
    assert at_once(path, "AUTUMN", "AUTUMN") == [True, False]
    with tenant_context("TESTCLIENT"):
        assert (PlanionContainer.objects.count(), People.objects.count(), Session.objects.count()) == (
            1,
            7,
            12,
        )


def test_an_import_that_is_broken_off_leaves_nothing_and_says_so(path: Path) -> None:
    """Ctrl-C in the middle: by then conference, room, people and sessions have been written."""
    written: list[str] = []

    def interrupt(execute: Any, sql: str, *rest: Any) -> Any:
        if "INSERT INTO `sesspeop`" in sql:
            raise KeyboardInterrupt
        written.append(sql)
        return execute(sql, *rest)

    with (
        connections["TESTCLIENT"].execute_wrapper(interrupt),
        pytest.raises(CommandError, match=r"^Interrupted\. Nothing was written\.$") as told,
    ):
        call_command("import_schedule", str(path), tenant="TESTCLIENT", conference="AUTUMN")
    assert told.value.returncode == 130
    assert any("INSERT INTO `people`" in sql for sql in written)
    with tenant_context("TESTCLIENT"):
        assert not PlanionContainer.objects.exists()
        assert not People.objects.exists()
    assert imported(path, "AUTUMN")
