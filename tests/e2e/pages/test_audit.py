"""The audit notices what is wrong, wherever it is, and that a route is visited by nobody."""

import pytest
from playwright.sync_api import Page

from tests.e2e import visits
from tests.e2e.accessibility import PHONE, Audit
from tests.web.conftest import DATABASES
from tests.web.routes import PLATFORM, PLATFORM_URLCONF, TENANT, TENANT_URLCONF

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.django_db(databases=DATABASES, transaction=True),
]

PALE = "color: #777; background: #888"
BY_WIDTH = "<style>.phone { display: none } @media (width < 600px) {%s} </style>"


def page_with(window: Page, body: str) -> Page:
    window.goto("about:blank")
    window.set_content(f"<!doctype html><html lang=en><title>t</title><main><h1>Heading</h1>{body}</main>")
    return window


def told_about(window: Page, body: str, **how: bool) -> set[str]:
    """What the audit says of a page with that body: place and rule."""
    audit = Audit()
    audit.look(page_with(window, body), "here", **how)
    return {":".join(problem.split(":")[:2]) for problem in audit.problems}


@pytest.mark.parametrize(("urlconf", "table"), [(PLATFORM_URLCONF, PLATFORM), (TENANT_URLCONF, TENANT)])
def test_every_route_is_visited(urlconf: str, table: visits.Table) -> None:
    assert visits.not_visited(urlconf, table) == set()


def test_route_that_is_not_visited_is_noticed() -> None:
    fewer = {name: row for name, row in TENANT.items() if name != "workspace:people"}
    assert visits.not_visited(TENANT_URLCONF, fewer) == {"workspace:people"}


def test_page_without_faults_is_not_told(window: Page) -> None:
    assert told_about(window, "<p>black on white", dark=True) == set()


def test_what_is_wrong_is_found_at_each_width(window: Page) -> None:
    assert told_about(window, "<img src=''>") == {"here at 1440 px: image-alt", "here at 360 px: image-alt"}


def test_pale_text_shown_on_both_is_found_where_it_is_seen_first_and_in_the_dark(
    window: Page,
) -> None:
    found = told_about(window, f"<p style='{PALE}'>pale", dark=True)
    assert found == {"here at 1440 px: color-contrast", "here in the dark: color-contrast"}


def test_pale_text_is_found_where_a_phone_alone_is_looked_at(window: Page) -> None:
    audit = Audit()
    audit.look(page_with(window, f"<p style='{PALE}'>pale"), "here", widths=PHONE)
    assert len(audit.problems) == 1
    assert audit.problems[0].startswith("here at 360 px: color-contrast:")


@pytest.mark.parametrize(
    ("on_a_phone", "body"),
    [
        (".phone { display: block }", f"<p class=phone style='{PALE}'>pale"),
        (".phone { display: block }", f"<div class=phone><p style='{PALE}'>pale</div>"),
        ("p { color: #777; background: #888 }", "<p>pale there alone"),
        ("div { background: #222 }", "<div><p style='color: #000'>black</div>"),
    ],
)
def test_text_that_is_pale_on_a_phone_alone_is_found(window: Page, on_a_phone: str, body: str) -> None:
    assert told_about(window, BY_WIDTH % on_a_phone + body) == {"here at 360 px: color-contrast"}


@pytest.mark.parametrize(("pixels", "where"), [(400, {"360"}), (1500, {"1440", "360"})])
def test_page_that_scrolls_sideways_is_found(window: Page, pixels: int, where: set[str]) -> None:
    found = {place.split()[2] for place in told_about(window, f"<p style='width: {pixels}px'>wide")}
    assert found == where


MENU = "<details><summary>Menu</summary>{}</details>"


@pytest.mark.parametrize(
    "inside", [f"<p style='{PALE}'>pale", "<p style='width: 300vw'>wide", "<img src=''>"]
)
def test_what_is_wrong_in_a_menu_is_found_by_opening_it(window: Page, inside: str) -> None:
    found = told_about(window, MENU.format(inside))
    assert {place.partition(" px, opened")[0] for place in found if "opened" in place} == {
        "here at 1440",
        "here at 360",
    }
    assert window.locator("details[open]").count() == 0


def test_menus_of_one_make_are_opened_once(window: Page) -> None:
    pale = f"<p style='{PALE}'>pale"
    audit = Audit()
    audit.look(page_with(window, MENU.format(pale) + MENU.format(pale)), "here", widths=PHONE)
    assert len(audit.problems) == 1
    audit.look(page_with(window, MENU.format(pale)), "there", widths=PHONE)
    assert len(audit.problems) == 1
    audit.look(page_with(window, MENU.format(f"<ul><li>{pale}</ul>")), "there", widths=PHONE)
    assert len(audit.problems) == 2


def test_box_that_scrolls_by_itself_is_no_page_that_does(window: Page) -> None:
    box = "<div tabindex=0 style='overflow-x: auto'><p style='width: 1500px'>wide</div>"
    assert told_about(window, box) == set()
