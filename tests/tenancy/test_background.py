"""Work that happens elsewhere takes its tenant along, by name."""

import json
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from poseidon.tenancy.api import (
    CrossTenantError,
    NoTenantError,
    TenantExecutor,
    TenantJob,
    UnknownTenantError,
    carry_tenant,
    current_tenant,
    tenant_context,
    tenant_job,
)
from tests.tenancy.names import OTHER, OURS
from tests.testapp.models import Author

ROOT = Path(__file__).resolve().parents[2]
CHILD = """
import pickle, sys, django
django.setup()
print(pickle.loads(bytes.fromhex(sys.argv[1]))("now"))
"""


def report(*args: Any, **kwargs: Any) -> tuple[Any, ...]:
    """A job: tells what it was given, and where it ran."""
    return (current_tenant(), *args, *kwargs.items())


def count_up(last: int) -> Iterator[str]:
    """A job that yields."""
    for number in range(last):
        yield f"{current_tenant()} {number}"


@pytest.fixture
def without_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other tenant is served no longer."""
    monkeypatch.setattr(settings.DATABASES, "tenants", lambda: frozenset((OURS,)))


# -- jobs


def test_a_pickled_function_forgets_its_tenant() -> None:
    with tenant_context(OURS):
        sent = pickle.dumps(report)
    with tenant_context(OTHER):
        assert pickle.loads(sent)() == (OTHER,)
    assert pickle.loads(sent)() == (None,)


def test_a_pickled_job_runs_in_the_tenant_it_was_made_in() -> None:
    with tenant_context(OURS):
        sent = pickle.dumps(tenant_job(report))
    for elsewhere in (OTHER, None):
        with tenant_context(elsewhere):
            assert pickle.loads(sent)(1, a=2) == (OURS, 1, ("a", 2))
            assert current_tenant() == elsewhere


def test_a_job_for_a_named_tenant_needs_no_context() -> None:
    assert tenant_job(report, tenant=OTHER)() == (OTHER,)
    with tenant_context(OURS):
        assert tenant_job(report, tenant=OTHER)() == (OTHER,)


def test_a_job_travels_as_a_message() -> None:
    message = json.dumps(asdict(tenant_job(report, tenant=OURS)))
    told = {"function": "tests.tenancy.test_background.report", "tenant": OURS, "seen": None}
    assert json.loads(message) == told
    assert TenantJob(**json.loads(message))() == (OURS,)


def test_a_job_runs_in_a_process_of_its_own() -> None:
    sent = pickle.dumps(tenant_job(report, tenant=OURS)).hex()
    done = subprocess.run(
        [sys.executable, "-c", CHILD, sent], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"('{OURS}', 'now')\n"


def test_a_job_that_yields_does_so_in_its_tenant() -> None:
    items = tenant_job(count_up, tenant=OURS)(2)
    with tenant_context(OTHER):
        assert list(items) == [f"{OURS} 0", f"{OURS} 1"]


def test_outside_all_tenants_a_job_must_name_one() -> None:
    with pytest.raises(NoTenantError, match="A job"):
        tenant_job(report)


@pytest.mark.parametrize("name", ["NOBODY", "testclient", "", "default"])
def test_a_job_of_nobody_is_not_made(name: str) -> None:
    with pytest.raises(UnknownTenantError):
        tenant_job(report, tenant=name)


def test_a_job_whose_tenant_is_served_no_longer_does_not_run(request: pytest.FixtureRequest) -> None:
    job = tenant_job(report, tenant=OTHER)
    request.getfixturevalue("without_other")
    with pytest.raises(UnknownTenantError, match=OTHER):
        job()


@pytest.mark.parametrize("function", [lambda: None, Path.exists.__get__(ROOT), ThreadPoolExecutor(1).submit])
def test_a_function_that_a_worker_would_not_find_is_refused(function: Any) -> None:
    with pytest.raises(ValueError, match="make it a function of a module"):
        tenant_job(function, tenant=OURS)


def test_a_row_of_another_tenant_is_no_argument() -> None:
    with tenant_context(OTHER):
        theirs = Author(pk=1)
        queryset = Author.objects.all()
    job = tenant_job(report, tenant=OURS)
    for arguments in ((theirs,), (queryset,), ([theirs],)):
        with pytest.raises(CrossTenantError, match=f"{OTHER}.*{OURS}"):
            job(*arguments)
    with pytest.raises(CrossTenantError):
        job(author=theirs)


# -- threads


def test_a_stock_executor_drops_the_tenant() -> None:
    with ThreadPoolExecutor(1) as executor, tenant_context(OURS):
        assert executor.submit(current_tenant).result() is None


def test_submitted_and_mapped_jobs_run_in_the_tenant_they_were_submitted_in() -> None:
    with TenantExecutor(2) as executor:
        futures = []
        for tenant in (OURS, OTHER, None) * 10:
            with tenant_context(tenant):
                futures.append((tenant, executor.submit(report, tenant, a=1)))
                mapped = executor.map(report, "ab")
            assert list(mapped) == [(tenant, "a"), (tenant, "b")]
        assert all(future.result() == (tenant, tenant, ("a", 1)) for tenant, future in futures)


def test_an_executors_job_of_a_tenant_that_is_gone_does_not_run(request: pytest.FixtureRequest) -> None:
    go = threading.Event()
    with TenantExecutor(1) as executor:
        executor.submit(go.wait)
        with tenant_context(OTHER):
            late = executor.submit(report)
        request.getfixturevalue("without_other")
        go.set()
        with pytest.raises(UnknownTenantError, match=OTHER):
            late.result()


def _held() -> list[str]:
    return [wrapper.alias for wrapper in connections.all(initialized_only=True) if wrapper.connection]


def _query(fail: bool) -> None:
    Author.objects.count()
    if fail:
        raise LookupError


@pytest.mark.django_db(transaction=True, databases=["default", OURS, OTHER])
@pytest.mark.parametrize("fail", [False, True])
def test_idle_threads_hold_no_connections_where_those_of_a_stock_executor_do(fail: bool) -> None:
    with ThreadPoolExecutor(1) as stock, TenantExecutor(1) as ours:
        for tenant in (OURS, OTHER):
            with tenant_context(tenant):
                for future in (stock.submit(carry_tenant(_query), fail), ours.submit(_query, fail)):
                    assert (type(future.exception()) is LookupError) == fail
        assert sorted(stock.submit(_held).result()) == sorted([OURS, OTHER])
        assert ours.submit(_held).result() == []
        stock.submit(connections.close_all).result()
