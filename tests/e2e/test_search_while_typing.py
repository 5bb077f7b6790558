"""The search's page while its server is slow, gone or broken, in a browser."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.e2e.test_frame_and_members import page, rows  # noqa: F401 - fixtures
from tests.web.conftest import DATABASES

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.django_db(databases=DATABASES, transaction=True),
]
ASKED = re.compile(r"/search/\?q=")


@pytest.fixture
def asked(page: Page, live_server: LiveServer) -> list[tuple[str, str]]:  # noqa: F811
    """How and for what the server was asked since the page of who is called Müller was shown."""
    page.goto(f"{live_server.url}/TESTCLIENT/search/?q=muller")
    expect(_zoe(page)).to_be_visible()
    _box(page).press("End")
    asked: list[tuple[str, str]] = []
    page.on("request", lambda made: asked.append((made.resource_type, made.url.partition("?q=")[2])))
    return asked


def _box(page: Page) -> Locator:  # noqa: F811
    return page.get_by_role("searchbox", name="Name, title, e-mail")


def _zoe(page: Page) -> Locator:  # noqa: F811
    return page.get_by_role("main").get_by_role("link", name="Zoë Müller")


def _broken(route: Route) -> None:
    route.fulfill(status=500, body="<h1>Out of order</h1>")


def test_broken_server_is_shown_once_and_the_way_back_leads_back(
    page: Page,  # noqa: F811
    asked: list[tuple[str, str]],
) -> None:
    page.route(ASKED, _broken)
    _box(page).press_sequentially("x")
    expect(page.get_by_role("heading", name="Out of order")).to_be_visible()
    page.unroute(ASKED)
    page.go_back()
    expect(_zoe(page)).to_be_visible()
    expect(_box(page)).to_have_value("muller")
    page.wait_for_timeout(500)  # longer than the script waits after a key
    searched = [each for each in asked if each[1]]
    assert searched == [("fetch", "mullerx"), ("document", "mullerx"), ("document", "muller")]


def test_what_was_found_for_other_words_is_dimmed_until_the_answer_is_there(
    page: Page,  # noqa: F811
    asked: list[tuple[str, str]],
) -> None:
    held: list[Route] = []
    page.route(ASKED, lambda route: held.append(route))
    results = page.locator("#results")
    expect(results).not_to_have_attribute("aria-busy", "true")
    _box(page).press_sequentially("x")
    expect(results).to_have_attribute("aria-busy", "true")
    expect(results).to_have_css("opacity", "0.5")
    _box(page).press("Backspace")
    page.unroute(ASKED)
    expect(results).not_to_have_attribute("aria-busy", "true")
    expect(_zoe(page)).to_be_visible()
    assert [words for how, words in asked if how == "fetch"] == ["mullerx", "muller"]
    assert len(held) == 1  # its answer is not waited for any more


def test_enter_before_the_pause_is_over_asks_once(page: Page, asked: list[tuple[str, str]]) -> None:  # noqa: F811
    held: list[Route] = []
    page.route(ASKED, lambda route: held.append(route))
    _box(page).fill("mullerx")
    _box(page).evaluate("box => { setTimeout(() => box.form.requestSubmit(), 20) }")
    page.wait_for_timeout(700)  # longer than the script waits after a key
    assert [each for each in asked if each[1]] == [("document", "mullerx")]
    held[0].continue_()
    expect(page.get_by_role("heading", name="Nothing found for “mullerx”")).to_be_visible()
