"""A new password: by mail for who has lost it, and by hand."""

import re
from smtplib import SMTPServerDisconnected

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client, RequestFactory

from poseidon.web.entrance.passwords import PasswordLost
from tests.factories import UserFactory
from tests.web.conftest import DATABASES
from tests.web.html import problems_of

pytestmark = pytest.mark.django_db(databases=DATABASES)

NEW = "gulls-at-night"


@pytest.fixture(autouse=True)
def ada(customers: None) -> User:
    return UserFactory(username="ada", email="ada@example.org")


def ask(client: Client, email: str, **headers: str) -> object:
    return client.post("/password/lost/", {"email": email}, **headers)


def link() -> str:
    found = re.search(r"http://testserver(/password/new/\S+)", mail.outbox[-1].body)
    assert found
    return found[1]


def save(client: Client, address: str, password: str = NEW) -> object:
    form = client.get(address, follow=True)
    assert problems_of(form.text) == []
    where = form.redirect_chain[-1][0] if form.redirect_chain else address
    return client.post(where, {"new_password1": password, "new_password2": password}, follow=True)


def can_sign_in(password: str) -> bool:
    client = Client()
    client.post("/", {"username": "ada", "password": password})
    return "_auth_user_id" in client.session


def test_lost_password_is_replaced_through_the_mail(client: Client) -> None:
    for page in ("/password/lost/", "/password/sent/"):
        assert problems_of(client.get(page).text) == []
    assert ask(client, "ADA@example.org")["Location"] == "/password/sent/"
    assert mail.outbox[0].to == ["ada@example.org"]
    answer = save(client, link())
    assert "Sign in with the new one" in answer.text
    assert can_sign_in(NEW)
    assert not can_sign_in("secret")


def test_link_of_the_mail_works_once(client: Client) -> None:
    ask(client, "ada@example.org")
    save(client, link())
    answer = save(Client(), link(), "something-else-9")
    assert "was used" in answer.text
    assert can_sign_in(NEW)


def test_answer_is_the_same_whoever_asks(client: Client, ada: User) -> None:
    UserFactory(email="off@example.org", is_active=False)
    answers = [ask(client, email) for email in ("ada@example.org", "no@example.org", "off@example.org")]
    assert len({(answer.status_code, answer["Location"], answer.content) for answer in answers}) == 1
    assert [message.to for message in mail.outbox] == [["ada@example.org"]]


def test_mail_server_that_fails_tells_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise SMTPServerDisconnected("gone")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fail)
    assert ask(client, "ada@example.org")["Location"] == "/password/sent/"


def test_mail_is_sent_once_the_answer_is_on_its_way() -> None:
    request = RequestFactory().post("/password/lost/", {"email": "ada@example.org"})
    request._dont_enforce_csrf_checks = True  # as the test client does
    answer = PasswordLost.as_view()(request)
    assert mail.outbox == []  # however long a mail server takes, the answer does not
    answer.close()
    assert len(mail.outbox) == 1


def test_mail_that_cannot_be_made_is_told_in_the_log(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(PasswordLost, "email_template_name", "entrance/mail/no_such.txt")
    assert ask(client, "ada@example.org")["Location"] == "/password/sent/"
    assert "could not be made" in caplog.text


def test_new_password_opens_what_wrong_ones_have_closed(client: Client, settings: LazySettings) -> None:
    settings.AXES_FAILURE_LIMIT = 1
    UserFactory(username="eve")
    for name in ("ada@example.org", "eve"):
        locked = client.post("/", {"username": name, "password": "wrong"})
        assert locked.status_code == 429
    assert 'href="/password/lost/"' in locked.text
    assert not can_sign_in("secret")
    ask(client, "ada@example.org")
    save(client, link())
    assert can_sign_in(NEW)
    assert client.post("/", {"username": "eve", "password": "secret"}).status_code == 429


def test_address_is_sent_one_mail_in_five_minutes(client: Client) -> None:
    for email in ("ada@example.org", "ADA@example.org", "ada@example.org"):
        assert ask(client, email)["Location"] == "/password/sent/"
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("password", ["short", "password", "ada@example.org", "12345678901"])
def test_weak_password_is_refused_with_its_reason(password: str, client: Client) -> None:
    ask(client, "ada@example.org")
    answer = save(client, link(), password)
    assert "This password is" in answer.text or "too similar" in answer.text
    assert not can_sign_in(password)


def test_nonsense_link_offers_a_new_one(client: Client) -> None:
    for address in ("/password/new/MQ/nonsense/", "/password/new/x/set-password/"):
        page = client.get(address)
        assert page.status_code == 200
        assert "Get a new link" in page.text


def test_password_is_changed_by_who_knows_the_old_one(client: Client, ada: User) -> None:
    elsewhere = Client()
    for each in (client, elsewhere):
        each.post("/", {"username": "ada", "password": "secret"})
    assert problems_of(client.get("/password/").text) == []
    form = {"old_password": "wrong", "new_password1": NEW, "new_password2": NEW}
    assert "incorrectly" in client.post("/password/", form).text
    answer = client.post("/password/", {**form, "old_password": "secret"}, follow=True)
    assert "Your password was changed" in answer.text
    assert can_sign_in(NEW)
    assert "Sign in" in elsewhere.get("/").text
    assert "Your workspaces" in client.get("/").text


def test_password_page_asks_to_sign_in(client: Client) -> None:
    assert client.get("/password/")["Location"] == "/?next=/password/"
