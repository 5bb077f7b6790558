"""Every number of a conference's page is that of the rows it leads to, whatever the rows are like."""

import datetime
import random
from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from poseidon.models import Abstract, People, Registration, Session
from tests import factories
from tests.web.conftest import DATABASES
from tests.web.workspace.linked_numbers import told_and_found, wrong_numbers

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("in_tenant")]

PAGE = "/TESTCLIENT/conferences/C1/"
TEXTS = (
    *("Student", "STUDENT ", " Student", "\tStudent", "Étudiant", "Etudiant", "étudiant "),
    *("Straße", "STRASSE", "none", "None", "", " ", "\t", None, "Q&A / <b>più</b>", "ÿ", "ü", "y", "a%b"),
)
WIDE = ("日本語", "🎉", "🔥", "Łódź", "Lodz", "\u202eabc", "نص", "ΣΑΣ", "σας", "İ", "i")
STATUSES = ("accepted", " Accepted", "withdrawn ", None, "", "confirmed", "été", "Ete")
MOMENTS = (
    *(None, "1890-05-05 10:00", "0001-01-01 00:00", "9999-12-31 23:59:59", "2031-01-01 00:00"),
    *("2024-12-27 22:59:59", "2024-12-27 23:00", "2024-12-28 10:00", "2024-03-31 00:30", "2024-10-27 00:30"),
    *("2019-12-27 22:00", "2019-12-28 08:00", "2029-12-27 22:00", "2029-12-31 12:00"),
)
CODES = ("C1", "C1", "c1", "C1 ", "C2")


def moment(text: str | None) -> datetime.datetime | None:
    return None if text is None else datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


def fill(dice: random.Random, zone: str | None) -> None:
    """Rows of conference C1 in a hundred spellings, and some of another."""
    factories.PlanionContainerFactory(code="C1", timezone=zone)
    factories.PlanionContainerFactory(code="C2")
    People.objects.bulk_create(
        factories.PeopleFactory.build(
            pid=number, country=text, email=dice.choice((None, "", "a@example.org"))
        )
        for number, text in enumerate((*TEXTS, *WIDE), 1)
    )
    pids = [None, 98765, *range(1, len((*TEXTS, *WIDE)) + 1)]
    Registration.objects.bulk_create(_registration(dice, pids) for _ in range(120))
    Abstract.objects.bulk_create(
        factories.AbstractFactory.build(
            conference_code=dice.choice(CODES),
            track=dice.choice((*TEXTS, *WIDE)),
            status=dice.choice((*STATUSES, "🎉", "🔥")),
            presenter_pid=dice.choice(pids),
        )
        for _ in range(120)
    )
    rooms = [factories.RoomFactory(conference_code="C1", name=name).id for name in ("A", None, "a ", "🎉")]
    Session.objects.bulk_create(_session(dice, [None, 98765, *rooms]) for _ in range(60))


def _registration(dice: random.Random, pids: Sequence[int | None]) -> Any:
    return factories.RegistrationFactory.build(
        conference_code=dice.choice(CODES),
        pid=dice.choice(pids),
        category=dice.choice(TEXTS),
        status=dice.choice(STATUSES),
        registered_at=moment(dice.choice(MOMENTS)),
        paid=dice.choice((True, False, None)),
        amount=dice.choice((None, "0", "12.50")),
    )


def _session(dice: random.Random, rooms: Sequence[int | None]) -> Any:
    return factories.SessionFactory.build(
        conference_code=dice.choice(CODES),
        room=None,
        room_id=dice.choice(rooms),
        type=dice.choice(("lecture", "Lecture ", None)),
        day=dice.choice((None, None, datetime.date(2024, 12, 27), datetime.date(1, 1, 1))),
        start=moment(dice.choice(MOMENTS)),
        end=moment(dice.choice(MOMENTS)),
    )


@pytest.mark.parametrize(("seed", "zone"), [(1, "Europe/Berlin"), (3, "America/Santiago")])
def test_number_is_that_of_its_rows(seed: int, zone: str, viewer: Client) -> None:
    dice = random.Random(seed)
    fill(dice, zone)
    assert wrong_numbers(viewer, PAGE, most=50, dice=dice) == []


@pytest.mark.mysql
def test_zero_dates_are_counted_where_they_are_found(viewer: Client) -> None:
    factories.PlanionContainerFactory(code="C1")
    for _ in range(3):
        factories.SessionFactory(conference_code="C1")
        factories.RegistrationFactory(conference_code="C1", paid=False)
    factories.RegistrationFactory(conference_code="C1", registered_at=moment("2019-01-01"), paid=False)
    factories.RegistrationFactory(conference_code="C1", registered_at=moment("2031-01-01"), paid=False)
    sessions, registrations = ("SELECT MIN(sessid) FROM sessn", "SELECT MIN(regid) FROM regist")
    with connections["TESTCLIENT"].cursor() as cursor:
        first = {}
        for name, sql in (("sessid", sessions), ("regid", registrations)):
            cursor.execute(sql)
            first[name] = cursor.fetchone()[0]
        cursor.execute("SELECT @@SESSION.sql_mode")
        (mode,) = cursor.fetchone()
        cursor.execute("SET SESSION sql_mode = ''")
        cursor.execute("UPDATE sessn SET sessday = '0000-00-00' WHERE sessid < %s", [first["sessid"] + 2])
        cursor.execute("UPDATE sessn SET starts = '0000-00-00' WHERE sessid = %s", [first["sessid"]])
        cursor.execute("UPDATE regist SET regdate = '0000-00-00' WHERE regid = %s", [first["regid"]])
        cursor.execute("UPDATE regist SET canceldate = '0000-00-00'")
        cursor.execute("SET SESSION sql_mode = %s", [mode])
    counted = told_and_found(viewer, PAGE)
    assert [each for each in counted if each[0] != each[1]] == []
    found = {address.partition("/TESTCLIENT/")[2]: number for number, _, address in counted}
    assert found["conferences/C1/?day=none#programme"] == 1
    assert found["conferences/C1/?day=2024-12-27#programme"] == 2
    assert found["registrations/?conference=C1&since=none"] == 1
    assert found["conferences/C1/attention/?kind=unpaid"] == 5
