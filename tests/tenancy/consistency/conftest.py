"""See `estate`."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as project
from django.test import Client
from pytest_django import DjangoDbBlocker

from poseidon.tenancy import status
from poseidon.tenancy.api import TenantStatus
from tests.support.fault_proxy import FaultProxy
from tests.support.servers import Shard
from tests.tenancy.consistency.estate import SETTLED, Estate, fill_tenants, make_tenants


@pytest.fixture(scope="package")
def running_estate() -> Iterator[Estate]:
    with Shard.start(replicas=1) as shard:
        make_tenants(shard.primary)
        fill_tenants(shard.primary)
        shard.catch_up(SETTLED)
        [replica] = shard.replicas
        with FaultProxy(replica.host, replica.port) as link:
            yield Estate(shard, link)


@pytest.fixture
def estate(
    running_estate: Estate,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Estate]:
    """In force while the test runs; all tenants' accounts are active, and pages are those of `urls`."""
    estate = Estate(running_estate.shard, running_estate.link)
    monkeypatch.setattr(status, "_source", lambda tenant: TenantStatus.ACTIVE)
    settings.TENANT_URLCONF = "tests.tenancy.consistency.urls"
    settings.TENANCY_PROBE_SECONDS = 0.1
    with django_db_blocker.unblock(), estate.in_force():
        yield estate


@pytest.fixture
def client(estate: Estate, settings: Any) -> Client:
    """A person with cookies; middleware that asks the control database is left out."""
    asks_the_control_database = ("sessions", "auth", "messages", "axes", "csrf", "locale")
    settings.MIDDLEWARE = [
        path
        for path in project.MIDDLEWARE
        if not any(word in path.lower() for word in asks_the_control_database)
    ]
    return Client()
