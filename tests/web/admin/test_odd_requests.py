"""Addresses and forms made by hand or out of date: an answer that a person can read, never an error page."""

from urllib.parse import quote

import pytest
from django.db import connections
from django.test import Client

from poseidon.models import People, Room, SessionPerson
from poseidon.tenancy.api import tenant_context
from tests import factories
from tests.web.conftest import DATABASES, SignIn

pytestmark = pytest.mark.django_db(databases=DATABASES)

BASE = "/TESTCLIENT/admin/poseidon/"
ODD_KEYS = ("x", "\0", "😀", "9" * 30)
ALLOWED = {200, 302, 400, 403, 404}


@pytest.fixture
def admin(client_of: SignIn) -> Client:
    return client_of("admin")


@pytest.mark.parametrize(
    "query",
    [
        *("category=😀", "category__in=x,😀", "category__icontains=😀", "category__range=1", "pid__range=1"),
        *("registered_at__year=0", "registered_at__year=99999999999", "registered_at__year=x"),
        *(
            "p=0",
            "p=x",
            "e=1&p=99",
            "o=99",
            "o=-1.-2",
            "o=.",
            "nosuch=1",
            "pk__in=1,x",
            "paid__exact=x",
            "=1",
        ),
        *(
            "_to_field=zzz",
            "_popup=x&_to_field=pk",
            "_changelist_filters=%00",
            "user__password__startswith=x",
        ),
    ],
)
def test_condition_that_cannot_be_answered_is_no_error(query: str, viewer: Client) -> None:
    with tenant_context("TESTCLIENT"):
        factories.RegistrationFactory()
    answer = viewer.get(f"{BASE}registration/", QUERY_STRING=quote(query, safe="=&,"))
    assert answer.status_code in ALLOWED
    if answer.status_code == 302:
        again = viewer.get(answer["Location"])
        assert again.status_code == 200
        assert len(again.context["cl"].result_list) == 1
    else:
        assert "database installation" not in answer.text


@pytest.mark.parametrize("lookup", ["last_name__regex", "last_name__iregex", "pid__regex"])
def test_regular_expressions_are_refused(lookup: str, viewer: Client) -> None:
    assert viewer.get(f"{BASE}people/", {lookup: "(a+)+$"}).status_code == 400


@pytest.mark.parametrize("model", ["people", "planioncontainer", "city"])
def test_keys_that_are_none_find_nothing(model: str, admin: Client) -> None:
    if connections["TESTCLIENT"].vendor == "sqlite" and model == "people":
        pytest.skip("its numbers are as long as they like")
    for key in ("x", "-1", "9" * 30, "a%00b", "%F0%9F%98%80", "_00", "%FF", "%20"):
        for verb in ("change", "delete", "history"):
            assert admin.get(f"{BASE}{model}/{key}/{verb}/").status_code == 302, (key, verb)


@pytest.mark.parametrize("model", ["people", "planioncontainer"])
def test_ticked_rows_that_there_are_not_delete_nothing(model: str, admin: Client) -> None:
    with tenant_context("TESTCLIENT"):
        kept = [factories.PeopleFactory(), factories.PlanionContainerFactory()]
    many = [str(number) for number in range(900_000, 901_001)]
    for ticked in (*([key] for key in ODD_KEYS), many):
        form = {"action": "delete_selected", "_selected_action": ticked, "post": "yes"}
        answer = admin.post(f"{BASE}{model}/", form, follow=True)
        assert answer.status_code == 200, ticked[:3]
        assert "Nothing was deleted" in answer.text or "Items must be selected" in answer.text, ticked[:3]
    with tenant_context("TESTCLIENT"):
        assert all(type(row).objects.filter(pk=row.pk).exists() for row in kept)


def test_ticked_row_is_deleted_though_others_ticked_are_odd(admin: Client) -> None:
    with tenant_context("TESTCLIENT"):
        going, staying = factories.PeopleFactory.create_batch(2)
    form = {"action": "delete_selected", "_selected_action": ["x", going.pid, "987654"], "post": "yes"}
    assert admin.post(f"{BASE}people/", form).status_code == 302
    with tenant_context("TESTCLIENT"):
        assert list(People.objects.all()) == [staying]


@pytest.mark.parametrize("value", ["\0", "😀"])
def test_address_may_fill_in_nonsense(value: str, admin: Client) -> None:
    for model, names in (
        ("registration", ("registered_at", "pid", "conference_code", "amount", "paid")),
        ("session", ("start", "day", "room")),
        ("cstmvals", ("field",)),
    ):
        for name in names:
            assert admin.get(f"{BASE}{model}/add/", {name: value}).status_code == 200, (model, name)


def test_address_fills_in_a_moment(admin: Client) -> None:
    page = admin.get(f"{BASE}registration/add/", {"registered_at": "2024-12-27 10:30"}).text
    assert 'value="2024-12-27"' in page
    assert 'value="10:30:00"' in page


@pytest.mark.parametrize(
    ("model", "field", "value"),
    [
        *(("session", "room", "x"), ("session", "room", "\0"), ("cstmvals", "field", "x")),
        *(
            ("room", "conference_code", "😀"),
            ("planioncontainer", "cityid", "Ł"),
            ("registration", "pid", "😀"),
        ),
    ],
)
def test_reference_to_nonsense_is_told_at_its_field(
    model: str, field: str, value: str, admin: Client
) -> None:
    lines = {"session_people-TOTAL_FORMS": "0", "session_people-INITIAL_FORMS": "0"}
    answer = admin.post(f"{BASE}{model}/add/", {**lines, "code": "X", field: value})
    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors


def test_row_that_holds_people_links_to_them_whatever_its_key(admin: Client) -> None:
    with tenant_context("TESTCLIENT"):
        odd = factories.PlanionContainerFactory(code="A&B #1+")
        room = factories.RoomFactory(conference_code=odd.code)
    page = admin.post(
        f"{BASE}planioncontainer/", {"action": "delete_selected", "_selected_action": odd.code}
    ).text
    link = f"{BASE}room/?conference_code=A%26B+%231%2B"
    assert f'href="{link}"' in page
    assert admin.get(link).context["cl"].result_list == [room]


@pytest.mark.parametrize(
    "numbers", [{}, {"TOTAL_FORMS": "x"}, {"TOTAL_FORMS": "-1", "INITIAL_FORMS": "-1"}, {"TOTAL_FORMS": "1"}]
)
def test_lines_of_another_row_are_out_of_reach(numbers: dict[str, str], client_of: SignIn) -> None:
    with tenant_context("TESTCLIENT"):
        here, elsewhere = factories.SessionPersonFactory(role="chair"), factories.SessionPersonFactory()
        before = list(SessionPerson.objects.order_by("pk").values())
    for initial in ("1", "5"):
        form = {"INITIAL_FORMS": initial, **numbers, "0-id": elsewhere.pk, "0-session": here.session_id}
        form |= {"0-role": "moderator", "0-pid": here.pid, "0-DELETE": "on"}
        sent = {"title": "t", **{f"session_people-{name}": value for name, value in form.items()}}
        for role in ("editor", "admin"):
            answer = client_of(role).post(f"{BASE}session/{here.session_id}/change/", sent)
            assert answer.status_code in (200, 302), (numbers, role)
    with tenant_context("TESTCLIENT"):
        assert list(SessionPerson.objects.order_by("pk").values()) == before


def test_autocomplete_answers_nothing_but_columns_of_its_site(client_of: SignIn) -> None:
    asked = [
        *(("poseidon", "room", "sessions"), ("poseidon", "session", "pid"), ("auth", "user", "memberships")),
        *(
            ("tenancy", "membership", "user"),
            ("nosuch", "x", "y"),
            ("\0", "", ""),
            ("auth", "user", "groups"),
        ),
    ]
    for app, model, field in asked:
        query = {"app_label": app, "model_name": model, "field_name": field}
        for site, role in (("/TESTCLIENT/admin/", "viewer"), ("/TESTCLIENT/admin/", "operator")):
            assert client_of(role).get(f"{site}autocomplete/", query).status_code == 403, query
        expected = 200 if (app, field) in (("tenancy", "user"), ("auth", "groups")) else 403
        answer = client_of("operator").get("/admin/autocomplete/", query)
        assert answer.status_code == expected, query


def test_popup_and_other_buttons_are_no_error(admin: Client) -> None:
    with tenant_context("TESTCLIENT"):
        room = factories.RoomFactory()
    for form in ({"_saveasnew": "1"}, {"_popup": "1"}, {"_popup": "1", "_to_field": "zz"}):
        for part in ("add/", f"{room.pk}/change/"):
            assert admin.post(f"{BASE}room/{part}", {"name": "Saal", **form}).status_code in ALLOWED, form
    with tenant_context("TESTCLIENT"):
        assert {found.name for found in Room.objects.all()} == {"Saal"}
