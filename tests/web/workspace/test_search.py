"""The search page: what it shows, how it is asked, and what it says when it finds nothing."""

from typing import Any

import pytest
from django.test import Client

from poseidon.domain.people import finding
from poseidon.domain.search import found
from tests import factories
from tests.web.conftest import DATABASES, CountQueries
from tests.web.html import Page
from tests.web.workspace.conftest import Look

pytestmark = pytest.mark.django_db(databases=DATABASES)


@pytest.fixture(autouse=True)
def rows(in_tenant: None) -> None:
    factories.PlanionContainerFactory(code="38C3", name="Congress of gulls")
    factories.PeopleFactory(pid=7, first_name="Zoë", last_name="Müller", email="zoe@example.org")
    factories.AbstractFactory(id=21, number="P12", title="Gulls at night", conference_code="38C3")
    factories.SessionFactory(id=31, title="Gulls & their cries", conference_code="38C3")


def test_results_of_every_kind_link_to_their_pages(look: Look) -> None:
    links = [attrs.get("href") for attrs in Page(look("search/", q="gulls")).all("a")]
    for address in (
        "/TESTCLIENT/conferences/38C3/",
        "/TESTCLIENT/conferences/38C3/?day=2024-12-27#session-31",
        "/TESTCLIENT/abstracts/21/",
    ):
        assert address in links
    assert "/TESTCLIENT/people/7/" in [a.get("href") for a in Page(look("search/", q="muller zoe")).all("a")]


def test_exact_match_is_marked(look: Look) -> None:
    assert ">exact<" in look("search/", q="7")
    assert ">exact<" not in look("search/", q="muller")


def test_nothing_found_says_what_to_try(look: Look) -> None:
    page = look("search/", q="<nobody>")
    assert "Nothing found for “&lt;nobody&gt;”" in page
    assert "Try fewer words" in page


def test_empty_search_says_what_can_be_found(look: Look) -> None:
    for typed in ("", "   ", "--"):
        assert "people" in look("search/", q=typed).lower()
    assert "Find anything in this workspace" in look("search/")


def test_what_was_left_out_is_said_and_offered(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "NEWEST_PEOPLE", 1)
    factories.PeopleFactory(pid=8, last_name="Newer")
    factories.PeopleFactory(pid=9, last_name="Newest")
    page = look("search/", q="zoë")
    assert "/people/7/" not in page
    assert "among the newest" in page
    assert 'href="?q=zo%C3%AB&amp;all=1"' in page
    thorough = look("search/", q="zoë", all="1")
    assert "/people/7/" in thorough
    assert "Everything was searched." in thorough


def test_long_list_goes_on_in_its_own_list(look: Look) -> None:
    for _ in range(found.SHOWN + 1):
        factories.PeopleFactory(last_name="Holm")
    page = look("search/", q="holm")
    assert f"{found.SHOWN}+" in page
    assert 'href="/TESTCLIENT/people/?q=holm"' in page


@pytest.mark.parametrize(
    "typed",
    [
        *("gulls", "muller zoe", "山", "7", "P12", "38c3", "zoe@example.org", "nobody@example.org", ""),
        *(
            "a b c d e f",
            "gulls " * 20,
            "x" * 10_240,
            "--",
            "o’neil's",
            "\0",
            "a\\%_",
            "Zoë <zoe@example.org>",
        ),
    ],
)
def test_search_takes_eight_queries_at_most(
    viewer: Client, typed: str, count_queries: CountQueries, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TENANCY_STATUS_TTL = 15  # as in production: asked once for all requests of a quarter of a minute
    if "@" in typed:
        monkeypatch.setattr(finding, "QUICKLY_READ", -1)  # which takes one more
    viewer.get("/TESTCLIENT/search/", {"q": typed})  # what is known for a minute is asked
    with count_queries() as counts:
        assert viewer.get("/TESTCLIENT/search/", {"q": typed}).status_code == 200
    assert sum(counts.values()) <= 8
    assert counts["OTHERCLIENT"] == 0


def test_address_without_slash_keeps_what_was_asked(viewer: Client) -> None:
    assert viewer.get("/TESTCLIENT/search?q=ada")["Location"] == "/TESTCLIENT/search/?q=ada"
