"""Every number of a conference's page is that of its rows, for real programmes."""

import random
from pathlib import Path

import pytest
from django.test import Client

from poseidon.models import PlanionContainer, Session
from tests.domain.imports.conftest import import_any
from tests.support.real_data import real_file
from tests.web.conftest import DATABASES
from tests.web.html import Page
from tests.web.workspace.linked_numbers import wrong_numbers

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("in_tenant")]


@pytest.mark.parametrize(
    "name", ["camp2019-schedule.json", "rc3-schedule.json", "pyconfr-2025-schedule.json"]
)
def test_number_of_a_real_conference_is_that_of_its_rows(name: str, viewer: Client) -> None:
    path: Path = real_file(name)
    import_any(path)
    code = PlanionContainer.objects.get().code
    page = f"/TESTCLIENT/conferences/{code}/"
    assert wrong_numbers(viewer, page, most=25, dice=random.Random(1)) == []
    sessions = Session.objects.count()
    assert sum(_sessions_on_grids(viewer, page)) == sessions


def _sessions_on_grids(client: Client, page: str) -> list[int]:
    first = Page(client.get(f"{page}grid/").text)
    days = [attrs["href"] for attrs in first.all("a") if (attrs.get("href") or "").startswith("?day=")]
    found = []
    for day in days:
        links = Page(client.get(f"{page}grid/{day}").text).all("a")
        shown = [attrs["href"] for attrs in links if "#session-" in (attrs.get("href") or "")]
        assert len(set(shown)) == len(shown)
        found.append(len(shown))
    return found
