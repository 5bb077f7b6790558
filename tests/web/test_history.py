"""Who changed what: recorded by requests, shown on the history's pages and in the admin."""

import datetime as dt
import re

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from poseidon.domain.changes.actor import acting_by, acting_command, current_actor
from poseidon.domain.changes.models import ChangeRecord
from poseidon.models import People, Room
from poseidon.tenancy.api import tenant_context
from poseidon.web.middleware import ActorMiddleware
from tests import factories
from tests.web.conftest import DATABASES, CountQueries, SignIn

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("in_tenant")]

ROOMS = "/TESTCLIENT/admin/poseidon/room/"


def records() -> list[tuple[str, str, str]]:
    """Action, actor and source, oldest first."""
    return list(ChangeRecord.objects.order_by("id").values_list("action", "actor", "source"))


def page(client: Client, address: str) -> str:
    answer = client.get(f"/TESTCLIENT/{address}")
    assert answer.status_code == 200, address
    text: str = answer.content.decode()
    return text


# -- recorded


def test_admin_leaves_who_added_changed_and_deleted(client_of: SignIn, users: dict[str, User]) -> None:
    users["admin"].first_name, users["admin"].last_name = "Ada", "Lovelace"
    users["admin"].save()
    client = client_of("admin")
    client.post(f"{ROOMS}add/", {"name": "Hall"}, headers={"X-Request-ID": "proxy-7"})
    room = Room.objects.get()
    client.post(f"{ROOMS}{room.pk}/change/", {"name": "Great Hall", "capacity": "5"})
    client.post(f"{ROOMS}{room.pk}/change/", {"name": "Great Hall", "capacity": "5"})
    client.post(f"{ROOMS}{room.pk}/delete/", {"post": "yes"})
    assert records() == [(verb, "Ada Lovelace", "admin") for verb in ("create", "change", "delete")]
    made, changed, _deleted = ChangeRecord.objects.order_by("id")
    assert (made.request_id, made.actor_id) == ("proxy-7", users["admin"].pk)
    assert (changed.before, changed.after) == (
        {"name": "Hall", "capacity": None},
        {"name": "Great Hall", "capacity": 5},
    )
    assert re.fullmatch("[0-9a-f]{32}", changed.request_id)


def test_admins_bulk_delete_is_recorded(client_of: SignIn) -> None:
    rooms = [factories.RoomFactory() for _ in range(3)]
    ChangeRecord.objects.all().delete()
    chosen = {"action": "delete_selected", "_selected_action": [room.pk for room in rooms], "post": "yes"}
    client_of("admin").post(ROOMS, chosen)
    assert records() == [("delete", "admin", "admin")] * 3
    assert len(set(ChangeRecord.objects.values_list("request_id", flat=True))) == 1


@pytest.mark.parametrize(
    ("told", "kept"),
    [("a.B-9_", True), ("", False), ("x" * 65, False), ("with blank", False), ("new\nline", False)],
)
def test_request_id_is_the_proxys_if_it_is_one_and_goes_back(told: str, kept: bool) -> None:
    seen = []

    def answer(_request: HttpRequest) -> HttpResponse:
        seen.append(current_actor())
        return HttpResponse()

    request = RequestFactory().get("/api/v1/people/")
    request.META["HTTP_X_REQUEST_ID"], request.user = told, User(pk=7, username="ada")
    response = ActorMiddleware(answer)(request)
    assert response["X-Request-ID"] == seen[0].request_id
    assert (seen[0].request_id == told) is kept
    assert (seen[0].name, seen[0].source, seen[0].user_id) == ("ada", "api", 7)
    assert current_actor().name == "system"


def test_command_and_import_say_what_they_are() -> None:
    with acting_command("import_schedule"):
        Room.objects.create()
        with acting_by(ChangeRecord.Source.IMPORT):
            Room.objects.create()
    Room.objects.create()
    assert records() == [
        ("create", "command import_schedule", "command"),
        ("create", "command import_schedule", "import"),
        ("create", "system", "system"),
    ]


def test_page_that_changes_nothing_looks_nobody_up(viewer: Client, count_queries: CountQueries) -> None:
    with count_queries() as counts:
        Client().get("/")
    assert counts["default"] == 0


# -- shown


@pytest.fixture
def changed() -> People:
    """A person with three changes, of three days, and a room of another person's."""
    with acting_command("import_schedule"):
        person = People.objects.create(last_name="Ada")
    for number, name in enumerate(("<b>Bea</b>", "Cleo")):
        person.last_name, person.public = name, bool(number)
        person.save()
    Room.objects.create(name="Hall", conference_code="38c3")
    factories.PlanionContainerFactory(code="38C3", name="Congress")
    for number, record in enumerate(ChangeRecord.objects.order_by("id")):
        ChangeRecord.objects.filter(pk=record.pk).update(at=dt.datetime(2026, 1, 1 + number, tzinfo=dt.UTC))
    return person


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", 5),
        ("?entity=People", 3),
        ("?actor=command+import_schedule", 1),
        ("?source=system", 4),
        ("?from=2026-01-02&to=2026-01-03", 2),
        ("?to=2026-01-01", 1),
        ("?from=9999-12-31&to=9999-12-31", 0),
        ("?from=nonsense&before=nonsense&after=1-x", 5),
        ("?entity=People&source=import", 0),
        ("?before=99999999999999999-999999999999999999", 5),
    ],
)
def test_list_shows_what_was_asked_for(changed: People, viewer: Client, query: str, expected: int) -> None:
    text = page(viewer, f"history/{query}")
    assert text.count("<tr>") - (1 if expected else 0) == expected


@pytest.mark.mysql
def test_conference_is_found_in_any_case(changed: People, viewer: Client) -> None:
    assert page(viewer, "history/?conference=38C3").count("<tr>") == 3


def test_list_escapes_names_columns_and_links_the_rows(changed: People, viewer: Client) -> None:
    text = page(viewer, "history/")
    assert "&lt;b&gt;Bea&lt;/b&gt;" in text
    assert "<b>Bea" not in text
    assert "<b>Last name</b> <del>&lt;b&gt;Bea&lt;/b&gt;</del> → <ins>Cleo</ins>" in text
    assert "<del>no</del> → <ins>yes</ins>" in text
    assert f'href="/TESTCLIENT/people/{changed.pid}/"' in text
    assert 'href="/TESTCLIENT/conferences/38C3/"' in text
    room = Room.objects.get()
    assert f'href="/TESTCLIENT/admin/poseidon/room/{room.pk}/change/"' in text


def test_pages_meet_without_gap_or_overlap_both_ways(viewer: Client) -> None:
    Room.objects.bulk_create([Room(name=f"Room {number:03}") for number in range(120)])
    seen, address = [], "history/"
    while address:
        text = page(viewer, address)
        seen.append(re.findall(r">(Room \d\d\d)<", text))
        older = re.search(r'rel="next" href="([^"]+)"', text)
        address = f"history/{older[1]}" if older else ""
    names = [name for each in seen for name in each]
    assert names == [f"Room {number:03}" for number in reversed(range(120))]
    newer = re.search(r'rel="prev" href="([^"]+)"', text)
    assert newer
    assert re.findall(r">(Room \d\d\d)<", page(viewer, f"history/{newer[1]}")) == seen[-2]


def test_other_tenants_changes_are_not_shown(changed: People, viewer: Client) -> None:
    with tenant_context("OTHERCLIENT"):
        Room.objects.create(name="Secret room")
    assert "Secret room" not in page(viewer, "history/")


def test_row_shows_its_own_history(changed: People, viewer: Client) -> None:
    other = factories.PeopleFactory(last_name="Dora")
    assert "<ins>Cleo</ins>" in page(viewer, f"people/{changed.pid}/")
    assert "<ins>Cleo</ins>" not in page(viewer, f"people/{other.pid}/")
    assert 'id="history"' in page(viewer, "conferences/38C3/")
    abstract = factories.AbstractFactory(title="Old title")
    abstract.title = "New title"
    abstract.save()
    assert "<del>Old title</del>" in page(viewer, f"abstracts/{abstract.id}/")


def test_admins_history_is_the_tenants_own(changed: People, viewer: Client) -> None:
    address = f"admin/poseidon/people/{changed.pid}/history/"
    text = page(viewer, address)
    assert "Last name &lt;b&gt;Bea&lt;/b&gt; → Cleo; Public no → yes" in text
    assert "command import_schedule (Command)" in text
    assert address in page(viewer, f"admin/poseidon/people/{changed.pid}/change/")
    assert viewer.get("/TESTCLIENT/admin/poseidon/people/987654/history/").status_code == 302


def test_history_stands_in_the_navigation(viewer: Client) -> None:
    assert '/TESTCLIENT/history/" aria-current="page"' in page(viewer, "history/")
