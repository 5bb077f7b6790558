"""What a session holds for one tenant is not seen from another, nor are messages."""

from typing import Any

import pytest
from django.contrib import messages
from django.contrib.messages.storage import default_storage
from django.contrib.messages.storage.base import BaseStorage
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from poseidon.tenancy.api import CrossTenantError, NoTenantError, tenant_context, tenant_session
from poseidon.tenancy.sessions import TenantMessageStorage
from tests.tenancy.names import OTHER, OURS

pytestmark = pytest.mark.django_db


def _request(session: SessionStore | None = None, cookies: dict[str, str] | None = None) -> HttpRequest:
    request = RequestFactory().get("/")
    request.COOKIES.update(cookies or {})
    request.session = session if session is not None else SessionStore()
    return request


# -- data


def test_a_plain_session_key_is_read_in_every_tenant() -> None:
    request = _request()
    with tenant_context(OURS):
        request.session["conference"] = "A1"
    with tenant_context(OTHER):
        assert request.session["conference"] == "A1"


def test_each_tenant_has_its_own_values() -> None:
    request = _request()
    for tenant in (OURS, OTHER):
        with tenant_context(tenant):
            assert "conference" not in tenant_session(request)
            tenant_session(request)["conference"] = tenant
    for tenant in (OURS, OTHER):
        with tenant_context(tenant):
            assert dict(tenant_session(request)) == {"conference": tenant}


def test_values_are_there_on_the_next_request() -> None:
    request = _request()
    with tenant_context(OURS):
        tenant_session(request)["conference"] = "A1"
    request.session.save()
    with tenant_context(OURS):
        assert tenant_session(_request(SessionStore(request.session.session_key)))["conference"] == "A1"


def test_it_is_a_mapping() -> None:
    request = _request()
    with tenant_context(OURS):
        part = tenant_session(request)
        part.update(a=1, b=2, c=3)
        assert part.pop("a") == 1
        assert part.setdefault("b", 9) == 2
        assert part.get("x", 7) == 7
        assert (len(part), sorted(part), "c" in part) == (2, ["b", "c"], True)
        with pytest.raises(KeyError):
            del part["a"]
        with pytest.raises(KeyError):
            part["a"]
        part.clear()
    assert list(request.session.keys()) == []


def test_reading_leaves_the_session_unmodified_and_writing_does_not() -> None:
    request = _request()
    with tenant_context(OURS):
        part = tenant_session(request)
        assert not request.session.accessed
        assert part.get("a") is None
        assert (request.session.accessed, request.session.modified) == (True, False)
        part["a"] = 1
        assert request.session.modified
        request.session.modified = False
        del part["a"]
        assert request.session.modified


def test_carried_into_another_tenant_it_is_refused() -> None:
    request = _request()
    with tenant_context(OURS):
        part = tenant_session(request)
        part["a"] = 1
    uses: list[Any] = [
        lambda: part["a"],
        lambda: part.get("a"),
        lambda: part.update(a=2),
        lambda: part.pop("a"),
        lambda: list(part),
        lambda: len(part),
        lambda: part.clear(),
        lambda: "a" in part,
        lambda: dict(part.items()),
    ]
    for use in uses:
        with tenant_context(OTHER), pytest.raises(CrossTenantError, match=f"{OURS}.*{OTHER}"):
            use()
        with pytest.raises(NoTenantError):
            use()
    with tenant_context(OURS):
        assert dict(part) == {"a": 1}


def test_outside_all_tenants_there_is_no_part() -> None:
    with pytest.raises(NoTenantError, match="Session data"):
        tenant_session(_request())


def test_what_is_in_it_does_not_show_in_its_text() -> None:
    request = _request()
    with tenant_context(OURS):
        tenant_session(request)["token"] = "secret"
        assert repr(tenant_session(request)) == f"<TenantSession of {OURS}>"


def test_signing_out_ends_it() -> None:
    request = _request()
    with tenant_context(OURS):
        tenant_session(request)["a"] = 1
        request.session.flush()
        assert dict(tenant_session(request)) == {}


# -- messages


class Browser:
    """Keeps a session and cookies from one request to the next."""

    def __init__(self, storage: type[BaseStorage]) -> None:
        self.storage, self.session = storage, SessionStore()
        self.cookies: dict[str, str] = {}

    def request(self, tenant: str | None, say: str | None = None, look: bool = False) -> list[str]:
        """What a page of `tenant` shows that has first said `say`."""
        with tenant_context(tenant):
            request = _request(self.session, self.cookies)
            request._messages = self.storage(request)  # type: ignore[attr-defined]
            if say is not None:
                messages.info(request, say)
            shown = [str(message) for message in messages.get_messages(request)] if look else []
            response = HttpResponse()
            request._messages.update(response)  # type: ignore[attr-defined]
        self.cookies.update({name: morsel.value for name, morsel in response.cookies.items()})
        return shown


@pytest.mark.parametrize("stock", [FallbackStorage, SessionStorage, CookieStorage])
def test_a_stock_message_made_in_one_tenant_is_shown_in_another(stock: type[BaseStorage]) -> None:
    browser = Browser(stock)
    browser.request(OURS, say="Ada was deleted.")
    assert browser.request(OTHER, look=True) == ["Ada was deleted."]


def test_the_projects_messages_are_kept_by_tenant() -> None:
    assert type(default_storage(_request())) is TenantMessageStorage


def test_a_message_is_shown_in_its_own_tenant_alone_and_once() -> None:
    browser = Browser(TenantMessageStorage)
    browser.request(OURS, say="Ada was deleted.")
    browser.request(OTHER, say="Bea was saved.")
    browser.request(None, say="Welcome.")
    assert browser.request(OTHER, look=True) == ["Bea was saved."]
    assert browser.request(OTHER, look=True) == []
    assert browser.request(OURS, look=True) == ["Ada was deleted."]
    assert browser.request(OURS, look=True) == []
    assert browser.request(None, look=True) == ["Welcome."]
    assert list(browser.session.keys()) == []


def test_a_message_said_while_another_tenant_is_visited_is_shown_on_the_page_that_said_it() -> None:
    browser = Browser(TenantMessageStorage)
    with tenant_context(OURS):
        request = _request(browser.session)
        request._messages = TenantMessageStorage(request)  # type: ignore[attr-defined]
        with tenant_context(OTHER):
            messages.info(request, "Copied to the other.")
            request._messages.update(HttpResponse())  # type: ignore[attr-defined]
    assert browser.request(OTHER, look=True) == []
    assert browser.request(OURS, look=True) == ["Copied to the other."]
