"""See `fleet`; its tenants are made once, and filled anew for each test."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoDbBlocker

from poseidon.tenancy import status
from poseidon.tenancy.api import TenantStatus
from poseidon.tenancy.testing import undeclared
from tests.factories import MembershipFactory, UserFactory
from tests.support.servers import MariaDB
from tests.support.servers.postgresql import PostgreSQL
from tests.vendors.fleet import FLEET, Fleet, forget_wrappers

Look = Callable[..., HttpResponse]


@pytest.fixture(scope="package")
def postgres() -> Iterator[PostgreSQL]:
    with PostgreSQL.start() as server:
        yield server


@pytest.fixture(scope="package")
def made_fleet(
    postgres: PostgreSQL, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[Fleet]:
    with MariaDB.start() as mariadb, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_POSTGRESQL_SSLMODE", "disable")  # the private server has no certificate
        fleet = Fleet(mariadb, postgres, tmp_path_factory.mktemp("sqlite"))
        with django_db_blocker.unblock(), fleet.in_force():
            fleet.make_tables()
        yield fleet


@pytest.fixture
def fleet(
    made_fleet: Fleet, monkeypatch: pytest.MonkeyPatch, settings: Any, django_db_blocker: DjangoDbBlocker
) -> Iterator[Fleet]:
    """In force, with all servers up and their rows as at the beginning; every account is active."""
    monkeypatch.setattr(status, "_source", lambda tenant: TenantStatus.ACTIVE)
    settings.TENANCY_PROBE_SECONDS = 0.1
    aliases = {*FLEET, *(f"{tenant}_RO" for tenant in FLEET)}
    for case in undeclared._running:  # a test declares the suite's databases; the fleet's are its own
        monkeypatch.setattr(case, "databases", {*case.databases, *aliases})
    with django_db_blocker.unblock(), made_fleet.in_force():
        made_fleet.fill()
        yield made_fleet
        forget_wrappers()


@pytest.fixture
def editor(fleet: Fleet) -> Client:
    """A browser in which somebody is signed in who may edit in all three."""
    user = UserFactory(username="editor")
    for tenant in FLEET:
        MembershipFactory(user=user, tenant=tenant, role="editor")
    browser = Client(raise_request_exception=False)
    browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def look(editor: Client) -> Look:
    """`look("LITE", "people/", q="zoe")`: the answer to the editor."""
    return lambda tenant, path="", **asked: editor.get(f"/{tenant}/{path}", asked)
