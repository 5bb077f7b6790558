"""The conference's own row: made, filled, corrected, left alone."""

import datetime as dt
import json
from typing import Any

import pytest
from django.core.management.base import CommandError

from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.custom_fields.models import CstmVals
from poseidon.tenancy.api import tenant_context
from tests.domain.imports.conftest import Import, counting_writes, data

pytestmark = pytest.mark.django_db(databases=["default", "accounts", "TESTCLIENT", "TESTCLIENT_RO"])


@pytest.fixture(autouse=True)
def tenant() -> Any:
    with tenant_context("TESTCLIENT"):
        yield


@pytest.fixture
def renamed(write: Any) -> Any:
    """The invented programme under another name."""
    document = json.loads(data("frab.json"))
    document["schedule"]["conference"]["title"] = "High tides"
    return write(json.dumps(document))


def conference() -> PlanionContainer:
    return PlanionContainer.objects.get()


def test_what_an_import_filled_a_later_one_corrects(import_schedule: Import, renamed: Any) -> None:
    import_schedule("frab.json")
    assert import_schedule(renamed)["changed_columns"] == {"conference": {"name": 1}}
    assert conference().name == "High tides"
    with counting_writes() as writes:
        import_schedule(renamed)
    assert writes == []


def test_what_staff_wrote_is_kept_and_the_difference_noted(import_schedule: Import, renamed: Any) -> None:
    import_schedule("frab.json")
    PlanionContainer.objects.update(name="Our tides")
    summary = import_schedule(renamed)
    assert conference().name == "Our tides"
    assert "name of the conference stays 'Our tides', the file says 'High tides'" in summary["notes"]
    assert summary["nothing_to_change"]


def test_a_conference_that_is_there_is_only_filled(import_schedule: Import) -> None:
    PlanionContainer.objects.create(
        code="CONF26", name="Ours", date=dt.date(2026, 1, 1), venue="Quay", public=True
    )
    summary = import_schedule("frab.json")
    row = conference()
    assert (row.name, row.date, row.venue, row.public) == ("Ours", dt.date(2026, 1, 1), "Quay", True)
    assert (row.timezone, row.scheduled_end) == ("Atlantic/Azores", dt.date(2026, 6, 6))
    assert summary["counts"]["conference"] == {"made": 0, "changed": 1, "unchanged": 0, "skipped": 0}


def test_a_code_in_another_case_is_the_same_conference(import_schedule: Import) -> None:
    PlanionContainer.objects.create(code="Conf26")
    assert import_schedule("frab.json", conference="CONF26")["conference"] == "Conf26"
    assert PlanionContainer.objects.count() == 1


@pytest.mark.parametrize("code", ["", "TOOLONG26", "a b", "ÄÖ", "x/y"])
def test_a_code_that_cannot_be_is_refused(import_schedule: Import, code: str) -> None:
    with pytest.raises(CommandError, match="cannot be the code of a conference: it is 1 to 8 letters"):
        import_schedule("frab.json", conference=code)
    assert not PlanionContainer.objects.exists()


def test_a_named_time_zone_beats_everything(import_schedule: Import) -> None:
    import_schedule("pretalx.json")
    assert conference().timezone == "Etc/GMT-2"
    import_schedule("pretalx.json", timezone="Europe/Paris")
    assert conference().timezone == "Europe/Paris"
    assert import_schedule("pretalx.json")["nothing_to_change"]


def test_a_time_zone_that_does_not_exist_is_refused(import_schedule: Import) -> None:
    with pytest.raises(CommandError, match="--timezone: there is no time zone 'Europe/Atlantis'"):
        import_schedule("pretalx.json", timezone="Europe/Atlantis")


def test_a_memory_that_somebody_spoilt_only_forgets(import_schedule: Import, renamed: Any) -> None:
    import_schedule("frab.json")
    CstmVals.objects.filter(field__key="imported-details").update(value="{spoilt")
    import_schedule(renamed)
    assert conference().name == "Tides"
