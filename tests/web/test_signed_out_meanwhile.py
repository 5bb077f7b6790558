"""A form that is sent after the session has ended: nothing is saved, and the person is told and led back."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from poseidon.tenancy.models import Membership
from tests.web.conftest import DATABASES, SignIn
from tests.web.html import problems_of

pytestmark = pytest.mark.django_db(databases=DATABASES)

PAGE = "/TESTCLIENT/members/"


def send(client: Client, users: dict[str, User], referer: str) -> str:
    answer = client.post(f"{PAGE}{users['viewer'].pk}/role/", {"role": "admin"}, headers={"referer": referer})
    assert answer.status_code == 302
    assert Membership.objects.get(user=users["viewer"]).role == "viewer"
    return answer["Location"]


def enter(client: Client, sign_in: str) -> str:
    """The address that the browser asks for after signing in on this page."""
    page = client.get(sign_in)
    assert problems_of(page.text) == []
    assert "what you sent was not saved" in page.text
    sent = {"username": "admin", "password": "secret", "next": page.context["next"]}
    return client.post("/", sent)["Location"]


def test_person_is_told_and_comes_back_to_the_page_with_the_form(
    client: Client, users: dict[str, User]
) -> None:
    back = enter(client, send(client, users, f"http://testserver{PAGE}?q=a%26b"))
    assert back == f"{PAGE}?q=a%26b"
    assert client.get(back).status_code == 200


@pytest.mark.parametrize(
    "referer",
    [
        "",
        "http://evil.example/TESTCLIENT/members/",
        "http://testserver//evil.example/",
        "//x",
        "http://[",
        "x",
    ],
)
def test_sender_that_is_not_here_leads_nowhere_else(
    referer: str, client: Client, users: dict[str, User]
) -> None:
    back = enter(client, send(client, users, referer))
    assert back in (f"{PAGE}{users['viewer'].pk}/role/", "/")


def test_page_that_was_only_looked_at_says_nothing_of_saving(client: Client, customers: None) -> None:
    page = client.get(PAGE, follow=True)
    assert "Sign in" in page.text
    assert "not saved" not in page.text


def test_address_that_only_takes_forms_shows_a_page(client_of: SignIn, users: dict[str, User]) -> None:
    client = client_of("admin")
    for address, way in ((f"{PAGE}{users['viewer'].pk}/role/", 'href="/TESTCLIENT/"'), ("/sign-out/", "")):
        answer = client.get(address)
        assert (answer.status_code, answer["Allow"]) == (405, "POST")
        assert "There is no page at this address" in answer.text
        assert way in answer.text
        assert problems_of(answer.text) == []


def test_machine_that_takes_no_html_gets_an_empty_405(client: Client, customers: None) -> None:
    assert client.get("/sign-out/", headers={"accept": "application/json"}).content == b""
