"""What the demonstration shows: three customers who differ, in many scripts, by the real importers."""

import unicodedata
from pathlib import Path

import pytest

from poseidon.demo.story import FIXTURES, steps
from tests.support.demonstration import Demonstration

pytestmark = pytest.mark.slow


def number(demonstration: Demonstration, tenant: str, sql: str) -> int:
    return int(str(demonstration.rows(tenant, sql)[0][0]))


@pytest.mark.parametrize(
    ("tenant", "conference", "sessions"),
    [
        ("testclient", "TCS2026", 36),
        ("testclient", "TCS2027", 27),
        ("chaos", "LF26", 108),
        ("society", "SCI26", 20),
        ("society", "WSM27", 14),
    ],
)
def test_conference_has_its_sessions_with_people(
    prepared: Demonstration, tenant: str, conference: str, sessions: int
) -> None:
    here = f"FROM sessn WHERE cfcnf = '{conference}'"
    assert number(prepared, tenant, f"SELECT count(*) {here}") >= sessions
    assert (
        number(prepared, tenant, f"SELECT count(*) FROM sesspeop WHERE sessid IN (SELECT sessid {here})") > 10
    )


def test_talks_after_midnight_count_to_the_day_before(prepared: Demonstration) -> None:
    local_day = "date(starts, '+1 hour')"  # Berlin in December
    late = prepared.rows("chaos", f"SELECT sessday, {local_day} FROM sessn WHERE {local_day} <> sessday")
    assert len(late) >= 4
    assert all(str(day) < str(local) for day, local in late)


def test_programme_is_bilingual(prepared: Demonstration) -> None:
    found = dict(prepared.rows("chaos", "SELECT lang, count(*) FROM sessn GROUP BY lang"))
    assert min(int(str(found["de"])), int(str(found["en"]))) > 30


def test_abstract_book_has_papers_authors_chairs_and_discussants(prepared: Demonstration) -> None:
    assert number(prepared, "society", "SELECT count(*) FROM abstract") == 80
    assert number(prepared, "society", "SELECT count(*) FROM abstractauthors WHERE presenting = 1") == 80
    roles = dict(prepared.rows("society", "SELECT role, count(*) FROM sesspeop GROUP BY role"))
    assert roles["chair"] == 20
    assert int(str(roles["discussant"])) >= 20


def test_names_are_written_in_many_scripts(prepared: Demonstration) -> None:
    names = [str(name) for (name,) in prepared.rows("society", "SELECT last_name FROM people")]
    scripts = {unicodedata.name(letter).split()[0] for name in names for letter in name if letter.isalpha()}
    assert {"LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW", "CJK", "HANGUL", "DEVANAGARI"} <= scripts


def test_sarah_speaks_at_the_coming_conference(prepared: Demonstration) -> None:
    spoken = (
        "SELECT count(*) FROM sesspeop JOIN sessn USING (sessid) WHERE pid = 123823 AND cfcnf = 'TCS2027'"
    )
    assert number(prepared, "testclient", spoken) == 2


@pytest.mark.parametrize("tenant", ["testclient", "chaos", "society"])
def test_nobody_is_there_twice_and_every_registration_is_somebodys(
    prepared: Demonstration, tenant: str
) -> None:
    twice = "SELECT first_name, last_name FROM people GROUP BY 1, 2 HAVING count(*) > 1"
    assert prepared.rows(tenant, twice) == []
    lost = "SELECT count(*) FROM regist WHERE pid NOT IN (SELECT pid FROM people)"
    assert number(prepared, tenant, lost) == 0


def test_every_file_of_fixtures_is_told_and_every_file_told_is_there() -> None:
    every = list(steps(listed=lambda _: True))
    named = {Path(argument).stem for step in every for argument in step.arguments}
    assert {path.stem for path in FIXTURES.iterdir()} <= named
    assert all(Path(argument).exists() for step in every for argument in step.arguments if "/" in argument)


def test_fixtures_stay_small() -> None:
    assert sum(path.stat().st_size for path in FIXTURES.iterdir()) < 400_000
