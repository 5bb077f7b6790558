"""Whether requests may be sent to this process."""

import threading
from typing import Any

import pytest
from django.conf import settings as project
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client

from poseidon.commons.config import ParameterStoreUnavailable
from poseidon.web.health import questions, readiness
from tests.support.fault_proxy import FaultProxy
from tests.web.conftest import DATABASES, CountQueries, SignIn

pytestmark = pytest.mark.django_db(databases=DATABASES)

WELL = {"ready": True, "control database": "ok", "cache": "ok", "list of tenants": "ok"}


class SilentCache(LocMemCache):
    """Answers when told to."""

    told = threading.Event()

    def get(self, *args: Any, **kwargs: Any) -> Any:
        self.told.wait(30)


class BrokenCache(LocMemCache):
    """Never does, and says more of itself than others may know."""

    def set(self, *args: Any, **kwargs: Any) -> None:
        raise ConnectionError("redis://:geheim@cache.internal:6379 refused")


def test_ready_asks_on_connections_of_its_own(client: Client, count_queries: CountQueries) -> None:
    with count_queries() as counts:
        answer = client.get("/ready")
    assert (answer.status_code, answer.json()) == (200, WELL)
    assert not any(counts.values())
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.mysql
def test_without_the_control_database_it_is_not_ready_and_says_so(client: Client, link: FaultProxy) -> None:
    assert client.get("/ready").status_code == 200
    link.reset()
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert answer.json() == {
        **WELL,
        "ready": False,
        "control database": answer.json()["control database"],
    }
    assert "does not answer (20" in answer.json()["control database"]
    for secret in (link.host, str(link.port), project.DATABASES["default"]["USER"]):
        assert secret not in answer.text


@pytest.mark.mysql
def test_while_the_control_database_hangs_the_answer_does_not(
    client: Client, link: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "PATIENCE", 0.2)
    monkeypatch.setattr(readiness, "PATIENCE", 0.2)
    link.black_hole()
    before = threading.active_count()
    for _ in range(4):
        answer = client.get("/ready")
        assert (answer.status_code, answer.json()["control database"]) == (503, questions.SILENT)
    assert threading.active_count() <= before + 1, "one thread waits, however often it is asked"
    assert answer.json()["cache"] == "ok"


def test_tenant_that_is_down_leaves_it_ready(client_of: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    build = project.DATABASES._build

    def elsewhere(tenant: str, replica: bool) -> dict[str, Any]:
        lost = {"HOST": "127.0.0.1", "PORT": "1", "NAME": "/nowhere/at/all"} if tenant == "TESTCLIENT" else {}
        return {**build(tenant, replica), **lost}

    monkeypatch.setattr(project.DATABASES, "_build", elsewhere)
    operator = client_of("operator")
    assert operator.get("/TESTCLIENT/health/?format=json").status_code == 503
    assert operator.get("/OTHERCLIENT/health/?format=json").status_code == 200
    assert operator.get("/ready").json() == WELL


@pytest.mark.parametrize("backend", [SilentCache, BrokenCache])
def test_without_a_cache_it_is_not_ready_and_tells_no_secret(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, backend: type
) -> None:
    monkeypatch.setattr(readiness, "PATIENCE", 0.2)
    path = f"{backend.__module__}.{backend.__qualname__}"
    settings.CACHES = {**project.CACHES, "shared": {**project.CACHES["shared"], "BACKEND": path}}
    try:
        answer = client.get("/ready")
    finally:
        SilentCache.told.set()
    assert answer.status_code == 503
    assert answer.json()["cache"] in (questions.SILENT, "fails (ConnectionError)")
    assert answer.json()["control database"] == "ok"
    assert "geheim" not in answer.text


def test_without_the_list_of_tenants_it_lives_and_is_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unavailable() -> frozenset[str]:
        raise ParameterStoreUnavailable("Parameter /poseidon/production/PLANSTONE_TENANTS_LIST …")

    monkeypatch.setattr(project.DATABASES, "tenants", unavailable)
    assert client.get("/live").status_code == 200
    answer = client.get("/ready")
    assert (answer.status_code, answer.json()["list of tenants"]) == (
        503,
        "fails (ParameterStoreUnavailable)",
    )


def test_who_asks_often_asks_the_servers_no_oftener(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "FRESH", 60.0)
    asked: list[int] = []
    monkeypatch.setitem(readiness.PARTS, "cache", questions.Question(lambda: asked.append(1) or ""))  # type: ignore[func-returns-value]
    assert [client.get("/ready").status_code for _ in range(3)] == [200] * 3
    assert asked == [1]
