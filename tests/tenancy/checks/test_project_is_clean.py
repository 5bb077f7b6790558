"""The project itself, the documentation, and what checks may not do."""

import io
import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.core.checks.registry import registry
from django.core.management import call_command
from django.db.backends.base.base import BaseDatabaseWrapper

from poseidon.commons.config.databases import TenantDatabases
from poseidon.tenancy.checks.registration import OF_CODE, OF_DATABASES, OF_DEPLOYMENTS, OF_SECURITY
from tests.support import warm_python

ROOT = Path(__file__).resolve().parents[3]
EVERY = (*OF_CODE, *OF_DATABASES, *OF_DEPLOYMENTS, *OF_SECURITY)
ID = re.compile(r"poseidon\.[EW]\d{3}")


def ids_in_code() -> list[str]:
    sources = (ROOT / "poseidon/tenancy/checks").glob("*.py")
    return sorted(re.findall(r'id="(poseidon\.[EW]\d{3})"', "".join(path.read_text() for path in sources)))


def test_check_of_the_project_is_clean_here() -> None:
    told = io.StringIO()
    call_command("check", fail_level="WARNING", stdout=told, stderr=told)
    assert "no issues (0 silenced)" in told.getvalue()


@pytest.mark.parametrize("environment", ["demo", "development"])
def test_check_of_the_project_is_clean(environment: str) -> None:
    done = warm_python.run(
        ["manage.py", "check", "--fail-level", "WARNING"],
        environment={**os.environ, "DJANGO_SETTINGS_MODULE": f"settings.{environment}"},
    )
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_checks_are_registered_once_under_their_tags() -> None:
    registered = registry.get_checks(include_deployment_checks=True)
    assert [registered.count(check) for check in EVERY] == [1] * len(EVERY)
    assert all("poseidon" in check.tags for check in EVERY if check not in OF_SECURITY)
    assert all("security" in check.tags for check in OF_SECURITY)
    assert all("databases" in check.tags for check in (*OF_DATABASES, *OF_DEPLOYMENTS))
    assert run_checks(tags=["poseidon"]) == run_checks(tags=["databases"]) == []


def test_each_message_has_one_function_that_names_it() -> None:
    named = [ID.search(f"poseidon.{check.__doc__[:4]}") for check in EVERY]
    assert all(named)
    assert sorted(match[0] for match in named if match) == ids_in_code() == sorted(set(ids_in_code()))


def test_documentation_lists_exactly_the_ids_there_are() -> None:
    headings = re.findall(r"^### (poseidon\.[EW]\d{3})", (ROOT / "docs/checks.md").read_text(), re.MULTILINE)
    assert sorted(headings) == ids_in_code()


def test_checks_connect_to_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(wrapper: BaseDatabaseWrapper) -> None:
        raise AssertionError(f"a check connected to {wrapper.alias}")

    monkeypatch.setattr(BaseDatabaseWrapper, "connect", refuse)
    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", refuse)
    assert run_checks(tags=["poseidon"], include_deployment_checks=True) == []


def test_checks_build_one_tenants_settings_of_ten_thousand(monkeypatch: pytest.MonkeyPatch) -> None:
    built: set[str] = set()

    class Uncounted(frozenset[str]):
        """Ten thousand tenants that may be asked for one by one."""

        def __len__(self) -> int:
            raise AssertionError("somebody counts the tenants")

    tenants = Uncounted(f"T{number}" for number in range(10_000))
    before = settings.DATABASES

    def build(tenant: str, replica: bool) -> dict[str, Any]:
        built.add(tenant)
        return dict(before["TESTCLIENT"])

    monkeypatch.setattr(
        settings, "DATABASES", TenantDatabases(before.static, tenants=lambda: tenants, build=build)
    )
    assert run_checks(tags=["poseidon"], include_deployment_checks=True) == []
    assert len(built) == 1
