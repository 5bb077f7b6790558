"""Names typed at the sign-in: long, in other case, with odd characters; and who is locked out by them."""

import pytest
from axes.models import AccessAttempt
from django.conf import LazySettings
from django.test import Client

from tests.factories import UserFactory
from tests.web.conftest import DATABASES
from tests.web.html import problems_of

pytestmark = pytest.mark.django_db(databases=DATABASES)

LONG = "n" * 150
ADDRESS = "First.Last+tag@Example.ORG"
NOBODYS = ("", " ", "\x00", "a\x00b", "😀", "@", "%", "_" * 150, "x" * 5000, "é@example.org", "' OR 1=1 --")


def sign_in(client: Client, name: str, password: str = "secret", **more: str) -> int:
    answer = client.post("/", {"username": name, "password": password}, **more)
    assert answer.status_code == 302 or problems_of(answer.text) == []
    return answer.status_code


@pytest.mark.parametrize("typed", [LONG, f"  {LONG} ", ADDRESS, ADDRESS.lower(), ADDRESS.upper()])
def test_person_signs_in_however_the_name_is_typed(typed: str, client: Client, customers: None) -> None:
    user = UserFactory(username=LONG, email=ADDRESS)
    assert sign_in(client, typed) == 302
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize("typed", NOBODYS)
def test_what_is_nobodys_name_is_answered_with_the_page(typed: str, client: Client, customers: None) -> None:
    UserFactory(username="ada", email="")
    assert sign_in(client, typed) == 200
    assert "_auth_user_id" not in client.session


def test_bytes_that_are_no_text_are_answered_with_the_page(client: Client, customers: None) -> None:
    form = "application/x-www-form-urlencoded"
    answer = client.post("/", b"username=%FF%FE&password=%80", content_type=form)
    assert answer.status_code == 200


@pytest.mark.parametrize("typed", ["ada", "ada@example.org", "ADA@example.org", " ada "])
def test_wrong_passwords_count_for_the_person_and_the_place(
    typed: str, customers: None, settings: LazySettings
) -> None:
    settings.AXES_FAILURE_LIMIT = 3
    UserFactory(username="ada", email="Ada@example.org")
    for name in ("ada", "Ada@example.org"):
        assert sign_in(Client(), name, "wrong") == 200
    assert sign_in(Client(), typed, "wrong") == 429
    assert sign_in(Client(), "ada") == 429
    assert sign_in(Client(), "ada", REMOTE_ADDR="192.0.2.7") == 302


def test_right_password_forgives_the_wrong_ones_before(customers: None, settings: LazySettings) -> None:
    settings.AXES_FAILURE_LIMIT = 3
    UserFactory(username="ada")
    for _ in range(3):
        assert [sign_in(Client(), "ada", password) for password in ("wrong", "wrong", "secret")] == [
            200,
            200,
            302,
        ]
    assert not AccessAttempt.objects.exists()


def test_password_stands_in_no_attempt_that_is_kept(customers: None) -> None:
    UserFactory(username="ada")
    sign_in(Client(), "ada", "my-other-password")
    (kept,) = AccessAttempt.objects.values()
    assert kept["username"] == "ada"
    assert "my-other-password" not in str(kept)
