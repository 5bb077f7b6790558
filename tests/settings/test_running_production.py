"""settings.production while it runs: parameters mistyped, tenants with users of their own, many tenants."""

import json
from typing import Any

import pytest

from tests.settings.test_production import PARAMETERS, run

DATABASES = """
import json, os
from django.conf import settings
d = settings.DATABASES
"""
MISTYPED = """
before = d["ALPHA"]
for name, bad in [
    ("PLANSTONE_TENANTS_LIST", "alpha,be ta,GAMMA"),
    ("PLANSTONE_TENANT_SHARDS", "ALPHA=eu=1"),
    ("DATABASE_RW_CONNECTION_STRING", "mysql://root:geheim@host"),
]:
    os.environ[name] = bad
    assert d["ALPHA"] == before and set(d.tenants()) == {"ALPHA", "BETA"}, name
os.environ["PLANSTONE_TENANTS_LIST"] = "ALPHA,GAMMA"
print(json.dumps(sorted(d.tenants())))
"""
USERS = """
aliases = ("ALPHA", "ALPHA_RO", "default")
print(json.dumps({alias: [d[alias]["USER"], d[alias]["PASSWORD"]] for alias in aliases}))
try:
    d["BETA"]
except Exception as error:
    print(json.dumps(str(error)))
"""
MOVED = """
print(json.dumps([d.current("accounts")["HOST"], d["accounts"]["HOST"], d.current("accounts_RO")["HOST"]]))
os.environ["DATABASE_RW_CONNECTION_STRING"] = "elsewhere:3306"
print(json.dumps([d.current("accounts")["HOST"], d["accounts"]["HOST"], d.current("accounts_RO")["HOST"]]))
"""
START = """
import json
from poseidon.commons.config.databases import TenantDatabases
def refuse(self): raise AssertionError("somebody walked the tenants")
TenantDatabases._tenant_aliases = refuse
from settings import production
built = []
production.DATABASES._build = lambda tenant, replica: built.append(tenant)
from poseidon.wsgi import application
from django.db import connections
from django.urls import get_resolver
get_resolver().url_patterns
print(json.dumps([len(production.DATABASES.tenants()), built, sorted(connections._connections.by_alias)]))
"""


def told(code: str, **environment: str) -> tuple[list[Any], str]:
    """What the process printed, line by line as JSON, and what it logged."""
    done = run("-c", code, **{**PARAMETERS, **environment})
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_mistyped_parameters_leave_the_last_good_ones_in_force() -> None:
    (tenants,), logged = told(DATABASES + MISTYPED)
    assert tenants == ["ALPHA", "GAMMA"]
    for name in ("PLANSTONE_TENANTS_LIST", "PLANSTONE_TENANT_SHARDS", "DATABASE_RW_CONNECTION_STRING"):
        assert logged.count(f"Parameter {name} was changed to what cannot be read") == 1
    assert "geheim" not in logged


def test_a_shared_database_is_looked_for_where_the_parameters_say_now() -> None:
    (before, after), _ = told(DATABASES + MOVED)
    assert before[0] == before[1]
    assert after == ["elsewhere", *before[1:]]


def test_tenants_have_users_of_their_own_when_the_parameter_says_so() -> None:
    given = {"TENANCY_DATABASE_USERS": "per_tenant", "POSEIDON_DATABASE_PASSWORD_ALPHA": "alphas"}
    (users, missing), _ = told(DATABASES + USERS, **given)
    shared = [PARAMETERS["POSEIDON_DATABASE_USERNAME"], PARAMETERS["POSEIDON_DATABASE_PASSWORD"]]
    assert users == {"ALPHA": ["p_alpha", "alphas"], "ALPHA_RO": ["p_alpha", "alphas"], "default": shared}
    assert "POSEIDON_DATABASE_PASSWORD_BETA" in missing


def test_users_are_shared_otherwise() -> None:
    (users,), _ = told(DATABASES + USERS)
    assert len({name for name, _ in users.values()}) == 1


def test_unknown_mode_is_refused_at_the_start() -> None:
    done = run("-c", DATABASES, **PARAMETERS, TENANCY_DATABASE_USERS="each")
    assert done.returncode != 0
    assert "TENANCY_DATABASE_USERS" in done.stderr


@pytest.mark.parametrize("tenants", [1, 10_000])
def test_start_touches_no_tenant_however_many_there_are(tenants: int) -> None:
    names = ",".join(f"T{number:05}" for number in range(tenants))
    ((listed, built, wrappers),), _ = told(START, PLANSTONE_TENANTS_LIST=names)
    assert listed == tenants
    assert built == []
    assert set(wrappers) <= {"default", "accounts"}
