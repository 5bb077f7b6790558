"""A real browser against a real server: Debian's Chromium, driven by Playwright."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

CHROMIUM = next(filter(shutil.which, ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")), None)
"""The headless shell is the same Chromium of the same source package without windows: a quarter less work."""
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--disable-default-apps", "--no-first-run", "--disable-dev-shm-usage"),
)
PATIENCE = 20_000
"""Milliseconds that a page may take to show what is expected: machines that test are busy ones."""
SCREENSHOTS = Path(__file__).resolve().parents[2] / "var" / "screenshots"


@pytest.fixture(scope="package", autouse=True)
def _database_from_async_code() -> Iterator[None]:
    """Playwright runs an event loop in this thread, and Django refuses queries where one runs."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium with a profile of its own, which Playwright makes and removes."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: run bin/install-system-packages.")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Where pictures of the pages are kept for people to look at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    return SCREENSHOTS
