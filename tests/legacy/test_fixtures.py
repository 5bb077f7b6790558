"""The fixtures load, twice, into the database they are named for and nowhere else."""

import json
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.connection import ConnectionDoesNotExist

from poseidon.domain.accounts.models import Accounts
from poseidon.domain.custom_fields.models import CstmFlds, CstmVals
from poseidon.domain.people.models import People
from poseidon.tenancy.api import tenant_context

ROOT = Path(__file__).resolve().parents[2]
EMBED = ROOT / "poseidon" / "fixtures" / "test"
DEMONSTRATION = [
    ("accounts", "accounts"),
    *((name, "OTHERCLIENT") for name in ("testclient", "chaos", "society")),
]
pytestmark = pytest.mark.django_db(databases=["default", "TESTCLIENT", "OTHERCLIENT", "accounts"])


def load(label: str, alias: str) -> None:
    call_command("loaddata", label, database=alias, verbosity=0)


def rows_in(alias: str) -> dict[str, int]:
    tables = [model for model in apps.get_app_config("poseidon").get_models() if not model._meta.managed]
    here = [model for model in tables if (model is Accounts) == (alias == "accounts")]
    return {model._meta.db_table: model._default_manager.using(alias).count() for model in here}


@pytest.mark.parametrize("label", ["embed_demo_people", "poseidon/fixtures/test/embed_demo_people.json"])
def test_people_load_by_name_and_by_path(label: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    load(label, "TESTCLIENT")
    assert People.objects.using("TESTCLIENT").get(pid=123823).first_name == "Sarah"
    assert rows_in("OTHERCLIENT")["people"] == 0


def test_custom_fields_load_and_belong_to_a_person() -> None:
    load("embed_demo_people", "TESTCLIENT")
    load("embed_demo_cstmflds", "TESTCLIENT")
    with tenant_context("TESTCLIENT"):
        assert CstmVals.objects.get(field__key="pronouns").row_key == "123823"
        assert set(CstmFlds.objects.values_list("visibility", flat=True)) == {"public", "staff"}


def test_embed_people_are_not_all_public() -> None:
    load("embed_demo_people", "TESTCLIENT")
    assert People.objects.using("TESTCLIENT").filter(public=False).exists()
    assert People.objects.using("TESTCLIENT").filter(public=True).count() > 1


@pytest.mark.parametrize(("name", "alias"), DEMONSTRATION)
def test_demonstration_loads_every_row_and_changes_nothing_when_loaded_again(name: str, alias: str) -> None:
    load(name, alias)
    once = rows_in(alias)
    assert sum(once.values()) == len(
        json.loads((ROOT / "fixtures" / f"{name}.json").read_text(encoding="utf-8"))
    )
    load(name, alias)
    assert rows_in(alias) == once


@pytest.mark.parametrize("alias", ["accounts", "TESTCLIENT_RO"])
def test_fixture_of_a_tenant_leaves_other_kinds_of_database_alone(alias: str) -> None:
    load("embed_demo_people", alias)
    assert rows_in("TESTCLIENT")["people"] == 0


def test_fixture_for_a_database_that_is_not_there_is_refused() -> None:
    with pytest.raises((CommandError, ConnectionDoesNotExist), match="NOSUCH"):
        load("embed_demo_people", "NOSUCH")


@pytest.mark.parametrize(
    "path", sorted(EMBED.glob("*.json")) + sorted((ROOT / "fixtures").glob("*.json")), ids=str
)
def test_data_is_small_and_writes_to_nobody_real(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.encode()) < 150_000
    assert {
        domain for domain in re.findall(r"@([\w.-]+)", text) if not domain.endswith("example.org")
    } == set()
    assert {
        host for host in re.findall(r"https?://([\w.-]+)", text) if not host.endswith("example.org")
    } == set()
