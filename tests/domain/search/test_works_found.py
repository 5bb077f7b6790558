"""How many sessions, abstracts and conferences are found, in which order, and of which conferences."""

import datetime
from collections.abc import Iterator

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from poseidon.domain.search import selectors
from poseidon.domain.search.found import SHOWN
from poseidon.domain.search.selectors import search_everything
from poseidon.tenancy.api import tenant_context
from tests import factories

pytestmark = pytest.mark.django_db(databases=["TESTCLIENT", "OTHERCLIENT"])

ODD = (
    *("%", "_", "\\", "\\%", "--", "a\0b", "\0", "x" * 10_240, "gull " * 20, "a b c d e f", "' or 1=1 --"),
    *("😀 gull", "日本", "\u202egull", "#", "@", "a@b", "ß ½", "\u037a", "e\u0301", "-1", "٣", "9" * 12),
)


@pytest.fixture(autouse=True)
def _inside() -> Iterator[None]:
    with tenant_context("TESTCLIENT"):
        yield


@pytest.mark.parametrize("number", [0, 1, SHOWN, SHOWN + 1, SHOWN + 2])
def test_page_shows_eight_of_each_kind_newest_first_and_says_whether_there_are_more(number: int) -> None:
    for key in range(1, number + 1):
        factories.PlanionContainerFactory(code=f"G{key}", name="Gulls", date=datetime.date(2000 + key, 1, 1))
        factories.SessionFactory(id=key, title="On gulls", conference_code="G1")
        factories.AbstractFactory(id=key, title="On gulls", conference_code="G1")
        factories.PeopleFactory(pid=key, last_name=f"Gull {key:02}")
    newest = list(range(number, 0, -1))[:SHOWN]
    results = search_everything("gull")
    assert [row.pk for row in results.sessions.rows] == newest
    assert [row.pk for row in results.abstracts.rows] == newest
    assert [row.pk for row in results.people.rows] == list(range(1, number + 1))[:SHOWN]
    assert [row.code for row in results.conferences.rows] == [f"G{key}" for key in newest]
    assert [kind.more for kind in results[:4]] == [number > SHOWN] * 4


def test_many_exact_ones_are_all_there_is_to_show() -> None:
    for key in range(100, 100 + SHOWN + 2):
        factories.AbstractFactory(id=key, number="7", title="Other", conference_code=None)
    factories.AbstractFactory(id=7, number="P1", title="Seventh", conference_code=None)
    factories.AbstractFactory(id=999, number="70", title="7 gulls", conference_code=None)
    abstracts = search_everything("7").abstracts
    assert (len(abstracts.rows), abstracts.exact, abstracts.more) == (SHOWN, SHOWN, True)
    assert {row.number for row in abstracts.rows} <= {"7", "P1"}
    assert [row.pk for row in search_everything("p1").abstracts.rows] == [7]
    assert search_everything("p1").abstracts.exact == 1


def test_id_is_not_shown_twice_and_is_found_outside_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in (5, 6, 7):
        factories.SessionFactory(id=key, title=f"{key} gulls", conference_code=None, room=None)
        factories.AbstractFactory(id=key, number=str(key), title=f"{key} gulls", conference_code=None)
    monkeypatch.setattr(selectors, "NEWEST_WORKS", 1)
    for kind in search_everything("5")[2:4]:
        assert [row.pk for row in kind.rows] == [5]
        assert (kind.exact, kind.newest) == (1, 1)


@pytest.mark.parametrize(("window", "wanted"), [(2, [3, 2]), (3, [3, 2, 1]), (4, [3, 2, 1])])
def test_window_holds_as_many_rows_as_it_says(
    window: int, wanted: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "NEWEST_WORKS", window)
    for key in (1, 2, 3):
        factories.SessionFactory(id=key, title="Gulls", conference_code=None, room=None)
    sessions = search_everything("gulls").sessions
    assert [row.pk for row in sessions.rows] == wanted
    assert sessions.newest == (window if window < 3 else None)
    assert [row.pk for row in search_everything("gulls", thorough=True).sessions.rows] == [3, 2, 1]


def test_conferences_of_what_was_found_are_known_however_their_codes_are_written() -> None:
    written = ("38C3", "38c3", " 38C3 ", "möwe", "MÖWE", "gone", "", None, "X" * 8)
    for code in ("38C3", "MÖWE", "OTHER"):
        factories.PlanionContainerFactory(code=code, name=code, venue=None)
    for code in written:
        factories.SessionFactory(title="Gulls", conference_code=code, room=None)
    with CaptureQueriesContext(connections["TESTCLIENT"]) as asked:
        by_code = search_everything("gulls").by_code
    assert len(asked) <= 5
    assert {key: conference.code for key, conference in by_code.items()} == {"38c3": "38C3", "möwe": "MÖWE"}


@pytest.mark.parametrize("thorough", [False, True])
def test_odd_text_is_answered_by_few_queries(thorough: bool) -> None:
    factories.SessionFactory(title="On 100% certain gulls_", conference_code="GONE", room_id=98765)
    for typed in ODD:
        search_everything(typed, thorough=thorough)
        with CaptureQueriesContext(connections["TESTCLIENT"]) as asked:
            search_everything(typed, thorough=thorough)
        assert len(asked) <= 4, typed
    for typed, wanted in (("100%", 1), ("gulls_", 1), ("gulls%", 0), ("_ulls", 0), ("gull " * 20, 1)):
        if connections["TESTCLIENT"].vendor == "mysql" or wanted:
            assert len(search_everything(typed).sessions.rows) == wanted, typed


@pytest.mark.parametrize("typed", ["what's", "What’s", "what\u00b4s ne"])
def test_apostrophes_of_phones_and_of_printers_are_one(typed: str) -> None:
    factories.AbstractFactory(title="What's new", conference_code=None)
    factories.AbstractFactory(title="What’s next", conference_code=None)
    factories.AbstractFactory(title="Whatever", conference_code=None)
    assert len(search_everything(typed).abstracts.rows) == 2


@pytest.mark.mysql
def test_tables_of_different_collations_are_searched_together() -> None:
    changed = {"sessn": "latin1_swedish_ci", "abstract": "utf8mb4_bin", "confrnce": "utf8mb4_unicode_ci"}
    with connections["TESTCLIENT"].cursor() as cursor:
        for table in changed:
            cursor.execute(f"CREATE TABLE {table}_kept LIKE {table}")
        try:
            for table, collation in changed.items():
                charset = collation.partition("_")[0]
                cursor.execute(f"ALTER TABLE {table} CONVERT TO CHARACTER SET {charset} COLLATE {collation}")
            factories.PlanionContainerFactory(code="G1", name="Möwen 日本")
            factories.SessionFactory(id=1, title="Möwen", conference_code="g1", room=None)
            factories.AbstractFactory(id=1, title="Über Möwen", conference_code="G1")
            for typed, wanted in (
                ("möwen", (1, 1, 1)),
                ("Möwen", (1, 1, 1)),
                ("日本", (1, 0, 0)),
                ("😀", (0, 0, 0)),
            ):
                results = search_everything(typed)
                rows = (results.conferences, results.sessions, results.abstracts)
                assert tuple(len(kind.rows) for kind in rows) == wanted, typed
            assert list(search_everything("Möwen").by_code) == ["g1"]
        finally:
            for table in changed:
                cursor.execute(f"DROP TABLE {table}")
                cursor.execute(f"RENAME TABLE {table}_kept TO {table}")
