"""Signing in and out."""

import pytest
from axes.models import AccessAttempt
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.test import Client

from tests.factories import UserFactory
from tests.web.conftest import DATABASES

pytestmark = pytest.mark.django_db(databases=DATABASES)

WRONG = "User name, e-mail or password is not right"


@pytest.fixture
def ada(customers: None) -> User:
    return UserFactory(username="ada", email="ada@example.org")


def sign_in(client: Client, username: str, password: str = "secret", **more: str) -> object:
    return client.post("/", {"username": username, "password": password, **more})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("name", ["ada", "ada@example.org", "ADA@Example.ORG"])
def test_user_name_and_e_mail_both_sign_in(name: str, ada: User, client: Client) -> None:
    answer = sign_in(client, name)
    assert answer.status_code == 302
    assert answer["Location"] == "/"
    assert signed_in(client)


@pytest.mark.parametrize(
    ("name", "password"), [("ada", "wrong"), ("nobody", "secret"), ("no@body.org", "secret")]
)
def test_wrong_name_and_wrong_password_get_the_same_message(
    name: str, password: str, ada: User, client: Client
) -> None:
    answer = sign_in(client, name, password)
    assert answer.status_code == 200
    assert WRONG in answer.text
    assert password not in answer.text
    assert not signed_in(client)


def test_e_mail_of_two_users_signs_nobody_in(ada: User, client: Client) -> None:
    UserFactory(username="eve", email="ada@example.org")
    assert WRONG in sign_in(client, "ada@example.org").text


def test_user_name_that_looks_like_an_e_mail_comes_before_e_mails(ada: User, client: Client) -> None:
    other = UserFactory(username="ada@example.org", email="other@example.org")
    sign_in(client, "ada@example.org")
    assert client.session["_auth_user_id"] == str(other.pk)


def test_user_who_is_switched_off_stays_out(ada: User, client: Client) -> None:
    User.objects.update(is_active=False)
    assert not signed_in(client)
    assert WRONG in sign_in(client, "ada").text


def test_next_is_honoured(ada: User, client: Client) -> None:
    page = client.get("/?next=/TESTCLIENT/people/%3Fq%3Dx")
    assert '<input type="hidden" name="next" value="/TESTCLIENT/people/?q=x">' in page.text
    assert sign_in(client, "ada", next="/TESTCLIENT/people/?q=x")["Location"] == "/TESTCLIENT/people/?q=x"


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "evil.example",
        " //evil.example",
        "/\t/evil.example",
        "http://testserver/",
    ],
)
def test_next_never_leaves_this_site(address: str, ada: User, client: Client) -> None:
    assert sign_in(client, "ada", next=address)["Location"] == "/"
    assert client.get("/", {"next": address})["Location"] == "/"


def test_signed_in_person_goes_on_to_next(ada: User, client: Client) -> None:
    client.force_login(ada, "django.contrib.auth.backends.ModelBackend")
    assert client.get("/?next=/TESTCLIENT/")["Location"] == "/TESTCLIENT/"


def test_protected_page_comes_back_after_signing_in(client: Client) -> None:
    answer = client.get("/TESTCLIENT/people/?q=a&page=2")
    assert answer["Location"] == "/?next=/TESTCLIENT/people/%3Fq%3Da%26page%3D2"


def test_session_key_changes_at_sign_in(ada: User, client: Client) -> None:
    client.session.save()
    before = client.session.session_key
    sign_in(client, "ada")
    assert client.session.session_key != before


def test_sign_in_without_token_is_refused(ada: User) -> None:
    answer = sign_in(Client(enforce_csrf_checks=True), "ada")
    assert answer.status_code == 403
    assert "That form was too old to trust" in answer.text


def test_sign_out_ends_the_session_by_post_only(ada: User, client: Client) -> None:
    client.force_login(ada, "django.contrib.auth.backends.ModelBackend")
    assert client.get("/sign-out/").status_code == 405
    assert signed_in(client)
    assert client.post("/sign-out/")["Location"] == "/"
    assert not signed_in(client)


def test_sign_in_page_asks_no_database(client: Client, count_queries: object) -> None:
    with count_queries() as counts:
        assert client.get("/").status_code == 200
    assert not any(counts.values())


def test_many_wrong_passwords_lock_out_and_say_for_how_long(
    ada: User, client: Client, settings: LazySettings
) -> None:
    settings.AXES_FAILURE_LIMIT = 3
    for _ in range(2):
        assert sign_in(client, "ada", "wrong").status_code == 200
    answer = sign_in(client, "ada", "wrong")
    assert answer.status_code == 429
    assert "closed for 15 minutes" in answer.text
    assert sign_in(client, "ada", "secret").status_code == 429
    assert not signed_in(client)


def test_name_and_e_mail_are_throttled_together(ada: User, client: Client, settings: LazySettings) -> None:
    settings.AXES_FAILURE_LIMIT = 2
    sign_in(client, "ada", "wrong")
    assert sign_in(client, "ada@example.org", "wrong").status_code == 429
    assert set(AccessAttempt.objects.values_list("username", flat=True)) == {"ada"}


def test_one_locked_name_locks_no_other(ada: User, client: Client, settings: LazySettings) -> None:
    settings.AXES_FAILURE_LIMIT = 1
    UserFactory(username="eve")
    assert sign_in(client, "ada", "wrong").status_code == 429
    assert sign_in(client, "eve").status_code == 302
