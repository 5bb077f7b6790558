"""One process serves tenants on MariaDB, PostgreSQL and SQLite, and people cannot tell which is which."""

import json
import time
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client

from poseidon.models import ChangeRecord, People, Room
from poseidon.tenancy.api import (
    CrossTenantError,
    WrongDatabaseError,
    WrongDatabaseTransactionError,
    tenant_atomic,
    tenant_context,
)
from tests.vendors.conftest import Look
from tests.vendors.fleet import FLEET, LITE, MARIA, POSTGRES, VENDORS, Fleet
from tests.web.workspace.editing.filled import filled

pytestmark = pytest.mark.django_db(databases=["default", "accounts"])
DATA = Path(__file__).resolve().parents[1] / "data"
OTHERS = {MARIA: POSTGRES, POSTGRES: LITE, LITE: MARIA}
each_tenant = pytest.mark.parametrize("tenant", FLEET)


def last_names(tenant: str) -> list[str | None]:
    with tenant_context(tenant):
        return list(People.objects.order_by("pid").values_list("last_name", flat=True))


def exported(look: Look, tenant: str, **asked: str) -> bytes:
    """A file, with the tenant's name, of which its rows are full, taken out."""
    answer: Any = look(tenant, **asked)
    return b"".join(answer.streaming_content).replace(tenant.encode(), b"")


@each_tenant
def test_pages_show_the_tenants_own_rows(tenant: str, look: Look) -> None:
    assert connections[tenant].vendor == VENDORS[tenant]
    for path in ("", "people/", "sessions/", "abstracts/", "registrations/", "conferences/C1/", "people/1/"):
        answer = look(tenant, path)
        assert answer.status_code == 200, path
        assert not any(f"-{other}" in answer.text for other in set(FLEET) - {tenant})
    assert f"Müller-{tenant}" in look(tenant, "people/").text
    assert f"Opening of {tenant}" in look(tenant, "sessions/").text


def test_lists_searches_and_files_are_the_same_on_each(look: Look) -> None:
    for asked in (
        {"path": "people/export/", "format": "csv", "columns": "pid", "sort": "last"},
        {"path": "people/export/", "format": "json", "columns": "pid,country", "sort": "-country"},
        {"path": "people/export/", "format": "csv", "columns": "pid", "country": "sweden"},
        {"path": "people/export/", "format": "csv", "columns": "pid", "q": "muller zoe"},
        {"path": "sessions/export/", "format": "csv", "columns": "start,conference"},
        {"path": "registrations/export/", "format": "csv", "columns": "amount,registered_at,paid"},
    ):
        files = [exported(look, tenant, **asked) for tenant in FLEET]
        assert len(files[0].strip()) > 10
        assert files[0] == files[1] == files[2], asked
    assert all("Müller-" in look(tenant, "search/", q="MULLER").text for tenant in FLEET)


@each_tenant
def test_write_of_a_form_stays_in_its_tenant_and_leaves_its_history(tenant: str, editor: Client) -> None:
    before = {other: last_names(other) for other in FLEET}
    path = f"/{tenant}/people/3/edit/"
    sent = editor.post(path, filled(editor.get(path).text, last_name="Łukasz"))
    assert sent.status_code == 302
    before[tenant][2] = "Łukasz"
    assert {other: last_names(other) for other in FLEET} == before
    with tenant_context(tenant):
        change = ChangeRecord.objects.latest("id")
        assert (change.entity, change.row_key, change.after["last_name"]) == ("People", "3", "Łukasz")


def test_a_file_is_imported_alike(fleet: Fleet) -> None:
    told = []
    for tenant in FLEET:
        for _ in range(2):
            out = StringIO()
            call_command(
                "import_schedule",
                str(DATA / "frab.xml"),
                tenant=tenant,
                conference="CONF26",
                json=True,
                stdout=out,
            )
            told.append({name: kept for name, kept in json.loads(out.getvalue()).items() if name != "tenant"})
    assert told[0] == told[2] == told[4]
    assert told[1] == told[3] == told[5]
    assert told[1]["nothing_to_change"]


@each_tenant
def test_what_belongs_to_another_tenant_is_refused(tenant: str, fleet: Fleet) -> None:
    other = OTHERS[tenant]
    with tenant_context(other):
        theirs = People.objects.get(pid=1)
        their_rows = People.objects.all()
    with tenant_context(tenant):
        with pytest.raises(CrossTenantError):
            theirs.save()
        with pytest.raises(CrossTenantError):
            list(People.objects.filter(pk__in=their_rows))
        with pytest.raises(CrossTenantError):
            list(People.objects.using(other))
        with pytest.raises(WrongDatabaseError), connections[tenant].cursor() as cursor:
            cursor.execute(f"SELECT * FROM {other.lower()}.people")
        with (
            pytest.raises(WrongDatabaseTransactionError),
            tenant_atomic(),
            connections["default"].cursor() as cursor,
        ):
            cursor.execute("UPDATE auth_user SET first_name = 'x'")


@each_tenant
def test_a_transaction_is_undone_as_a_whole(tenant: str, fleet: Fleet) -> None:
    with tenant_context(tenant):
        with suppress(ZeroDivisionError), tenant_atomic():
            People.objects.filter(pid=1).update(last_name="Gone")
            Room.objects.create(name="Gone")
            raise ZeroDivisionError
        assert People.objects.get(pid=1).last_name == f"Müller-{tenant}"
        assert not Room.objects.filter(name="Gone").exists()


@each_tenant
def test_a_key_that_was_brought_along_is_not_given_again(tenant: str, fleet: Fleet) -> None:
    with tenant_context(tenant):
        Room.objects.create(id=5, name="Five")
        assert Room.objects.create(name="Six").id > 5


@each_tenant
def test_migrations_are_applied_and_a_second_run_has_nothing_to_do(tenant: str, fleet: Fleet) -> None:
    out = StringIO()
    call_command("migrate", "poseidon", database=tenant, plan=True, stdout=out)
    assert "No planned migration operations" in out.getvalue()
    tables = set(connections[tenant].introspection.table_names())
    assert {"people", "poseidon_changerecord"} <= tables
    assert "auth_user" not in tables


@pytest.mark.parametrize("lost", [MARIA, POSTGRES])
def test_a_server_that_stops_takes_its_tenant_alone_and_brings_it_back(
    lost: str, fleet: Fleet, look: Look
) -> None:
    well = set(FLEET) - {lost}
    fleet.stop(lost)
    try:
        for _ in range(3):
            answer = look(lost, "people/")
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
            assert all(look(tenant, "people/").status_code == 200 for tenant in well)
    finally:
        fleet.restart(lost)
    until = time.monotonic() + 15
    while look(lost, "people/").status_code != 200:
        assert time.monotonic() < until, "its watcher has not found it fit again"
        time.sleep(0.05)
    assert f"Müller-{lost}" in look(lost, "people/").text
