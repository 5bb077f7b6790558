"""Victims die at the statement they are told to, and what they committed before stays."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group
from django.db import transaction

from tests.support.victims import Fate, Victims

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def victims() -> Iterator[Victims]:
    with Victims(["default"]) as running:
        yield running


def make_two_groups() -> None:
    with transaction.atomic():
        Group.objects.create(name="first")
    Group.objects.create(name="second")


def fail() -> None:
    print("this is not an answer")
    raise LookupError("lost")


ACT = f"{__name__}.make_two_groups"


def names() -> list[str]:
    return sorted(Group.objects.values_list("name", flat=True))


def test_victim_that_is_not_killed_does_everything(victims: Victims) -> None:
    assert victims.run(ACT) == Fate(False, "", "")
    assert names() == ["first", "second"]


@pytest.mark.parametrize(
    ("when", "left"),
    [
        ("before", [[], ["first"]]),
        ("after", [[], ["first", "second"]]),  # the first is inside a transaction, which nobody commits
    ],
)
def test_victim_dies_before_or_after_each_statement(
    victims: Victims, when: str, left: list[list[str]]
) -> None:
    found = []
    for number in range(1, 100):
        Group.objects.all().delete()
        fate = victims.run(ACT, kill=(when, number))
        if not fate.killed:
            break
        if "INSERT INTO" in fate.statement:
            found.append(names())
    assert found == left
    assert fate == Fate(False, "", "")


def test_error_of_a_victim_is_told_and_its_output_is_not(victims: Victims) -> None:
    assert victims.run(f"{__name__}.fail") == Fate(False, "", "LookupError: lost")
