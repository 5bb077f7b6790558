"""What the commands print, refuse and leave alone."""

import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections
from django.test.utils import CaptureQueriesContext

from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.people.models import People
from poseidon.domain.program.models import Session
from poseidon.tenancy.api import tenant_context
from tests.domain.imports.conftest import DATA, Import, counting_writes, data, import_any

TENANTS = ["default", "accounts", "TESTCLIENT", "TESTCLIENT_RO", "OTHERCLIENT", "OTHERCLIENT_RO"]
pytestmark = pytest.mark.django_db(databases=TENANTS)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def run(command: str, name: str, **options: Any) -> tuple[str, str]:
    """What the command printed on both streams."""
    out, err = io.StringIO(), options.pop("stderr", io.StringIO())
    call_command(
        command, str(DATA / name), tenant="TESTCLIENT", conference="CONF26", stdout=out, stderr=err, **options
    )
    return out.getvalue(), err.getvalue()


def test_the_summary_is_a_table_with_reasons_and_a_verdict() -> None:
    printed, errors = run("import_schedule", "pretalx.json")
    assert printed.splitlines()[0] == "pretalx.json (pretalx JSON) into conference CONF26 of TESTCLIENT"
    assert "sessions                5          0          0          1" in printed
    assert "Skipped: sessions: Rained off: it is withdrawn (schedule['2026-10-03']['600']['2'])" in printed
    assert "rows written in one transaction." in printed
    assert errors == ""
    again, _ = run("import_schedule", "pretalx.json")
    assert again.splitlines()[-1] == "Nothing to change: everything in the file is already there."


def test_a_dry_run_says_that_it_was_one() -> None:
    printed, _ = run("import_abstract_book", "abstract-book.tsv", dry_run=True)
    assert printed.splitlines()[-1] == "Dry run: 24 rows would be written, none was."


def test_verbosity_0_prints_nothing() -> None:
    assert run("import_schedule", "frab.xml", verbosity=0) == ("", "")


def test_a_terminal_gets_a_progress_bar_and_json_does_not() -> None:
    _, errors = run("import_schedule", "frab.xml", stderr=Terminal())
    assert "Importing" in errors
    assert errors.count("\n") == 1  # it redraws its line, and wipes it at the end
    printed, errors = run("import_schedule", "frab.xml", stderr=Terminal(), json=True)
    assert errors == ""
    assert json.loads(printed)["nothing_to_change"] is True


def test_an_import_into_one_tenant_touches_no_other(import_schedule: Import) -> None:
    with (
        CaptureQueriesContext(connections["OTHERCLIENT"]) as others,
        CaptureQueriesContext(connections["default"]) as control,
    ):
        import_schedule("frab.xml")
    assert len(others) == len(control) == 0
    import_schedule("frab.json", tenant="OTHERCLIENT")
    with tenant_context("TESTCLIENT"):
        assert set(PlanionContainer.objects.values_list("name", flat=True)) == {"Lantern Days 2026"}
    with tenant_context("OTHERCLIENT"):
        assert set(PlanionContainer.objects.values_list("name", flat=True)) == {"Tides"}
        assert Session.objects.count() == 3


def test_the_same_file_in_two_tenants_makes_two_sets_of_people(import_schedule: Import) -> None:
    for tenant in ("TESTCLIENT", "OTHERCLIENT"):
        assert import_schedule("frab.xml", tenant=tenant)["counts"]["people"]["made"] == 4
        with tenant_context(tenant):
            assert People.objects.count() == 4


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("testclient", r"There is no tenant 'testclient'\. Did you mean TESTCLIENT\?"),
        (
            "NOBODY",
            r"Served here: OTHERCLIENT, TESTCLIENT\. All are listed in the parameter PLANSTONE_TENANTS_LIST",
        ),
        ("../etc", r"There is no tenant"),
    ],
)
def test_an_unknown_tenant_is_refused_with_how_to_see_them(
    import_schedule: Import, name: str, message: str
) -> None:
    with pytest.raises(CommandError, match=message):
        import_schedule("frab.xml", tenant=name)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "schedule.xml",
            b"<schedule>\n<day>\n</schedule>",
            r"line 3, column 3: is not well-formed XML: mismatched tag",
        ),
        ("schedule.xml", b"<!DOCTYPE s [<!ENTITY a 'b'>]>\n<schedule/>", r"line 1: declares a document type"),
        ("schedule.xml", b"<feed/>", r"is XML whose root is <feed>"),
        ("schedule.json", b'{"schedule":\n oops}', r"line 2, column 2: is not valid JSON"),
        ("schedule.json", b'{"talks": []}', r"is JSON, but no programme: it holds 'talks'"),
        ("schedule.json", b"[]", r"is JSON, but no programme: it is not an object"),
        (
            "schedule.xml",
            data("abstract-book.tsv"),
            r"looks like a table \(CSV or TSV\): import_abstract_book reads",
        ),
        ("schedule.xml", b"%PDF-1.4", r"looks like a PDF document"),
        ("schedule.xml", b"", r"is empty"),
        ("abstract-book.tsv", data("frab.xml"), r"looks like XML: import_schedule reads"),
        (
            "abstract-book.tsv",
            b"a\tb\nc\td\n",
            r"line 1: no column for a person's name .*Headers found: a, b.*--map",
        ),
        ("abstract-book.tsv", b"name\tsession\nA B\n", r"line 2: has 1 cells, but there are 2 headers"),
        ("abstract-book.tsv", b"name\tsession\nA \xe9\tS\n", r"line 2, byte 3: byte 0xE9 is not UTF-8"),
    ],
)
def test_a_broken_file_is_named_with_the_place_and_nothing_is_written(
    write: Any, name: str, content: bytes, message: str
) -> None:
    path = write(content, name)
    with counting_writes() as writes, pytest.raises(CommandError, match=message) as raised:
        import_any(path)
    assert str(raised.value).startswith(str(path))
    assert str(raised.value).endswith("Nothing was written.")
    assert writes == []


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(CommandError, match=r"absent\.xml: cannot be read: No such file or directory"):
        import_any("absent.xml")


@pytest.mark.django_db(databases=TENANTS, transaction=True)
def test_an_error_in_the_middle_leaves_nothing_behind(write: Any) -> None:
    """The last session's address does not fit: by then conference, rooms and people have been written."""
    document = json.loads(data("frab.json"))
    document["schedule"]["conference"]["days"][1]["rooms"]["Pier"][0]["url"] = "u" * 600
    with counting_writes() as writes, pytest.raises(CommandError, match="url has 600 characters"):
        import_any(write(json.dumps(document)))
    assert any("people" in sql for sql in writes)
    with tenant_context("TESTCLIENT"):
        assert not PlanionContainer.objects.exists()
        assert not People.objects.exists()


def test_a_mapping_without_an_equals_sign_is_refused() -> None:
    with pytest.raises(CommandError, match="'role' is not column=header"):
        call_command(
            "import_abstract_book", "x", "--tenant", "TESTCLIENT", "--conference", "C", "--map", "role"
        )


def test_mappings_of_the_command_line_are_heeded(write: Any) -> None:
    path = write("Wer;Was\nAda Lind;Licht\n")
    arguments = (
        "--tenant",
        "TESTCLIENT",
        "--conference",
        "C",
        "--map",
        "full_name=Wer",
        "--map",
        "session_title=Was",
    )
    call_command("import_abstract_book", str(path), *arguments, stdout=io.StringIO())
    with tenant_context("TESTCLIENT"):
        assert Session.objects.get().title == "Licht"
