"""The line that says how old a page is: in words, and where it stands."""

import time
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from poseidon.tenancy.api import Staleness
from poseidon.tenancy.consistency import Reads
from poseidon.web.staleness import staleness_line
from tests import factories
from tests.web.conftest import DATABASES, SignIn

NOW = datetime(2026, 11, 21, 13, 5, 20, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
READ_ONLY = "Read only: the database of TESTCLIENT cannot be written to at the moment."


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return NOW


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "as of 14:05:20 CET, 0 seconds ago."),
        (1, "as of 14:05:19 CET, 1 second ago."),
        (120, "as of 14:03:20 CET, 2\xa0minutes ago."),
        (86_400, "as of 20 Nov 2026 14:05:20 CET, 1\xa0day ago."),
        (-3, "as of 14:05:23 CET, 0 seconds ago."),  # clocks differ
    ],
)
def test_line_says_when_in_the_conference_s_own_time(now: datetime, seconds: int, said: str) -> None:
    line = staleness_line("TESTCLIENT", Staleness(now.timestamp() - seconds, behind=False), BERLIN)
    assert line == f"{READ_ONLY} What you see is {said}"


def test_line_says_that_it_does_not_know(now: datetime) -> None:
    line = staleness_line("TESTCLIENT", Staleness(None, behind=False), BERLIN)
    assert line == f"{READ_ONLY} How old the data on this page is cannot be told."


def test_who_has_just_written_is_warned(now: datetime) -> None:
    line = staleness_line("TESTCLIENT", Staleness(now.timestamp(), behind=True), BERLIN)
    assert line.endswith("What you changed last may be missing.")


@pytest.mark.django_db(databases=DATABASES)
@pytest.mark.parametrize(
    ("page", "zone"),
    [
        *((f"{page}?conference=38C3", "JST") for page in ("", "people/")),
        *((page, "UTC") for page in ("admin/", "admin/poseidon/people/", "admin/poseidon/people/add/")),
    ],
)
def test_line_stands_on_the_pages_of_workspace_and_admin(
    client_of: SignIn, in_tenant: None, monkeypatch: pytest.MonkeyPatch, page: str, zone: str
) -> None:
    factories.PlanionContainerFactory(code="38C3", name="Congress", timezone="Asia/Tokyo")
    editor, address = client_of("editor"), f"/TESTCLIENT/{page}"
    assert READ_ONLY not in editor.get(address).content.decode()
    _make_stale(monkeypatch)
    shown = editor.get(address).content.decode()
    assert shown.count(READ_ONLY) == 1
    assert f" {zone}, " in shown


def _make_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every request had been read from a replica."""
    make: Any = Reads.__init__

    def stale(reads: Reads, *args: Any, **named: Any) -> None:
        make(reads, *args, **named)
        reads.stale["TESTCLIENT"] = Staleness(time.time(), behind=False)

    monkeypatch.setattr(Reads, "__init__", stale)
