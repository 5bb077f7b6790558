"""Batches are read in the tenant in which the export was asked for, wherever they are consumed."""

import csv
import datetime
import io
from collections.abc import Iterator

import pytest
from defusedcsv import csv as defusedcsv

from poseidon.domain.exports import streaming
from poseidon.domain.exports.csv_file import csv_lines, harmless
from poseidon.domain.exports.texts import Sheet
from poseidon.domain.listings.people import PEOPLE
from poseidon.domain.listings.reading import Batch
from poseidon.domain.listings.table import chosen
from poseidon.models import People
from poseidon.tenancy.api import NoTenantError, tenant_context
from tests import factories

BOTH = ["TESTCLIENT", "TESTCLIENT_RO", "OTHERCLIENT", "OTHERCLIENT_RO"]
pytestmark = pytest.mark.django_db(databases=BOTH)
SESSIONS = chosen(PEOPLE.columns, ["name", "sessions"])


@pytest.fixture
def person_in_both() -> None:
    """Person 1 has a role in one tenant's session and in two of the other's."""
    for tenant, number in (("TESTCLIENT", 1), ("OTHERCLIENT", 2)):
        with tenant_context(tenant):
            factories.PeopleFactory(pid=1, first_name=tenant, last_name="")
            factories.SessionPersonFactory.create_batch(number, pid=1)


def read(batches: Iterator[Batch]) -> list[list[object]]:
    return [list(row) for batch in batches for row in zip(*batch.values, strict=True)]


def test_export_consumed_in_another_tenant_holds_its_own_rows(person_in_both: None) -> None:
    def batches(read_by: object) -> Iterator[Batch]:
        with tenant_context("TESTCLIENT"):
            return read_by(PEOPLE, PEOPLE.ordered(PEOPLE.rows({}), ""), SESSIONS)

    def unguarded(table: object, *given: object) -> Iterator[Batch]:
        return streaming._batches(PEOPLE.model.objects.all(), *given)

    with tenant_context("OTHERCLIENT"):
        assert read(batches(unguarded)) == [["TESTCLIENT", 2]]  # the leak: another tenant's sessions
        assert read(batches(streaming.stream)) == [["TESTCLIENT", 1]]
    assert read(batches(streaming.stream)) == [["TESTCLIENT", 1]]
    with pytest.raises(NoTenantError):
        read(batches(unguarded))


def test_export_outside_all_tenants_is_refused() -> None:
    with tenant_context("TESTCLIENT"):
        ordered = PEOPLE.ordered(PEOPLE.rows({}), "")
    with pytest.raises(NoTenantError, match="An export of people"):
        streaming.stream(PEOPLE, ordered, SESSIONS)


def test_rows_are_those_that_matched_when_it_began(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "ROWS_A_BATCH", 2)
    with tenant_context("TESTCLIENT"):
        for pid in range(1, 7):
            factories.PeopleFactory(pid=pid, first_name="P", last_name=str(pid))
        batches = streaming.stream(PEOPLE, PEOPLE.ordered(PEOPLE.rows({}), "name"), SESSIONS)
        names = [row[0] for row in read(iter([next(batches)]))]
        People.objects.filter(pid=4).delete()
        People.objects.filter(pid=1).update(last_name="9")  # would stand at the end once more
        factories.PeopleFactory(pid=9, first_name="P", last_name="55")
        names += [row[0] for row in read(batches)]
    assert names == ["P 1", "P 2", "P 3", "P 5", "P 6"]


TEXTS = ["", "plain", "=1", "+49 30 1", "-5", "-5,000.0", "-x", "@x", "|x", "%x", "=a|b", "1+1", "x=1"]


@pytest.mark.parametrize("text", TEXTS)
def test_cells_are_what_defusedcsv_writes(text: str) -> None:
    written = io.StringIO()
    defusedcsv.writer(written).writerow([text])
    sheet = Sheet(chosen(PEOPLE.columns, ["city"]), datetime.UTC)
    content = b"".join(csv_lines(sheet, [Batch([1], [[text]])])).decode("utf-8-sig")
    assert content == "City\r\n" + written.getvalue()


@pytest.mark.parametrize("text", ["\t=1", "\r\n+1", " @x", "\N{NO-BREAK SPACE}=1", "＋1"])  # noqa: RUF001
def test_formulas_that_defusedcsv_lets_pass_are_texts_too(text: str) -> None:
    written = io.StringIO()
    defusedcsv.writer(written).writerow([text])
    assert next(csv.reader(io.StringIO(written.getvalue(), newline=""))) == [text]
    assert harmless(text) == f"'{text}"
