"""Metrics and error reports name the tenant, and metrics do so with a bounded number of names."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from poseidon.tenancy.api import add_tenant_tags, tenant_context, tenant_label, tenant_name
from poseidon.tenancy.labels import forget_labels
from tests.tenancy.names import OTHER, OURS

MANY = [f"T{number:05}" for number in range(10_000)]


@pytest.fixture(autouse=True)
def _fresh_labels() -> Iterator[None]:
    forget_labels()
    yield
    forget_labels()


@pytest.fixture
def many_tenants(monkeypatch: pytest.MonkeyPatch) -> None:
    served = frozenset(MANY)
    monkeypatch.setattr(settings.DATABASES, "tenants", lambda: served)


def _labels(name: Callable[[], str], tenants: list[str]) -> list[str]:
    found = []
    for tenant in tenants:
        with tenant_context(tenant):
            found.append(name())
    return found


@pytest.mark.usefixtures("many_tenants")
def test_names_of_ten_thousand_tenants_are_ten_thousand_labels() -> None:
    assert len(set(_labels(tenant_name, MANY))) == 10_000


@pytest.mark.usefixtures("many_tenants")
@override_settings(TENANCY_METRICS_TENANTS=50)
def test_labels_of_ten_thousand_tenants_stay_bounded() -> None:
    assert tenant_label() == "-"
    assert _labels(tenant_label, MANY) == MANY[:50] + ["other"] * 9_950
    assert len({tenant_label(), *_labels(tenant_label, MANY)}) == 52


@pytest.mark.usefixtures("many_tenants")
@override_settings(TENANCY_METRICS_TENANTS=3)
def test_a_tenant_keeps_the_label_it_once_had() -> None:
    first = _labels(tenant_label, MANY[:6])
    assert first == [*MANY[:3], "other", "other", "other"]
    assert _labels(tenant_label, MANY[:6][::-1]) == first[::-1]


@pytest.mark.usefixtures("many_tenants")
@override_settings(TENANCY_METRICS_TENANTS=5)
def test_threads_that_meet_tenants_at_once_stay_within_the_bound() -> None:
    start, seen = threading.Barrier(8), set()

    def meet(first: int) -> None:
        start.wait()
        seen.update(_labels(tenant_label, MANY[first::8]))

    threads = [threading.Thread(target=meet, args=(first,)) for first in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 6
    assert "other" in seen


@override_settings(TENANCY_METRICS_TENANTS=0)
def test_no_tenant_may_have_a_label_of_its_own() -> None:
    assert _labels(tenant_label, [OURS, OTHER]) == ["other", "other"]


@pytest.mark.parametrize(
    ("event", "tags"),
    [
        ({}, {"tenant": OURS}),
        ({"tags": None}, {"tenant": OURS}),
        ({"tags": {"page": "people"}}, {"page": "people", "tenant": OURS}),
        ({"tags": [["page", "people"]]}, {"page": "people", "tenant": OURS}),
        ({"tags": {"tenant": OTHER}}, {"tenant": OTHER}),
    ],
)
def test_an_error_report_is_tagged_with_the_tenant(event: dict[str, Any], tags: dict[str, str]) -> None:
    with tenant_context(OURS):
        assert add_tenant_tags(event, {})["tags"] == tags


def test_an_error_outside_all_tenants_is_tagged_as_such() -> None:
    assert add_tenant_tags({"message": "x"}, {}) == {"message": "x", "tags": {"tenant": "-"}}
