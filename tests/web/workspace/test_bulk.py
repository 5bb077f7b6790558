"""Bulk changes: what the preview shows is what is done, and nothing that somebody else touched meanwhile."""

import re

import pytest
from django.test import Client

from poseidon.domain.changes.models import ChangeRecord
from poseidon.models import Abstract, People, Registration
from poseidon.tenancy.api import tenant_context
from tests import factories
from tests.web.conftest import DATABASES, CountQueries, SignIn
from tests.web.html import problems_of

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("in_tenant")]


@pytest.fixture
def editor(client_of: SignIn) -> Client:
    return client_of("editor")


def preview(client: Client, path: str, **query: object) -> str:
    answer = client.get(f"/TESTCLIENT/{path}/bulk/", query)
    assert answer.status_code == 200
    assert problems_of(answer.text) == []
    return answer.text


def names(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><span class="strong">([^<]*)<', page)


def confirm(client: Client, page: str, path: str, query: str) -> str:
    """Sends the preview's form, and returns the list that it leads to."""
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    assert seen, "the preview has no form"
    answer = client.post(f"/TESTCLIENT/{path}/bulk/?{query}", {"seen": seen[1]}, follow=True)
    assert answer.status_code == 200
    return answer.text


def people(*names: str, public: bool = False) -> list[People]:
    return [factories.PeopleFactory(first_name=name, last_name="", public=public) for name in names]


def test_ticked_rows_change_and_no_others(editor: Client) -> None:
    ada, bob, cyd = people("Ada", "Bob", "Cyd")
    page = preview(editor, "people", change="public-yes", row=[ada.pid, cyd.pid])
    assert names(page) == ["Ada", "Cyd"]
    assert not People.objects.filter(public=True).exists()
    page = confirm(editor, page, "people", "change=public-yes")
    assert "2 rows changed." in page
    assert set(People.objects.filter(public=True)) == {ada, cyd}
    assert bob not in People.objects.filter(public=True)


def test_all_that_match_change_whatever_page_they_are_on(editor: Client) -> None:
    for number in range(60):
        factories.PeopleFactory(country="Sweden" if number % 2 else "Norway")
    query = {"change": "public-yes", "scope": "all", "country": "Sweden"}
    page = preview(editor, "people", **query)
    assert len(names(page)) == 30
    confirm(editor, page, "people", "change=public-yes&scope=all&country=Sweden")
    assert set(People.objects.filter(public=True).values_list("country", flat=True)) == {"Sweden"}
    assert People.objects.filter(public=True).count() == 30


def test_row_that_changed_meanwhile_is_left_alone_and_named(editor: Client) -> None:
    ada, bob, cyd = people("Ada", "Bob", "Cyd")
    page = preview(editor, "people", change="public-yes", scope="all")
    with tenant_context("TESTCLIENT"):  # as the older product writes: no moment of change
        People.objects.filter(pid=bob.pid).update(phone="1")
        People.objects.filter(pid=cyd.pid).delete()
    page = confirm(editor, page, "people", "change=public-yes")
    assert "1 row changed. 2 rows were left alone" in page
    assert f"meanwhile: Bob, {cyd.pid}." in page
    assert list(People.objects.filter(public=True)) == [ada]


def test_rows_that_came_meanwhile_are_left_alone(editor: Client) -> None:
    people("Ada")
    page = preview(editor, "people", change="public-yes", scope="all")
    people("Late")
    confirm(editor, page, "people", "change=public-yes&scope=all")
    assert [person.first_name for person in People.objects.filter(public=True)] == ["Ada"]


def test_rows_that_are_so_already_are_counted_and_not_written(editor: Client) -> None:
    people("Ada", public=True)
    people("Bob")
    page = preview(editor, "people", change="public-yes", scope="all")
    assert names(page) == ["Bob"]
    assert "1 is so already." in page
    assert "The rows are so already." in preview(
        editor, "people", change="public-yes", scope="all", public="yes"
    )


def test_statuses_and_payments_are_set(editor: Client) -> None:
    abstract = factories.AbstractFactory(status="submitted")
    page = preview(editor, "abstracts", change="status-accepted", row=abstract.pk)
    confirm(editor, page, "abstracts", "change=status-accepted")
    assert Abstract.objects.get().status == "accepted"
    registration = factories.RegistrationFactory(paid=None)
    page = preview(editor, "registrations", change="paid-yes", row=registration.pk)
    confirm(editor, page, "registrations", "change=paid-yes")
    assert Registration.objects.get().paid is True


def test_too_many_are_refused_before_anything_is_looked_at(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("poseidon.domain.bulk_changes.services.MOST_AT_ONCE", 2)
    people("Ada", "Bob", "Cyd")
    page = preview(editor, "people", change="public-yes", scope="all")
    assert "Too many at once" in page
    assert "<form class" not in page[page.index("<main") :]


def test_change_is_in_the_history_with_who_made_it(editor: Client) -> None:
    people("Ada")
    page = preview(editor, "people", change="public-yes", scope="all")
    before = ChangeRecord.objects.count()
    confirm(editor, page, "people", "change=public-yes")
    assert ChangeRecord.objects.count() == before + 1


def test_another_tenant_s_rows_of_the_same_keys_stay_as_they_are(editor: Client) -> None:
    (ada,) = people("Ada")
    with tenant_context("OTHERCLIENT"):
        factories.PeopleFactory(pid=ada.pid, public=False)
    page = preview(editor, "people", change="public-yes", row=ada.pid)
    confirm(editor, page, "people", "change=public-yes")
    with tenant_context("OTHERCLIENT"):
        assert not People.objects.filter(public=True).exists()


def test_viewers_may_not_and_are_not_offered_to(viewer: Client, editor: Client) -> None:
    people("Ada")
    assert 'id="bulk"' not in viewer.get("/TESTCLIENT/people/").text
    assert 'id="bulk"' in editor.get("/TESTCLIENT/people/").text
    seen = re.search(
        r'name="seen" value="([^"]*)"', preview(editor, "people", change="public-yes", scope="all")
    )
    answer = viewer.post("/TESTCLIENT/people/bulk/?change=public-yes", {"seen": seen[1]})
    assert answer.status_code == 403
    assert not People.objects.filter(public=True).exists()


@pytest.mark.parametrize("seen", ["", "x", "1:zzzz", "99999999999:0000000000000000", "1:0000000000000000"])
def test_nonsense_changes_nothing(seen: str, editor: Client) -> None:
    factories.PeopleFactory(pid=1, public=False)
    answer = editor.post("/TESTCLIENT/people/bulk/?change=public-yes", {"seen": seen})
    assert answer.status_code == 302
    assert not People.objects.filter(public=True).exists()
    assert editor.get("/TESTCLIENT/people/bulk/?change=nothing").status_code == 404


def test_ticks_that_are_no_keys_are_ignored(editor: Client) -> None:
    page = preview(editor, "people", change="public-yes", row=["x", "-1", "9" * 30, "\0", "987654"])
    assert "Nothing to change" in page


def test_queries_do_not_grow_with_rows(editor: Client, count_queries: CountQueries) -> None:
    seen = []
    for more in (1, 20):
        people(*map(str, range(more)))
        with count_queries() as counts:
            page = preview(editor, "people", change="public-yes", scope="all")
            confirm(editor, page, "people", "change=public-yes")
        People.objects.update(public=False)
        seen.append(counts["TESTCLIENT"])
    assert seen[0] == seen[1]
