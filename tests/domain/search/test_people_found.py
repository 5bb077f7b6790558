"""Who is found, how many, and who first: told beforehand by plain Python, on tables of several collations."""

import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connections

from poseidon.commons import large_tables
from poseidon.commons.asked_words import Asked, understand
from poseidon.domain.people import finding, reach
from poseidon.domain.search.found import SHOWN
from poseidon.domain.search.selectors import search_everything
from poseidon.models import People
from poseidon.tenancy.api import tenant_context
from tests import factories

pytestmark = pytest.mark.django_db(databases=["TESTCLIENT", "OTHERCLIENT"])

FIRST = ("Zoé", "zoe", "José María", "Jean-Luc", "Ana", None, "", " Ada ", "日向", "O'Neil", "Ann")
LAST = (
    *("García", "garcia", "Obrien", "van der Berg", "Bérg-Ana", "山田", None, "", "Smith ", "100%", "a_b"),
    *("back\\slash", "7 of nine", "Ann", "José", "D’Arcy"),
)
EMAIL = (
    *(None, "", "Garcia@Example.org", "garcia@example.org", "zoe@berg.example", "ana@example.org "),
    *("jo@x.org", "J.Berg@x.org", "j.berg@x.org.uk", "smith@x.org"),
)
EXTERNAL = (None, None, None, "7", "X-1", "12", "garcia@example.org", "A B")
ASKED = (
    *("7", "#7", "12", "X-1", "A B", "garcia@example.org", "Garcia@Example.org", "zoe@berg.example"),
    *("ana@example.org", "j.berg@x.org", "smith@x.org", "nobody@x.org", "Ana <smith@x.org>", "jo@x", "jo@"),
    *("100%", "a_b", "back\\slash", "o'neil", "O’Neil", "b", "an", "zo", "日", "山田 日", "😀", "an an"),
    *("garcía zoé", "zoé gar", "jean luc", "José Ann", "7 of", "%x", "a b c d e f", "ana ann an a", "d'arcy"),
)

Normal = Callable[[str | None], str]


def _plain(text: str | None) -> str:
    letters = unicodedata.normalize("NFKD", (text or "").replace("’", "'"))
    return "".join(char for char in letters if unicodedata.category(char) != "Mn").casefold()


def _folded(text: str | None) -> str:
    return re.sub(r"[\W_]+", " ", _plain(text)).strip()


def _is_exact(person: People, asked: Asked) -> bool:
    same = _plain(person.external_id) == _plain(asked.text)
    return person.pid == asked.number or same or _has_address(person, asked)


def _has_address(person: People, asked: Asked) -> bool:
    """MySQL alone takes no account of a blank at the end."""
    email = _plain(person.email)
    padded = email.rstrip() if connections["TESTCLIENT"].vendor == "mysql" else email
    return bool(asked.email) and padded == _plain(asked.email)


def _has_words(person: People, asked: Asked, normal: Normal) -> bool:
    names = [" " + normal(name).replace("-", " ") for name in (person.first_name, person.last_name)]
    email = normal(person.email)

    def has(word: str) -> bool:
        return any(f" {normal(word)}" in name for name in names) or email.startswith(normal(word))

    return email.startswith(normal(asked.text)) or all(has(word) for word in asked.words)


def _mistakes(typed: str, people: list[People], normal: Normal, *, thorough: bool) -> list[str]:
    """What is wrong in the answer; where a whole address is found, only who has it is wanted."""
    asked, found = understand(typed), search_everything(typed, thorough=thorough).people
    pids = [person.pid for person in found.rows]
    exact = {person.pid for person in people if asked and _is_exact(person, asked)}
    wanted = exact | {person.pid for person in people if asked and _has_words(person, asked, normal)}
    if asked.email and not thorough and any(_has_address(person, asked) for person in people):
        wanted = exact
    checks = {
        "twice": len(set(pids)) == len(pids),
        "wrong": set(pids) <= wanted,
        f"{len(pids)} of {len(wanted)}": len(pids) == min(SHOWN, len(wanted)),
        "more": found.more == (len(wanted) > SHOWN),
        "exact": found.exact == min(SHOWN, len(exact)) and set(pids[: found.exact]) <= exact,
    }
    return [f"{typed}: {what}" for what, right in checks.items() if not right]


def _held(text: str, charset: str) -> str:
    return text.encode(charset, "ignore").decode(charset)


def _people(number: int, charset: str = "utf-8") -> list[People]:
    draw = random.Random(number)

    def some(texts: tuple[str | None, ...]) -> str | None:
        return draw.choice([text for text in texts if text is None or text == _held(text, charset)])

    return [
        factories.PeopleFactory(
            pid=pid,
            first_name=some(FIRST),
            last_name=some(LAST),
            email=some(EMAIL),
            external_id=some(EXTERNAL),
        )
        for pid in range(1, number + 1)
    ]


def _all_mistakes(people: list[People], *, thorough: bool = False) -> list[str]:
    normal = _plain if connections["TESTCLIENT"].vendor == "mysql" else _folded
    return [each for typed in ASKED for each in _mistakes(typed, people, normal, thorough=thorough)]


@pytest.mark.parametrize(("number", "thorough"), [(3, False), (60, False), (60, True)])
def test_everybody_who_is_meant_is_found_once_and_the_exact_ones_first(number: int, thorough: bool) -> None:
    with tenant_context("TESTCLIENT"):
        assert _all_mistakes(_people(number), thorough=thorough) == []


def test_address_is_found_as_far_as_that_is_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "NEWEST_PEOPLE", 2)
    with tenant_context("TESTCLIENT"):
        for pid, last_name in ((1, "King"), (2, "Lovelace"), (3, "Byron"), (4, "Newest")):
            factories.PeopleFactory(pid=pid, last_name=last_name, email="ada@lovelace.example")
        factories.PeopleFactory(pid=5, last_name="Other", external_id="ada@lovelace.example")

        def found(*, thorough: bool = False) -> tuple[set[int], int, int | None]:
            people = search_everything("ada@lovelace.example", thorough=thorough).people
            return {person.pid for person in people.rows}, people.exact, people.newest

        assert found() == ({1, 2, 3, 4, 5}, 5, None)
        monkeypatch.setattr(finding, "QUICKLY_READ", -1)
        assert found() == ({2, 4, 5}, 3, 2)  # by the number, by the name in it, and among the newest two
        assert found(thorough=True) == ({1, 2, 3, 4, 5}, 5, None)


@contextmanager
def collated(collation: str) -> Iterator[None]:
    """The people's table with other columns, and none in it; afterwards as it was."""
    with connections["TESTCLIENT"].cursor() as cursor:
        cursor.execute("CREATE TABLE people_kept LIKE people")
        try:
            charset = collation.partition("_")[0]
            cursor.execute(f"ALTER TABLE people CONVERT TO CHARACTER SET {charset} COLLATE {collation}")
            yield
        finally:
            cursor.execute("DROP TABLE people")
            cursor.execute("RENAME TABLE people_kept TO people")


@pytest.mark.mysql
@pytest.mark.parametrize("collation", ["utf8mb4_unicode_ci", "latin1_swedish_ci"])
def test_other_collations_find_the_same_people(collation: str) -> None:
    with tenant_context("TESTCLIENT"), collated(collation):
        people = _people(40, "cp1252" if collation.startswith("latin1") else "utf-8")
        assert _all_mistakes(people) == []


@pytest.mark.mysql
def test_where_case_counts_an_address_is_found_as_it_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "NEWEST_PEOPLE", 1)
    with tenant_context("TESTCLIENT"), collated("utf8mb4_bin"):
        for email in ("Garcia@Example.org", "x@example.org", "y@example.org"):
            factories.PeopleFactory(email=email)
        found = search_everything("Garcia@Example.org").people
        assert [person.email for person in found.rows] == ["Garcia@Example.org"]
        assert search_everything("García Zoé 日").people.rows == []


@pytest.mark.mysql
@pytest.mark.parametrize("collation", ["latin1_swedish_ci", "latin2_general_ci", "ascii_general_ci"])
def test_name_is_found_as_the_column_can_hold_it(collation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "NEWEST_PEOPLE", 1)
    with tenant_context("TESTCLIENT"), collated(collation):
        for last_name in ("Dvorak", "O'Brien", "Newer", "Newest"):
            factories.PeopleFactory(last_name=last_name)
        for typed, wanted in (
            ("Dvořák", ["Dvorak"]),
            ("O’Brien", ["O'Brien"]),
            ("山", []),
            ("Dvořák 山", []),
        ):
            assert [person.last_name for person in search_everything(typed).people.rows] == wanted, typed
        monkeypatch.setattr(large_tables, "LARGE", -1)
        monkeypatch.setattr(reach, "KEPT", 0)
        assert [person.last_name for person in reach.seek_people("Dvořák").rows] == ["Dvorak"]
