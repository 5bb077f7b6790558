"""How tests go to pages and look at them."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.e2e.accessibility import Audit
from tests.e2e.visits import PICTURED, Visit

PageOf = Callable[[str], Page]


def look_at(
    audit: Audit, page_of: PageOf, visits: Iterable[Visit], *, pictures: Path | None = None, **how: Any
) -> None:
    """Goes to each address and lets the audit look at what is there; PICTURED ones are kept in `pictures`."""
    for who, address in visits:
        page = page_of(who)
        answer = page.goto(address)
        assert answer is not None
        assert answer.headers["content-type"].startswith("text/html"), f"{address} is no page: see NO_PAGE"
        path = address.removeprefix("/TESTCLIENT/")
        picture = None if pictures is None or path not in PICTURED else pictures / picture_name(path)
        audit.look(page, f"{address} for {who}", picture=picture, **how)


def picture_name(path: str) -> str:
    return path.replace("/", "-") or "overview-"


def assert_clean(audit: Audit) -> None:
    """Nothing was found."""
    assert not audit.problems, "\n".join(audit.problems)
