"""Custom answers that change between imports: the field goes on to hold them, and nothing flips."""

import itertools
import json
import random
from typing import Any

import pytest
from django.core.management.base import CommandError

from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.custom_fields.models import CstmFlds, CstmVals
from poseidon.tenancy.api import tenant_context
from tests.domain.imports.conftest import Import

pytestmark = pytest.mark.django_db(databases=["default", "accounts", "TESTCLIENT", "TESTCLIENT_RO"])
YES_NO = ["True", "no", "Yes", "false"]


@pytest.fixture(autouse=True)
def tenant() -> Any:
    with tenant_context("TESTCLIENT"):
        yield


@pytest.fixture
def answered(import_schedule: Import, write: Any) -> Any:
    """Imports one session for each answer to one question: words, or a list of options that were chosen."""

    def imported(*answers: str | list[str]) -> dict[str, Any]:
        events = [
            {
                "guid": f"g{number}",
                "title": "T",
                "answers": [
                    {"question": 1, "answer": ", ".join(told), "options": told}
                    if isinstance(told, list)
                    else {"question": 1, "answer": told}
                ],
            }
            for number, told in enumerate(answers)
        ]
        days = [{"date": "2026-01-01", "rooms": {"R": events}}]
        conference = {"title": "C", "time_zone_name": "UTC", "days": days}
        return import_schedule(write(json.dumps({"schedule": {"conference": conference}})))

    return imported


def field() -> CstmFlds:
    return CstmFlds.objects.get(active=True)


def values() -> list[str]:
    rows = CstmVals.objects.filter(field__active=True).order_by("pk")
    return list(rows.values_list("value", flat=True))


def assert_field_holds_its_answers() -> None:
    choices = (field().choices or "").splitlines()
    for value in values():
        if field().type == "yesno":
            assert value in ("yes", "no")
        if field().type == "choice":
            assert value in choices
        if field().type == "choices":
            assert set(value.splitlines()) <= set(choices)


def test_a_maybe_makes_a_yes_or_no_into_text(answered: Any) -> None:
    answered("True", "no")
    assert (field().type, values()) == ("yesno", ["yes", "no"])
    answered("True", "maybe")
    assert (field().type, values()) == ("text", ["True", "maybe"])
    assert answered("True", "maybe")["nothing_to_change"]


def test_a_second_choice_makes_a_choice_into_several(answered: Any) -> None:
    answered(["a"], ["b"])
    assert field().type == "choice"
    answered(["a"], ["c", "b"])
    assert (field().type, field().choices, values()) == ("choices", "a\nb\nc", ["a", "c\nb"])
    assert answered(["a"], ["c", "b"])["nothing_to_change"]


def test_text_stays_text_and_as_given_when_all_later_say_yes(answered: Any) -> None:
    answered("maybe", "True")
    answered("No", "True")
    assert (field().type, values()) == ("text", ["No", "True"])


def test_yes_and_no_in_a_field_that_staff_made_into_text_are_left_as_given(answered: Any) -> None:
    answered("True")
    CstmFlds.objects.filter(active=True).update(type="text")
    answered("True")
    assert (field().type, values()) == ("text", ["True"])


@pytest.mark.parametrize("seed", range(5))
def test_after_any_three_imports_the_field_holds_its_answers_and_nothing_flips(
    answered: Any, seed: int
) -> None:
    dice = random.Random(seed)
    sorts: list[Any] = [lambda: dice.choice(YES_NO), lambda: dice.choice(["maybe", "so"])]
    if seed % 2:
        sorts = [lambda: dice.sample("abc", 1), lambda: dice.sample("abcd", 2)]
    for sort in (*sorts, sorts[0]):
        told = [sort() for _ in range(3)]
        answered(*told)
        assert_field_holds_its_answers()
        assert answered(*told)["nothing_to_change"]


def test_files_in_turn_bring_no_new_choices(answered: Any) -> None:
    for told in itertools.islice(itertools.cycle([["a"], ["b", "a"]]), 4):
        answered(told)
    assert field().choices == "a\nb"


def test_a_zone_with_space_around_it_is_kept_without(import_schedule: Import) -> None:
    import_schedule("pretalx.json", timezone=" Europe/Paris ")
    assert PlanionContainer.objects.get().timezone == "Europe/Paris"
    assert import_schedule("pretalx.json", timezone="Europe/Paris")["nothing_to_change"]


def test_a_source_that_no_database_holds_is_refused(import_schedule: Import) -> None:
    with pytest.raises(CommandError, match=r"--source: .* has characters that no database can hold"):
        import_schedule("frab.json", source="caf\udce9")


@pytest.mark.parametrize("source", ["🎉" * 3, "x" * 200, "a:b:~c", " "])
def test_any_other_source_serves_twice(import_schedule: Import, source: str) -> None:
    import_schedule("frab.json", source=source)
    assert import_schedule("frab.json", source=source)["nothing_to_change"]
