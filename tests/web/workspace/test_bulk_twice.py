"""Bulk changes of what the filter asks for, done twice, by two people, and by those who may not."""

import random
import re

import pytest
from django.test import Client

from poseidon.domain.changes.models import ChangeRecord
from poseidon.models import Abstract, People, Registration
from poseidon.tenancy.api import tenant_context
from tests import factories
from tests.web.conftest import DATABASES, SignIn
from tests.web.workspace.test_bulk import names, preview

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("in_tenant")]
LISTS = {
    "people": "public-yes",
    "sessions": "public-no",
    "abstracts": "status-accepted",
    "registrations": "paid-yes",
}


@pytest.fixture
def editor(client_of: SignIn) -> Client:
    return client_of("editor")


def send(client: Client, page: str, path: str, query: str) -> str:
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    assert seen
    return str(client.post(f"/TESTCLIENT/{path}/bulk/?{query}", {"seen": seen[1]}, follow=True).text)


def test_change_of_what_the_filter_asks_for_reaches_every_row_and_ends_in_an_empty_list(
    editor: Client,
) -> None:
    """Page by page it would skip every second page: each change moves the rest up."""
    Abstract.objects.bulk_create(
        Abstract(title=f"A{n}", status=("submitted", "Submitted ", "rejected")[n % 3]) for n in range(120)
    )
    page = preview(editor, "abstracts", change="status-accepted", scope="all", status="submitted")
    assert len(names(page)) == 80
    page = send(editor, page, "abstracts", "change=status-accepted&scope=all&status=submitted&sort=-title")
    assert "80 rows changed." in page
    assert "Nothing matches" in page
    counts = [Abstract.objects.filter(status=status).count() for status in ("accepted", "rejected")]
    assert counts == [80, 40]


def test_second_click_says_that_it_is_done_and_blames_nobody(editor: Client) -> None:
    factories.PeopleFactory.create_batch(3, public=False)
    page = preview(editor, "people", change="public-yes", scope="all", public="no")
    assert "3 rows changed." in send(editor, page, "people", "change=public-yes")
    history = ChangeRecord.objects.count()
    again = send(editor, page, "people", "change=public-yes")
    assert "0 rows changed. 3 are so already." in again
    assert "somebody else" not in again
    assert ChangeRecord.objects.count() == history


def test_two_people_change_the_same_rows_otherwise_and_the_second_is_told(
    editor: Client, client_of: SignIn
) -> None:
    admin = client_of("admin")
    for name in ("Ada", "Bob"):
        factories.AbstractFactory(title=name, status="submitted")
    mine = preview(editor, "abstracts", change="status-accepted", scope="all")
    theirs = preview(admin, "abstracts", change="status-rejected", scope="all", q="bob")
    assert "1 row changed." in send(admin, theirs, "abstracts", "change=status-rejected")
    page = send(editor, mine, "abstracts", "change=status-accepted")
    assert "1 row changed. 1 row was left alone, because somebody else changed it meanwhile: Bob." in page
    found = dict(Abstract.objects.values_list("title", "status"))
    assert found == {"Ada": "accepted", "Bob": "rejected"}


def test_preview_of_random_filters_names_the_rows_that_the_list_shows(editor: Client) -> None:
    chance = random.Random(5)
    for n in range(40):
        factories.RegistrationFactory(
            pid=n,
            category=chance.choice((None, "Press", " Press", "Größe")),
            paid=chance.choice((None, True, False)),
        )
    for query in (
        {"category": "press"},
        {"paid": "no"},
        {"category": "none", "paid": "no"},
        {"category": "Größe"},
    ):
        shown = editor.get("/TESTCLIENT/registrations/", {**query, "sort": "pid"}).text
        keys = set(re.findall(r'name="row" id="row-\d+" value="(\d+)"', shown))
        page = preview(editor, "registrations", change="paid-yes", scope="all", **query)
        seen = re.search(r'name="seen" value="([^"]*)"', page)
        assert seen
        paid = set(map(str, Registration.objects.filter(paid=True).values_list("pk", flat=True)))
        assert {each.split(":")[0] for each in seen[1].split()} == keys - paid, query


def test_seen_of_another_list_changes_nothing_here(editor: Client) -> None:
    """The same keys, but other rows."""
    factories.PeopleFactory(pid=1, public=False)
    factories.SessionFactory(id=1, public=True)
    page = preview(editor, "sessions", change="public-no", scope="all")
    page = send(editor, page, "people", "change=public-yes")
    assert "0 rows changed. 1 row was left alone" in page
    assert not People.objects.filter(public=True).exists()


@pytest.mark.parametrize("role", ["viewer", "outsider", "stranger", "anonymous"])
def test_nobody_else_sees_a_preview_or_changes_a_row(role: str, editor: Client, client_of: SignIn) -> None:
    factories.PeopleFactory(public=False)
    factories.SessionFactory(public=True)
    factories.AbstractFactory(status="submitted")
    factories.RegistrationFactory(paid=False)
    with tenant_context("TESTCLIENT"):
        history = ChangeRecord.objects.count()
    client = client_of(role)
    for path, change in LISTS.items():
        seen = re.search(r'name="seen" value="([^"]*)"', preview(editor, path, change=change, scope="all"))
        assert seen
        address = f"/TESTCLIENT/{path}/bulk/?change={change}&scope=all"
        answers = [client.get(address), client.post(address, {"seen": seen[1]})]
        expected = {"viewer": 403, "anonymous": 302}.get(role, 404)
        assert [answer.status_code for answer in answers] == [expected] * 2, path
    assert ChangeRecord.objects.count() == history
