"""Nothing is wrong with any page of the workspace, on a phone, on a desk and in the dark."""

from pathlib import Path

import pytest

from tests.e2e import visits
from tests.e2e.accessibility import Audit
from tests.e2e.pages.looking import PageOf, assert_clean, look_at
from tests.e2e.visits import Visit
from tests.web.conftest import DATABASES
from tests.web.routes import TENANT

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.slow,
    pytest.mark.django_db(databases=DATABASES, transaction=True),
]

ROUTES = {name: row for name, row in TENANT.items() if not name.startswith("admin:")}


def test_pages_of_the_workspace(page_of: PageOf, rows: dict[str, object], screenshots: Path) -> None:
    audit = Audit()
    light = {name: row for name, row in ROUTES.items() if name not in visits.IN_THE_DARK}
    look_at(audit, page_of, visits.visits_of(light, rows, "/TESTCLIENT"), pictures=screenshots)
    look_at(audit, page_of, [Visit("viewer", "/TESTCLIENT/people/")], pictures=screenshots)
    assert_clean(audit)


def test_pages_with_all_colours_in_the_dark(
    page_of: PageOf, rows: dict[str, object], screenshots: Path
) -> None:
    audit = Audit()
    dark = {name: ROUTES[name] for name in visits.IN_THE_DARK}
    look_at(audit, page_of, visits.visits_of(dark, rows, "/TESTCLIENT"), pictures=screenshots, dark=True)
    assert_clean(audit)
