"""With ten thousand tenants listed, only those that are asked for cost anything: counts, not times."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from poseidon.commons.config.databases import TenantDatabases
from poseidon.domain.accounts.models import Accounts
from poseidon.tenancy import connections as engine
from poseidon.tenancy.api import tenant_context, tenant_of
from tests.tenancy.scale.conftest import MANY, NAMES, POOL, Estate, Visit, wrappers
from tests.tenancy.scale.wsgi import ask
from tests.testapp.models import Author

pytestmark = [pytest.mark.mysql, pytest.mark.django_db(transaction=True, databases=["default", "accounts"])]


TURNS = 1_000


class WalkedError(AssertionError):
    """Somebody went through all tenants."""


@pytest.fixture
def no_walk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Going through the tenants raises."""

    def refuse(self: object) -> list[str]:
        raise WalkedError

    monkeypatch.setattr(TenantDatabases, "_tenant_aliases", refuse)


@pytest.fixture
def crowd(estate: Estate, monkeypatch: pytest.MonkeyPatch) -> Estate:
    """Ten thousand tenants, whose rows are those of the 24 schemas in turn."""
    estate.serve(*MANY)
    build = estate.build

    def build_in_turn(tenant: str, replica: bool) -> dict[str, Any]:
        return build(tenant, replica) | {"NAME": name_of_author(tenant).lower()}

    monkeypatch.setattr(_databases(), "_build", build_in_turn)
    return estate


def name_of_author(tenant: str) -> str:
    return NAMES[int(tenant.removeprefix("T")) % len(NAMES)]


def _databases() -> Any:
    return connections.settings.every  # type: ignore[attr-defined]


def of_tenants() -> list[str]:
    """Aliases of the estate's that this thread holds wrappers of."""
    return [alias for alias in wrappers() if alias.removesuffix("_RO") in MANY]


def test_walk_is_noticed(crowd: Estate, no_walk: None) -> None:
    with pytest.raises(WalkedError):
        list(connections)
    with pytest.raises(WalkedError):
        len(_databases())


def test_one_request_touches_one_tenant(crowd: Estate, visit: Visit, no_walk: None) -> None:
    Accounts.objects.create(acronym="T00007", name="Seven", active=True)
    assert visit("T00007") == (200, name_of_author("T00007"))
    assert set(crowd.built) == {"T00007"}
    assert set(of_tenants()) <= {"T00007", "T00007_RO"}


def test_platforms_own_pages_touch_no_tenant(crowd: Estate, visit: Visit, no_walk: None) -> None:
    assert ask("/live").status == 200
    assert ask("/nothing-here/").status == 404
    assert crowd.built == []
    assert of_tenants() == []


Work = Callable[[str], None]


@pytest.fixture
def work(crowd: Estate) -> Iterator[Work]:
    """Does what a request does to a tenant's database, between Django's own signals."""

    def do(tenant: str) -> None:
        request_started.send(sender=None)
        with tenant_context(tenant):
            assert Author.objects.get(pk=1).name == name_of_author(tenant)
        request_finished.send(sender=None)

    yield do
    request_finished.send(sender=None)


def test_signals_look_only_at_wrappers_with_a_connection(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    for tenant in MANY[:50]:
        work(tenant)
    assert len(set(of_tenants()) - {f"{name}_RO" for name in MANY}) == 50
    looked_at: list[str] = []
    real = BaseDatabaseWrapper.close_if_unusable_or_obsolete

    def note(self: BaseDatabaseWrapper) -> None:
        looked_at.append(self.alias)
        real(self)

    monkeypatch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", note)
    request_started.send(sender=None)
    assert not set(looked_at) & set(MANY)
    with tenant_context(MANY[3]):
        Author.objects.count()
    request_finished.send(sender=None)
    assert [alias for alias in looked_at if alias in MANY] == [MANY[3]]


@pytest.mark.parametrize("bounded", [False, True])
def test_wrappers_of_a_thread_are_bounded(work: Work, monkeypatch: pytest.MonkeyPatch, bounded: bool) -> None:
    monkeypatch.setattr(engine, "WRAPPERS_PER_THREAD", 40 if bounded else 10**9)
    for tenant in MANY[:120]:
        work(tenant)
    assert (len(wrappers()) <= 40) is bounded


def test_two_aliases_that_are_one_connection_stay_one_when_room_is_made(
    crowd: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = MANY[:3]
    for alias in filter(tenant_of, list(wrappers())):
        del connections[alias]
    monkeypatch.setattr(engine, "WRAPPERS_PER_THREAD", len(wrappers()) + 3)
    for alias in (first, second, f"{first}_RO", third):  # the last one takes the first one's place
        assert connections[alias].alias in (first, second, third)
    assert connections[first] is connections[f"{first}_RO"]


@pytest.mark.slow
def test_a_thousand_of_them_in_turn_keep_wrappers_and_connections_bounded(
    crowd: Estate, work: Work, no_walk: None
) -> None:
    most_wrappers = most_connections = 0
    asked = MANY[:: len(MANY) // TURNS]
    for number, tenant in enumerate(asked):
        work(tenant)
        most_wrappers = max(most_wrappers, len(wrappers()))
        if number % 50 == 0:
            most_connections = max(most_connections, crowd.connections_now())
    assert most_wrappers <= engine.WRAPPERS_PER_THREAD < TURNS
    assert 1 <= most_connections <= POOL["size"] + POOL["max_overflow"]
    assert len(set(crowd.built)) == len(asked)
