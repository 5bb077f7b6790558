"""Windows of a phone's and of a desk's width, what does not fit into them, and words that hardly do."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

WIDTHS: Final[Mapping[int, int]] = {1440: 900, 360: 780}
"""Heights in pixels by width."""
LONG: Final = "Donaudampfschifffahrtsgesellschaftskapitänspatentverlängerungsantragsformular"
OVERFLOW: Final = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def resize(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": WIDTHS[width]})


def press(page: Page, key: str) -> None:
    """A key that a script of the page listens to, once all its scripts have run."""
    page.wait_for_load_state("domcontentloaded")
    page.keyboard.press(key)


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window; 0 where nothing has to be scrolled sideways."""
    page.wait_for_load_state("load")  # the style sheet is part of it
    return int(page.evaluate(OVERFLOW))


def assert_fits(page: Page, folder: Path | None = None, picture: str = "") -> None:
    """Nothing has to be scrolled sideways on a desk or on a phone; `{picture}{width}.png` shows each.

    The window is a phone's afterwards.
    """
    for width in WIDTHS:
        resize(page, width)
        assert overflow(page) == 0, f"{page.url} at {width} px"
        if folder is not None:
            page.screenshot(path=folder / f"{picture}{width}.png")


def sign_in(page: Page, live_server: LiveServer, name: str) -> None:
    """Through the entrance, with the password of `UserFactory`."""
    page.goto(live_server.url)
    page.get_by_label("User name or e-mail").fill(name)
    page.get_by_label("Password").fill("secret")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your workspaces")
