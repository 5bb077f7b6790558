"""What the admin deletes, and what it refuses to."""

import pytest
from django.test import Client

from poseidon.models import People, Room, Session
from poseidon.tenancy.api import tenant_context
from poseidon.web.admin import deleting
from tests import factories
from tests.web.conftest import DATABASES, CountQueries, SignIn

pytestmark = pytest.mark.django_db(databases=DATABASES)

BASE = "/TESTCLIENT/admin/poseidon/"
DELETE = {"action": "delete_selected", "post": "yes"}


@pytest.fixture
def admin(client_of: SignIn) -> Client:
    return client_of("admin")


def test_person_with_a_role_is_kept_and_the_page_says_why(admin: Client) -> None:
    with tenant_context("TESTCLIENT"):
        ada = factories.PeopleFactory(first_name="Ada", last_name="Lovelace")
        factories.SessionPersonFactory.create_batch(2, pid=ada.pid)
        factories.RegistrationFactory(pid=ada.pid)
    for answer in (
        admin.get(f"{BASE}people/{ada.pid}/delete/"),
        admin.post(f"{BASE}people/{ada.pid}/delete/", DELETE),
    ):
        assert "Ada Lovelace is referred to by" in answer.text
        assert f'sessionperson/?pid={ada.pid}" class="underline">2 people in sessions' in answer.text
        assert "1 registration" in answer.text
    with tenant_context("TESTCLIENT"):
        assert People.objects.filter(pid=ada.pid).exists()


def test_referring_rows_of_another_tenant_hold_nothing(admin: Client) -> None:
    with tenant_context("TESTCLIENT"):
        ada = factories.PeopleFactory()
    with tenant_context("OTHERCLIENT"):
        factories.RegistrationFactory(pid=ada.pid)
    assert admin.post(f"{BASE}people/{ada.pid}/delete/", DELETE).status_code == 302
    with tenant_context("TESTCLIENT"):
        assert not People.objects.exists()


def test_room_with_sessions_is_kept(admin: Client) -> None:
    with tenant_context("TESTCLIENT"):
        session = factories.SessionFactory()
    answer = admin.post(f"{BASE}room/", {**DELETE, "_selected_action": session.room_id})
    assert "is referred to by" in answer.text
    with tenant_context("TESTCLIENT"):
        assert Room.objects.filter(pk=session.room_id).exists()
        assert Session.objects.filter(pk=session.pk).exists()


def test_one_row_that_is_referred_to_keeps_all_that_were_chosen(admin: Client) -> None:
    with tenant_context("TESTCLIENT"):
        free, held = factories.PeopleFactory.create_batch(2)
        factories.RegistrationFactory(pid=held.pid)
    admin.post(f"{BASE}people/", {**DELETE, "_selected_action": [free.pid, held.pid]})
    with tenant_context("TESTCLIENT"):
        assert People.objects.count() == 2


def test_more_rows_than_can_be_looked_through_are_refused_in_words(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deleting, "MOST_DELETED", 3)
    with tenant_context("TESTCLIENT"):
        pids = [person.pid for person in factories.PeopleFactory.create_batch(4)]
    everybody = {**DELETE, "_selected_action": pids[:1], "select_across": "1", "index": "0"}
    answer = admin.post(f"{BASE}people/", everybody, follow=True)
    assert "At most 3 are deleted at once" in answer.text
    with tenant_context("TESTCLIENT"):
        assert People.objects.count() == 4


def test_all_rows_of_a_filtered_list_are_deleted_and_no_others(admin: Client) -> None:
    with tenant_context("TESTCLIENT"):
        factories.PeopleFactory.create_batch(3, last_name="Going")
        kept = factories.PeopleFactory(last_name="Staying")
    everybody = {**DELETE, "_selected_action": kept.pid, "select_across": "1", "index": "0"}
    assert admin.post(f"{BASE}people/?q=Going", everybody).status_code == 302
    with tenant_context("TESTCLIENT"):
        assert list(People.objects.all()) == [kept]


def test_asking_takes_as_many_queries_for_many_rows_as_for_one(
    admin: Client, count_queries: CountQueries
) -> None:
    with tenant_context("TESTCLIENT"):
        pids = [person.pid for person in factories.PeopleFactory.create_batch(20)]
        for pid in pids:
            factories.RegistrationFactory(pid=pid)
    seen = []
    for number in (1, 20):
        with count_queries() as counts:
            admin.post(f"{BASE}people/", {"action": "delete_selected", "_selected_action": pids[:number]})
        seen.append(counts)
    assert seen[0] == seen[1]
