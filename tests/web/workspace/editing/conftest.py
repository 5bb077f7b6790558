"""Opening a form, sending it back, and the older product, which writes beside us."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client

from poseidon.tenancy.api import tenant_context
from tests.web.conftest import SignIn
from tests.web.html import problems_of
from tests.web.workspace.editing.filled import filled

Open = Callable[[str], str]
Send = Callable[..., HttpResponse]
OlderProduct = Callable[..., None]


@pytest.fixture
def editor(client_of: SignIn) -> Client:
    return client_of("editor")


@pytest.fixture
def admin(client_of: SignIn) -> Client:
    return client_of("admin")


@pytest.fixture
def open_form(admin: Client) -> Open:
    """`open_form("people/7/edit/")`: the page, found well formed."""

    def open_form(path: str) -> str:
        answer = admin.get(f"/TESTCLIENT/{path}")
        assert answer.status_code == 200, answer
        assert problems_of(answer.text) == []
        return answer.text

    return open_form


@pytest.fixture
def send(admin: Client) -> Send:
    """`send(path, page, last_name="Byron")`: the page's form with some fields changed."""

    def send(path: str, page: str, **changes: Any) -> HttpResponse:
        answer = admin.post(f"/TESTCLIENT/{path}", filled(page, **changes))
        if answer.status_code != 302:
            assert problems_of(answer.text) == []
        return answer

    return send


@pytest.fixture
def older_product() -> OlderProduct:
    """Raw SQL that knows nothing of our models."""

    def write(sql: str, *values: Any) -> None:
        with tenant_context("TESTCLIENT"), connections["TESTCLIENT"].cursor() as cursor:
            cursor.execute(sql, values)

    return write
