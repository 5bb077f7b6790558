"""The pages for when something is wrong."""

import pytest
from django.core.exceptions import SuspiciousOperation
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.views import defaults

from poseidon.web.workspace import dashboard
from tests.web.conftest import DATABASES, CountQueries, SignIn
from tests.web.html import problems_of

pytestmark = pytest.mark.django_db(databases=DATABASES)

TEMPLATES = (
    "400.html",
    "403.html",
    "403_csrf.html",
    "404.html",
    "405.html",
    "500.html",
    "tenancy/suspended.html",
)


@pytest.mark.parametrize("name", TEMPLATES)
def test_error_page_is_whole_and_leads_on(name: str) -> None:
    page = render_to_string(name)
    assert problems_of(page) == []
    assert 'class="button' in page
    assert 'href="/"' in page


def test_broken_page_asks_no_database_for_its_error_page(count_queries: CountQueries) -> None:
    request = RequestFactory().get("/TESTCLIENT/people/")
    with count_queries() as counts:
        answer = defaults.server_error(request)
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    assert not any(counts.values())


def test_error_in_a_view_shows_nothing_of_it(client_of: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr(dashboard, "search_people", fail)
    client = client_of("viewer")
    client.raise_request_exception = False
    answer = client.get("/TESTCLIENT/")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.text
    assert "secret of the inside" not in answer.text


def test_bad_request_has_a_page(viewer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def suspect(*args: object, **kwargs: object) -> None:
        raise SuspiciousOperation("detail")

    monkeypatch.setattr(dashboard, "search_people", suspect)
    answer = viewer.get("/TESTCLIENT/")
    assert answer.status_code == 400
    assert "We could not read that request" in answer.text
    assert "detail" not in answer.text


def test_member_who_is_lost_is_led_back_to_the_workspace(viewer: Client) -> None:
    page = viewer.get("/TESTCLIENT/people/987654/").text
    assert '<a class="button" href="/TESTCLIENT/">Back to the workspace</a>' in page


def test_outsider_who_is_lost_is_led_to_the_own_workspaces_only(client_of: SignIn) -> None:
    page = client_of("outsider").get("/TESTCLIENT/people/").text
    assert "Back to the workspace" not in page
    assert "TESTCLIENT" not in page
    assert 'href="/"' in page


def test_viewer_who_may_not_is_told_why(viewer: Client) -> None:
    answer = viewer.get("/TESTCLIENT/admin/poseidon/people/add/")
    assert answer.status_code == 403
    assert "Your role does not allow this" in answer.text
    assert "Back to the workspace" in answer.text


@pytest.mark.parametrize("path", ["/nothing", "/NOSUCH/", "/TESTCLIENT/nothing/here/"])
def test_not_found_page_tells_what_can_be_done(path: str, client: Client) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Check the address." in answer.text
    assert problems_of(answer.text) == []
