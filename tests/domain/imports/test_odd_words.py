"""Words of a file that a column, a terminal, a query or the next import trips over."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from poseidon.domain.custom_fields.models import CstmFlds, CstmVals
from poseidon.domain.imports.answers import question_key
from poseidon.domain.people.models import People
from poseidon.domain.program.models import Room, Session
from poseidon.tenancy.api import tenant_context
from tests.domain.imports.conftest import Import

pytestmark = pytest.mark.django_db(databases=["default", "accounts", "TESTCLIENT", "TESTCLIENT_RO"])


@pytest.fixture(autouse=True)
def tenant() -> Any:
    with tenant_context("TESTCLIENT"):
        yield


@pytest.fixture
def one(write: Any) -> Any:
    """Writes a programme of one event with these words, in this room, of this conference."""

    def written(room: str = "R", conference: dict[str, Any] | None = None, **event: Any) -> Path:
        event = {"guid": "g1", "title": "T", "date": "2026-01-01T10:00:00Z", **event}
        days = [{"date": "2026-01-01", "rooms": {room: [event]}}]
        return write(json.dumps({"schedule": {"conference": {"days": days, **(conference or {})}}}))

    return written


@pytest.fixture
def twice(import_schedule: Import) -> Any:
    """Imports; the second time must change nothing."""

    def imported(path: Path) -> dict[str, Any]:
        first = import_schedule(path)
        again = import_schedule(path)
        assert again["nothing_to_change"], (again["counts"], again["changed_columns"])
        return first

    return imported


SPOILT = "\ud83d\0"


@pytest.mark.parametrize(
    "words",
    [
        {"title": f"T{SPOILT}x"},
        {"guid": f"g{SPOILT}"},
        {"persons": [{"public_name": f"A {SPOILT}B"}]},
        {"persons": [{"id": f"5{SPOILT}", "public_name": f"A B{SPOILT}"}]},
        {"answers": [{"question": f"Why{SPOILT}", "answer": f"so{SPOILT}", "options": [f"so{SPOILT}"]}]},
        {"room": f"R{SPOILT}", "conference": {"rooms": [{"name": f"R{SPOILT}", "guid": f"r{SPOILT}"}]}},
        {"conference": {"time_zone_name": f"UTC{SPOILT}", "title": SPOILT, "url": f"https://x/{SPOILT}"}},
    ],
    ids=str,
)
def test_what_no_database_holds_is_left_out_wherever_it_stands(
    one: Any, twice: Any, words: dict[str, Any]
) -> None:
    summary = twice(one(**words))
    assert Session.objects.count() == Room.objects.count() == 1
    assert {remark["reason"] for remark in summary["repaired"]} == {
        "characters that no database can hold were left out"
    }
    assert all(remark["where"].startswith("schedule.conference") for remark in summary["repaired"])


def test_a_question_with_emoji_is_kept_and_its_choices_do_not_grow(one: Any, twice: Any) -> None:
    """The older product's table of fields has no room for them; its table of answers has."""
    question = {"id": 3, "question": {"en": "Bike 🚲?"}}
    by_words = {"question": "Will you ride 🚲?", "answer": "Sure"}
    answers = [{"question": question, "options": [{"answer": {"en": "Yes 👍"}}]}, by_words]
    twice(one(answers=answers))
    numbered = CstmFlds.objects.get(key="question-3")
    assert {"Yes 👍", "Sure"} == set(
        CstmVals.objects.filter(field__active=True).values_list("value", flat=True)
    )
    assert len((numbered.choices or "").splitlines()) == 1
    assert CstmFlds.objects.exclude(pk=numbered.pk).get(active=True).key == question_key("Will you ride 🚲?")


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\u2028", "\x0b", "\x85"])
def test_an_option_with_a_line_break_is_one_choice(one: Any, twice: Any, line_break: str) -> None:
    told = f"by boat{line_break}or raft"
    twice(one(answers=[{"question": 3, "answer": told, "options": [told]}]))
    assert CstmFlds.objects.get(active=True).choices == "by boat or raft"
    assert CstmVals.objects.get(field__active=True).value == "by boat or raft"


@pytest.mark.parametrize(
    "told", ["🚲", "🚲🛶", "Bring a 🚲", "Bring a 🛶", "x" * 60, "x" * 61, "Ты едешь?", "你"]
)
def test_keys_of_questions_fit_and_tell_questions_apart(told: str) -> None:
    key = question_key(told)
    assert key.startswith("question-")
    assert len(key) <= 50
    assert max(key) < "\U00010000"
    assert key == question_key(told)
    assert key != question_key(told + "!?s")


def test_a_name_of_thousands_of_words_is_refused_and_fills_no_memory(
    import_schedule: Import, one: Any
) -> None:
    """Each way to split it over two columns would be asked for: some gigabytes."""
    path = one(persons=[{"public_name": "ab " * 20_000}])
    with pytest.raises(CommandError, match=r"persons\[0\]: first_name has 59,996 characters, 100 fit"):
        import_schedule(path)
    assert not People.objects.exists()


def test_a_name_just_as_long_as_its_columns_is_found_again_by_name(one: Any, twice: Any) -> None:
    People.objects.create(first_name="é" * 100, last_name="b" * 100)
    summary = twice(one(persons=[{"id": 1, "public_name": "É" * 100 + " " + "B" * 100}]))
    assert summary["counts"]["people"]["made"] == 0


def test_right_to_left_names_and_emoji_arrive_as_they_are(one: Any, twice: Any) -> None:
    people = [{"id": "🙂", "public_name": "محمد علي"}, {"public_name": "👩‍🚀"}]
    twice(one(room="قاعة 🎪", title="שלום 🎉", track="🚲", persons=people))
    assert (Session.objects.get().title, Room.objects.get().name) == ("שלום 🎉", "قاعة 🎪")
    assert {person.full_name for person in People.objects.all()} == {"محمد علي", "👩‍🚀"}


def printed(path: Path, stdout: Any, **options: Any) -> str:
    call_command(
        "import_schedule", str(path), tenant="TESTCLIENT", conference="CONF26", stdout=stdout, **options
    )
    stdout.seek(0)
    return str(stdout.read())


def test_a_title_moves_no_cursor_and_turns_no_text(one: Any) -> None:
    path = one(title="\x1b[2J\x1b[31mred\n\u202eder", guid="")
    shown = printed(path, io.StringIO())
    assert "Skipped: sessions:" in shown
    assert not set(shown) & set("\x1b\u202e")
    assert json.loads(printed(path, io.StringIO(), json=True))["skipped"][0]["what"].startswith("\x1b[2J")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_terminal_that_lacks_a_character_still_gets_the_summary(one: Any, encoding: str) -> None:
    """An error now would look as if nothing had been written."""
    path = one(title="Łódź 🎉", guid="").rename(Path(str(one()) + "-\udce4.json"))
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    assert "rows written in one transaction." in printed(path, out)


@pytest.mark.parametrize("code", [".", ".."])
def test_a_code_that_leads_elsewhere_in_an_address_is_refused(
    import_schedule: Import, one: Any, code: str
) -> None:
    with pytest.raises(CommandError, match="cannot be the code of a conference"):
        import_schedule(one(), conference=code)
