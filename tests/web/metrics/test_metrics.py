"""What Prometheus is told."""

import re
from typing import Any

import pytest
from django.conf import settings as project
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from prometheus_client.parser import text_string_to_metric_families

from poseidon.tenancy import counting, status
from poseidon.tenancy.api import TenantStatus
from poseidon.tenancy.backends.mysql import pool
from poseidon.web.metrics import engine, showing
from poseidon.web.metrics.showing import figures
from tests.web.conftest import DATABASES, SignIn

pytestmark = pytest.mark.django_db(databases=DATABASES)

TOKEN = {"Authorization": "Bearer geheim-4711"}
Figures = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture(autouse=True)
def _token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METRICS_TOKEN", "geheim-4711")


@pytest.fixture
def fresh_carrier(monkeypatch: pytest.MonkeyPatch) -> engine.Carrier:
    """One that has shown no server yet."""
    carrier = engine.Carrier()
    monkeypatch.setattr(showing, "carrier", carrier)
    return carrier


def shown() -> Figures:
    """Each series and its number."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(figures().decode())
        for sample in family.samples
    }


def grown(before: Figures, name: str) -> dict[tuple[str, ...], float]:
    """By how much each series of `name` is larger than before; the values of its labels in their order."""
    return {
        tuple(value for _, value in sorted(labels)): number - before.get((series, labels), 0)
        for (series, labels), number in shown().items()
        if series == name and number != before.get((series, labels), 0)
    }


# -- who may ask


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic geheim-4711"}]
)
def test_without_the_token_there_is_no_such_page(client: Client, headers: dict[str, str]) -> None:
    assert client.get("/metrics", headers=headers).status_code == 404


def test_without_the_parameter_nobody_gets_in(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METRICS_TOKEN", "")
    for headers in (TOKEN, {"Authorization": "Bearer "}):
        assert client.get("/metrics", headers=headers).status_code == 404


def test_operator_without_the_token_gets_nothing_either(client_of: SignIn) -> None:
    assert client_of("operator").get("/metrics").status_code == 404


def test_with_the_token_it_is_prometheus_s_text(client: Client) -> None:
    answer = client.get("/metrics", headers=TOKEN)
    assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (200, "text/plain")
    assert "# TYPE poseidon_requests_total counter" in answer.text
    assert "no-store" in answer["Cache-Control"]


# -- what is counted


def test_requests_are_counted_by_route_method_and_status(viewer: Client) -> None:
    before = shown()
    viewer.get("/TESTCLIENT/people/")
    viewer.get("/TESTCLIENT/people/4711/")
    viewer.get("/TESTCLIENT/people/4712/")
    viewer.post("/live")
    viewer.generic("BREW", "/nothing/here/")
    assert grown(before, "poseidon_requests_total") == {
        ("GET", "workspace:people", "200"): 1,
        ("GET", "workspace:person", "404"): 2,
        ("POST", "-", "405"): 1,
        ("other", "-", "404"): 1,
    }
    assert grown(before, "poseidon_request_seconds_count") == {
        ("workspace:people",): 1,
        ("workspace:person",): 2,
        ("-",): 2,
    }


def test_statements_are_counted_by_kind_of_database(viewer: Client) -> None:
    before = shown()
    viewer.get("/TESTCLIENT/people/")
    counted = grown(before, "poseidon_queries_total")
    assert counted["control", "read"] >= 1
    assert counted["tenant", "read"] >= 1
    assert ("tenant", "write") not in counted


@pytest.mark.parametrize(
    ("alias", "kind"),
    [
        ("default", "control"),
        ("poseidon_RO", "control replica"),
        ("accounts", "accounts"),
        ("accounts_RO", "accounts replica"),
        ("TESTCLIENT", "tenant"),
        ("OTHERCLIENT_RO", "tenant replica"),
    ],
)
def test_kinds_of_databases(alias: str, kind: str) -> None:
    assert counting.kind_of(alias) == kind


def test_meter_counts_and_can_be_read_without_counting() -> None:
    meter = counting.Meter()
    for _ in range(1_000):
        meter.count()
    assert (meter.value, meter.value) == (1_000, 1_000)


def test_full_places_are_counted_by_what_was_full(viewer: Client, settings: Any) -> None:
    from poseidon.tenancy import bulkhead

    settings.TENANCY_REQUESTS_PER_TENANT = 1
    before = shown()
    with bulkhead.place_for("TESTCLIENT"):
        assert viewer.get("/TESTCLIENT/").status_code == 503
    assert grown(before, "poseidon_requests_refused_total") == {("tenant",): 1}


def test_servers_are_shown_with_their_connections_and_while_they_are_unfit(
    monkeypatch: pytest.MonkeyPatch, fresh_carrier: engine.Carrier
) -> None:
    from poseidon.tenancy import health

    monkeypatch.setattr(pool, "open_connections", lambda: {"one.example:3306": 3})
    monkeypatch.setattr(health, "unfit_endpoints", lambda: {"two.example:3306": "is gone"})
    fresh_carrier.carry()
    found = shown()
    assert found["poseidon_pool_connections", frozenset({("server", "one.example:3306")})] == 3
    assert found["poseidon_server_unfit", frozenset({("server", "two.example:3306")})] == 1
    monkeypatch.setattr(health, "unfit_endpoints", dict)
    fresh_carrier.carry()
    assert shown()["poseidon_server_unfit", frozenset({("server", "two.example:3306")})] == 0


# -- how much it can become


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path("page/", page, name="page")]
NAMES = [f"CUSTOMER_{number:05}" for number in range(10_000)]


def test_ten_thousand_tenants_make_no_more_series_than_one(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """Requests of each, statements on both databases of each, and more servers than anybody has."""
    listed = frozenset(NAMES)
    monkeypatch.setattr(project.DATABASES, "tenants", lambda: listed)
    monkeypatch.setattr(status, "_source", lambda tenant: TenantStatus.ACTIVE)
    settings.TENANT_URLCONF = __name__
    settings.MIDDLEWARE = [
        name for name in project.MIDDLEWARE if name.endswith((".MetricsMiddleware", ".TenantMiddleware"))
    ]
    handler = BaseHandler()
    handler.load_middleware()
    make = RequestFactory()

    def visit(tenant: str) -> None:
        response = handler.get_response(make.get(f"/{tenant}/page/"))
        assert response.status_code == 200
        response.close()
        for alias in (tenant, f"{tenant}_RO"):
            for meter in counting.query_meters(alias):
                meter.count()

    before = shown()
    visit(NAMES[0])
    with_one = set(shown())
    for tenant in NAMES[1:]:
        visit(tenant)
    with_all = shown()
    assert set(with_all) == with_one
    assert grown(before, "poseidon_requests_total") == {("GET", "page", "200"): 10_000}
    assert grown(before, "poseidon_queries_total")["tenant replica", "read"] == 10_000
    assert not re.search("CUSTOMER_", figures().decode())


def test_more_servers_than_anybody_has_share_one_label(
    monkeypatch: pytest.MonkeyPatch, fresh_carrier: engine.Carrier
) -> None:
    monkeypatch.setattr(engine, "SERVERS", 3)
    monkeypatch.setattr(
        pool, "open_connections", lambda: {f"server-{n}.example:3306": 2 for n in range(10_000)}
    )
    fresh_carrier.carry()
    found = {
        dict(labels)["server"]: number
        for (name, labels), number in shown().items()
        if name == "poseidon_pool_connections" and dict(labels)["server"] != "one.example:3306"
    }
    assert len(found) == 4
    assert found["other"] == 2 * (10_000 - 3)
