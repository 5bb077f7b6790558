"""Whatever is typed into a search field, the page answers, and what it means is found: in the search from
everywhere, in lists and in the admin; in a small table and in a large one."""

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client

from tests import factories
from tests.support.many_people import add_many_people
from tests.web.conftest import DATABASES

pytestmark = pytest.mark.django_db(databases=DATABASES)

PEOPLE_FOUND_AT = ("search/", "people/", "registrations/", "admin/poseidon/people/")
FINDS = (
    *("Müller-Thürgau", "muller-thurgau", "MÜLLER", "Müller Zoë", "zoë müller", "  müller   zoe  "),
    *("4711", "X-0815", "z.mueller@example.org", "Z.MUELLER@EXAMPLE.ORG"),
)
"""All mean the same person, everywhere."""
ODD = (
    *("a_b%\\", "\\%", "x' OR '1'='1' --", "<script>\u202e", "*", "* *", "\0", "a\0b", "\t\n"),
    *(
        "😀",
        "日本",
        "e\u0301",
        "x" * 300,
        "9" * 300,
        "-1",
        "٣",
        "²",
        "@",
        "a@",
        "a@b@c",
        "a b c d e f g h i j",
        "#",
    ),
)


@pytest.fixture(params=["small", "large"])
def people(request: pytest.FixtureRequest, in_tenant: None) -> None:
    factories.PeopleFactory(
        pid=4711,
        first_name="Zoë",
        last_name="Müller-Thürgau",
        email="z.mueller@example.org",
        external_id="X-0815",
        organisation="Harbour",
    )
    factories.RegistrationFactory(pid=4711)
    if request.param == "large":
        add_many_people()


def ask(client: Client, place: str, words: str) -> str:
    answer = client.get(f"/TESTCLIENT/{place}", {"q": words})
    assert answer.status_code == 200, (place, words)
    return answer.text


@pytest.mark.usefixtures("people")
def test_every_spelling_finds_the_person(viewer: Client) -> None:
    folds = connections["TESTCLIENT"].vendor == "mysql"  # elsewhere the admin's search minds accents
    lost = [
        (place, words)
        for place in (PEOPLE_FOUND_AT if folds else PEOPLE_FOUND_AT[:-1])
        for words in FINDS
        if "Müller-Thürgau" not in ask(viewer, place, words).replace("value=", "")
    ]
    assert lost == []


@pytest.mark.usefixtures("people")
def test_odd_text_is_no_error_anywhere(viewer: Client) -> None:
    for at, place in enumerate(PEOPLE_FOUND_AT):
        for words in ODD[at % 2 :: 2]:  # two of the four places each
            assert ask(viewer, place, words)
        for bytes_of_nothing in ("%ED%A0%80", "%FF", "%"):
            assert viewer.get(f"/TESTCLIENT/{place}", QUERY_STRING=f"q={bytes_of_nothing}").status_code == 200


def test_large_table_says_how_far_it_looked_and_the_way_further(viewer: Client, in_tenant: None) -> None:
    factories.PeopleFactory(pid=1, first_name="Ada", last_name="Lovelace", country="Ada’s land")
    assert "everybody" not in ask(viewer, "people/", "ada")
    cache.clear()
    add_many_people()
    page = ask(viewer, "people/", "ada")
    assert "Lovelace" not in page
    assert "among the newest 20\u202f000 people" in page
    assert "?q=%2Aada" in page
    assert "Lovelace" in ask(viewer, "people/", "*ada")
    assert "only 1\u202f500 of them are listed" in ask(viewer, "people/", "many")
    assert "one of the words begins the last name" in ask(viewer, "people/", "pers")


def test_file_holds_the_rows_that_the_list_found(viewer: Client, in_tenant: None) -> None:
    factories.PeopleFactory(pid=1, first_name="Ada", last_name="Old")
    add_many_people()
    factories.PeopleFactory(pid=2_000_000, first_name="Ada", last_name="New")
    for words, names in (("ada", ["Ada New"]), ("*ada", ["Ada New", "Ada Old"]), ("old", ["Ada Old"])):
        answer = viewer.get("/TESTCLIENT/people/export/", {"format": "csv", "q": words, "columns": "name"})
        assert b"".join(answer).decode("utf-8-sig").splitlines()[1:] == names, words
