"""One stack for all tests of this folder, and one person who has signed in."""

from collections.abc import Iterator

import pytest

from tests.stack.browser import Browser
from tests.stack.stack import Stack


@pytest.fixture(scope="package")
def stack() -> Iterator[Stack]:
    with Stack(WEB_CONCURRENCY="2", GUNICORN_THREADS="4", GUNICORN_MAX_REQUESTS="40") as stack:
        yield stack


@pytest.fixture(scope="package")
def browser(stack: Stack) -> Browser:
    browser = Browser(stack.port)
    answer = browser.sign_in()
    assert (answer.status, answer.headers["location"]) == (302, "/"), answer.text + stack.said()[-3000:]
    return browser


@pytest.fixture(autouse=True)
def told(stack: Stack) -> Iterator[None]:
    """What was logged meanwhile is shown where a test fails."""
    known = len(stack.said())
    yield
    print(stack.said()[known:][-6000:])
