"""What each role can change in the tenant's admin, and where it ends up."""

from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry
from django.db.models import Model
from django.test import Client

from poseidon.models import (
    Abstract,
    AbstractAuthors,
    City,
    CstmFlds,
    People,
    PlanionContainer,
    Registration,
    Session,
)
from poseidon.tenancy.api import WrongDatabaseTransactionError, tenant_context
from poseidon.web.admin.base import TenantModelAdmin
from tests import factories
from tests.web.conftest import DATABASES, SignIn

pytestmark = pytest.mark.django_db(databases=DATABASES)

PEOPLE = "/TESTCLIENT/admin/poseidon/people/"
MANAGEMENT = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}
WRITERS, READERS = ("editor", "admin", "operator"), ("viewer",)


def rows(model: type[Model], tenant: str = "TESTCLIENT") -> list[Model]:
    with tenant_context(tenant):
        return list(model.objects.all())


@pytest.fixture
def ada() -> People:
    with tenant_context("TESTCLIENT"):
        return factories.PeopleFactory(first_name="Ada", last_name="Lovelace")


@pytest.mark.parametrize("role", WRITERS)
def test_editors_add_rows_to_their_own_tenant(role: str, client_of: SignIn) -> None:
    answer = client_of(role).post(f"{PEOPLE}add/", {"first_name": "Grace", "last_name": "Hopper"})
    assert answer.status_code == 302
    assert answer["Location"] == PEOPLE
    assert [person.full_name for person in rows(People)] == ["Grace Hopper"]
    assert rows(People, "OTHERCLIENT") == []


@pytest.mark.parametrize("role", WRITERS)
def test_editors_change_rows(role: str, client_of: SignIn, ada: People) -> None:
    answer = client_of(role).post(
        f"{PEOPLE}{ada.pid}/change/", {"first_name": "Augusta", "last_name": "King"}
    )
    assert answer.status_code == 302
    assert [person.full_name for person in rows(People)] == ["Augusta King"]


def test_viewers_neither_add_nor_change_nor_delete(client_of: SignIn, ada: People) -> None:
    client = client_of("viewer")
    for verb in ("add/", f"{ada.pid}/change/", f"{ada.pid}/delete/"):
        answer = client.post(PEOPLE + verb, {"first_name": "Eve", "last_name": "X", "post": "yes"})
        assert answer.status_code == 403, verb
    answer = client.post(PEOPLE, {"action": "delete_selected", "_selected_action": ada.pid, "post": "yes"})
    assert [person.full_name for person in rows(People)] == ["Ada Lovelace"]


def test_viewer_sees_no_form_fields(client_of: SignIn, ada: People) -> None:
    page = client_of("viewer").get(f"{PEOPLE}{ada.pid}/change/").text
    assert "Ada" in page
    assert 'name="first_name"' not in page
    assert 'name="_save"' not in page


def test_editors_do_not_delete(client_of: SignIn, ada: People) -> None:
    client = client_of("editor")
    assert client.post(f"{PEOPLE}{ada.pid}/delete/", {"post": "yes"}).status_code == 403
    client.post(PEOPLE, {"action": "delete_selected", "_selected_action": ada.pid, "post": "yes"})
    assert len(rows(People)) == 1


@pytest.mark.parametrize("role", ["admin", "operator"])
def test_admins_delete_one_and_many(role: str, client_of: SignIn, ada: People) -> None:
    client = client_of(role)
    assert client.post(f"{PEOPLE}{ada.pid}/delete/", {"post": "yes"}).status_code == 302
    with tenant_context("TESTCLIENT"):
        pids = [factories.PeopleFactory().pid for _ in range(3)]
    with tenant_context("OTHERCLIENT"):
        factories.PeopleFactory(pid=pids[0])
    chosen = {"action": "delete_selected", "_selected_action": pids, "post": "yes"}
    assert client.post(PEOPLE, chosen).status_code == 302
    assert rows(People) == []
    assert len(rows(People, "OTHERCLIENT")) == 1


def test_admin_of_another_tenant_writes_nothing_here(client_of: SignIn, ada: People) -> None:
    client = client_of("stranger")
    for verb in ("add/", f"{ada.pid}/change/", f"{ada.pid}/delete/"):
        assert client.post(PEOPLE + verb, {"first_name": "Eve", "post": "yes"}).status_code == 404
    assert [person.full_name for person in rows(People)] == ["Ada Lovelace"]


def test_same_key_in_two_tenants_is_two_rows(client_of: SignIn, ada: People) -> None:
    with tenant_context("OTHERCLIENT"):
        factories.PeopleFactory(pid=ada.pid, first_name="Other", last_name="Person")
    client_of("operator").post(f"{PEOPLE}{ada.pid}/change/", {"first_name": "Changed", "last_name": "Here"})
    assert [person.full_name for person in rows(People, "OTHERCLIENT")] == ["Other Person"]


@pytest.mark.parametrize("role", ["editor", "admin"])
def test_shared_journal_holds_nothing_of_a_tenant(role: str, client_of: SignIn, ada: People) -> None:
    client = client_of(role)
    client.post(f"{PEOPLE}add/", {"first_name": "Grace", "last_name": "Hopper"})
    client.post(f"{PEOPLE}{ada.pid}/change/", {"first_name": "Augusta", "last_name": "King"})
    client.post(f"{PEOPLE}{ada.pid}/delete/", {"post": "yes"})
    assert not LogEntry.objects.exists()


@pytest.mark.django_db(databases=DATABASES, transaction=True)
def test_without_our_rule_the_journal_entry_would_leave_the_transaction(
    client_of: SignIn, ada: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(TenantModelAdmin, "log_change")
    with pytest.raises(WrongDatabaseTransactionError, match="default"):
        client_of("editor").post(f"{PEOPLE}{ada.pid}/change/", {"first_name": "Augusta", "last_name": "King"})
    assert [person.full_name for person in rows(People)] == ["Ada Lovelace"]


def test_conference_is_added_with_its_code(client_of: SignIn) -> None:
    form = {
        "code": "39C3",
        "name": "Congress",
        "date": "2025-12-27",
        "active": "true",
        "timezone": "Europe/Berlin",
    }
    answer = client_of("editor").post("/TESTCLIENT/admin/poseidon/planioncontainer/add/", form)
    assert answer.status_code == 302
    (conference,) = rows(PlanionContainer)
    assert (conference.code, str(conference.date), conference.active) == ("39C3", "2025-12-27", True)


def test_session_is_saved_with_its_people(client_of: SignIn) -> None:
    with tenant_context("TESTCLIENT"):
        room, person = factories.RoomFactory(), factories.PeopleFactory()
    form = {
        "conference_code": room.conference_code,
        "title": "Opening",
        "room": room.pk,
        "start_0": "2024-12-27",
        "start_1": "10:00",
        "end_0": "2024-12-27",
        "end_1": "11:00",
        **{f"session_people-{key}": value for key, value in MANAGEMENT.items()},
        "session_people-TOTAL_FORMS": "1",
        "session_people-0-pid": person.pid,
        "session_people-0-role": "chair",
    }
    answer = client_of("editor").post("/TESTCLIENT/admin/poseidon/session/add/", form)
    assert answer.status_code == 302, answer.text
    (session,) = rows(Session)
    with tenant_context("TESTCLIENT"):
        assert session.start.isoformat() == "2024-12-27T10:00:00+00:00"
        assert list(session.session_people.values_list("pid", "role")) == [(person.pid, "chair")]


def test_row_of_another_tenant_cannot_be_referred_to(client_of: SignIn) -> None:
    with tenant_context("OTHERCLIENT"):
        foreign = factories.RoomFactory(id=4711)
    form = {"title": "Opening", "room": foreign.pk}
    form.update({f"session_people-{key}": value for key, value in MANAGEMENT.items()})
    answer = client_of("editor").post("/TESTCLIENT/admin/poseidon/session/add/", form)
    assert answer.status_code == 200
    assert "valid choice" in answer.text
    assert rows(Session) == []


def test_abstract_and_authors_change_together(client_of: SignIn) -> None:
    with tenant_context("TESTCLIENT"):
        author = factories.AbstractAuthorsFactory(order=1)
    form = {
        "title": "A better title",
        **{f"authors-{key}": value for key, value in MANAGEMENT.items()},
        "authors-TOTAL_FORMS": "1",
        "authors-INITIAL_FORMS": "1",
        "authors-0-id": author.pk,
        "authors-0-abstract": author.abstract_id,
        "authors-0-order": "2",
        "authors-0-pid": author.pid,
    }
    address = f"/TESTCLIENT/admin/poseidon/abstract/{author.abstract_id}/change/"
    assert client_of("editor").post(address, form).status_code == 302
    assert [abstract.title for abstract in rows(Abstract)] == ["A better title"]
    assert [row.order for row in rows(AbstractAuthors)] == [2]


def test_key_of_a_custom_field_never_changes(client_of: SignIn) -> None:
    with tenant_context("TESTCLIENT"):
        field = factories.CstmFldsFactory(key="diet")
    form = {"key": "other", "label": "Diet", "entity": "person", "type": "text", "visibility": "public"}
    address = f"/TESTCLIENT/admin/poseidon/cstmflds/{field.pk}/change/"
    assert client_of("admin").post(address, form).status_code == 302
    (changed,) = rows(CstmFlds)
    assert (changed.key, changed.label, changed.visibility) == ("diet", "Diet", "public")


def test_registration_is_changed(client_of: SignIn) -> None:
    with tenant_context("TESTCLIENT"):
        registration = factories.RegistrationFactory(amount="120.00")
    address = f"/TESTCLIENT/admin/poseidon/registration/{registration.pk}/change/"
    assert client_of("editor").post(address, {"pid": registration.pid, "amount": "99.50"}).status_code == 302
    assert [row.amount for row in rows(Registration)] == [Decimal("99.50")]


def test_form_without_token_is_refused(client_of: SignIn, users: object, ada: People) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(users["editor"], "django.contrib.auth.backends.ModelBackend")
    answer = client.post(f"{PEOPLE}{ada.pid}/change/", {"first_name": "Eve"})
    assert answer.status_code == 403
    assert [person.full_name for person in rows(People)] == ["Ada Lovelace"]


@pytest.mark.mysql
@pytest.mark.parametrize(
    ("model", "field", "text", "lost"),
    [
        ("registration", "category", "日本", "日"),
        ("planioncontainer", "name", "Party 🎉", "🎉"),
        ("city", "name", "Łódź", "Ł"),
    ],
)
def test_text_that_the_column_cannot_hold_is_told_at_the_field(
    model: str, field: str, text: str, lost: str, client_of: SignIn
) -> None:
    form = {"code": "39C3", "cityid": "LDZ", field: text}
    answer = client_of("editor").post(f"/TESTCLIENT/admin/poseidon/{model}/add/", form)
    assert answer.status_code == 200
    assert f"cannot hold “{lost}” here" in answer.text


def test_text_that_the_column_can_hold_is_saved(client_of: SignIn) -> None:
    client_of("editor").post(f"{PEOPLE}add/", {"first_name": "日本 🎉", "last_name": "Zoë"})
    client_of("editor").post("/TESTCLIENT/admin/poseidon/city/add/", {"cityid": "KLN", "name": "Köln €"})
    assert [person.full_name for person in rows(People)] == ["日本 🎉 Zoë"]
    assert [city.name for city in rows(City)] == ["Köln €"]
