"""What three decades of data entry left in legacy tables is read through the models without an error."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connections

from poseidon.domain.cities.models import City
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.people.models import People
from poseidon.domain.program.models import Session
from poseidon.tenancy.api import tenant_context

pytestmark = pytest.mark.django_db(databases=["default", "TESTCLIENT"])


@pytest.fixture(autouse=True)
def inside_tenant() -> Iterator[None]:
    with tenant_context("TESTCLIENT"):
        yield


def write(sql: str, *values: Any) -> None:
    """Writes as the older product does: under a lenient `sql_mode`, which ends with the statement."""
    connection = connections["TESTCLIENT"]
    with connection.cursor() as cursor:
        if connection.vendor == "mysql":
            cursor.execute("SELECT @@SESSION.sql_mode")
            (strict,) = cursor.fetchone()
            cursor.execute("SET SESSION sql_mode = ''")
        cursor.execute(sql, values)
        if connection.vendor == "mysql":
            cursor.execute("SET SESSION sql_mode = %s", [strict])


@pytest.mark.mysql
@pytest.mark.parametrize("zero", ["0000-00-00", "2024-00-00", "2024-02-00"])
def test_zero_date_reads_as_none(zero: str) -> None:
    write("INSERT INTO confrnce (cfcnf, cfname, date, dateend) VALUES ('OLD', 'Old', %s, '1998-06-05')", zero)
    conference = PlanionContainer.objects.get(code="OLD")
    assert (conference.date, conference.dateend) == (None, dt.date(1998, 6, 5))


@pytest.mark.mysql
def test_zero_moment_reads_as_none() -> None:
    write("INSERT INTO people (pid, last_name, created_at) VALUES (7, 'Zero', '0000-00-00 00:00:00')")
    assert People.objects.get(pid=7).created_at is None


@pytest.mark.mysql
def test_rows_with_zero_dates_can_be_listed_sorted_and_filtered() -> None:
    write(
        "INSERT INTO confrnce (cfcnf, date)"
        " VALUES ('ZERO', '0000-00-00'), ('NULL', NULL), ('REAL', '2026-06-10')"
    )
    after = PlanionContainer.objects.filter(date__gte=dt.date(2020, 1, 1))
    assert [conference.code for conference in after] == ["REAL"]
    assert {c.code: c.date for c in PlanionContainer.objects.order_by("date")} == {
        "ZERO": None,
        "NULL": None,
        "REAL": dt.date(2026, 6, 10),
    }


@pytest.mark.mysql
def test_row_with_a_zero_date_can_be_saved_again() -> None:
    write("INSERT INTO confrnce (cfcnf, cfname, date) VALUES ('OLD', 'Old', '0000-00-00')")
    conference = PlanionContainer.objects.get(code="OLD")
    conference.name = "Older"
    conference.save()
    assert PlanionContainer.objects.get(code="OLD").name == "Older"


def test_nameless_person_has_a_text() -> None:
    write("INSERT INTO people (pid) VALUES (7)")
    assert str(People.objects.get(pid=7)) == "Person 7"


@pytest.mark.parametrize(("first", "last"), [("", "  "), ("   ", None), (None, "")])
def test_name_of_blanks_counts_as_none(first: str | None, last: str | None) -> None:
    write("INSERT INTO people (pid, first_name, last_name) VALUES (7, %s, %s)", first, last)
    assert People.objects.get(pid=7).full_name == "Person 7"


def test_name_with_trailing_blanks_is_read_out_without_them() -> None:
    write("INSERT INTO people (pid, first_name, last_name) VALUES (7, 'Sarah ', 'Lindqvist   ')")
    assert str(People.objects.get(pid=7)) == "Sarah Lindqvist"


@pytest.mark.mysql
def test_trailing_blanks_are_kept_and_do_not_hinder_a_search() -> None:
    write("INSERT INTO cities (cityid, name) VALUES ('BER', 'Berlin   ')")
    city = City.objects.get(name="Berlin")
    assert city.name == "Berlin   "


@pytest.mark.mysql
@pytest.mark.parametrize(
    ("stored", "read"),
    [("4DFC6E6368656E", "München"), ("80", "€"), ("93416294", "“Ab”"), ("41814266", "A\x81Bf")],
    ids=["umlaut", "euro", "quotes", "undefined"],
)
def test_latin1_bytes_read_as_what_they_meant(stored: str, read: str) -> None:
    write(f"INSERT INTO cities (cityid, name) VALUES ('ODD', X'{stored}')")
    assert City.objects.get(cityid="ODD").name == read


@pytest.mark.mysql
def test_text_that_latin1_has_no_bytes_for_is_refused_not_garbled() -> None:
    with pytest.raises(DatabaseError, match="Incorrect string value"):
        City.objects.create(cityid="SPK", name="札幌")


@pytest.mark.mysql
@pytest.mark.parametrize("number", [2, -1, 127])
def test_flag_that_is_neither_nought_nor_one_counts_as_set(number: int) -> None:
    write("INSERT INTO people (pid, public) VALUES (7, %s)", number)
    assert bool(People.objects.get(pid=7).public)


def test_flag_that_was_never_set_is_neither() -> None:
    write("INSERT INTO people (pid) VALUES (7)")
    assert People.objects.get(pid=7).public is None


def test_session_whose_room_is_gone_has_no_room() -> None:
    write("INSERT INTO sessn (sessid, title, roomid) VALUES (5, 'Lost', 99)")
    session = Session.objects.get(id=5)
    assert (session.room_id, session.room) == (99, None)


@pytest.mark.parametrize("zone", ["", "  ", "Mars/Olympus", "../etc/passwd", "Europe/Berlin "])
def test_conference_with_an_odd_time_zone_still_has_one(zone: str) -> None:
    write("INSERT INTO confrnce (cfcnf, timezone) VALUES ('ODD', %s)", zone)
    expected = "Europe/Berlin" if zone.startswith("Europe") else "UTC"
    assert str(PlanionContainer.objects.get(code="ODD").tzinfo) == expected
