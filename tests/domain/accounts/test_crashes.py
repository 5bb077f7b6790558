"""A process is killed at every statement of what writes to two databases; then operators recover.

After each statement: also inside transactions, between a commit and the journal's next entry, and inside
`fleet recover` itself. What it leaves before a statement is what it left after the last one.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any, NamedTuple

import pytest
from django.core.management import call_command
from django.utils import timezone
from django.utils.module_loading import import_string

from poseidon.domain.accounts.models import Accounts
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.tenancy.api import Membership, tenant_context
from poseidon.tenancy.models import SagaRun
from tests.domain.accounts.acts import CONFERENCE
from tests.factories import AccountsFactory, UserFactory
from tests.support.victims import Fate, Victims

ALIASES = ["default", "accounts", "TESTCLIENT"]
TENANT = "TESTCLIENT"
ACTS = "tests.domain.accounts.acts"
MOST_STATEMENTS = 100

pytestmark = pytest.mark.django_db(databases=ALIASES, transaction=True)


class Story(NamedTuple):
    """Something that is done in one call: how, from which state, and what is there of it.

    `finishes`: what died on the way is finished by recovering, not undone.
    """

    act: str
    arguments: list[Any]
    prepare: Callable[[], None]
    facts: Callable[[], tuple[bool, ...]]
    finishes: bool


@pytest.fixture(scope="module")
def victims() -> Iterator[Victims]:
    with Victims(ALIASES) as running:
        yield running


@pytest.fixture(params=["opening", "appointing"])
def story(request: pytest.FixtureRequest) -> Story:
    if request.param == "opening":
        return Story(f"{ACTS}.open_it", [TENANT], _nothing_is_there, _facts_of_opening, finishes=False)
    user = UserFactory(first_name="Ada", last_name="L", email="ada@example.org")
    arguments = [TENANT, user.pk]
    return Story(f"{ACTS}.appoint", arguments, _an_account_is_there, _facts_of_appointing, finishes=True)


def _nothing_is_there() -> None:
    SagaRun.objects.all().delete()
    Accounts.objects.all().delete()
    with tenant_context(TENANT):
        PlanionContainer.objects.all().delete()


def _facts_of_opening() -> tuple[bool, ...]:
    with tenant_context(TENANT):
        conference = PlanionContainer.objects.filter(code=CONFERENCE.code, name=CONFERENCE.name).exists()
    return conference, Accounts.objects.filter(acronym=TENANT, active=True, name="The Society").exists()


def _an_account_is_there() -> None:
    SagaRun.objects.all().delete()
    Membership.objects.all().delete()
    Accounts.objects.all().delete()
    AccountsFactory(acronym=TENANT, contact_name="Bea", contact_email="bea@example.org")


def _facts_of_appointing() -> tuple[bool, ...]:
    contact = Accounts.objects.filter(contact_name="Ada L", contact_email="ada@example.org").exists()
    if not contact:
        assert Accounts.objects.filter(contact_name="Bea", contact_email="bea@example.org").exists()
    return contact, Membership.objects.filter(tenant=TENANT, role=Membership.Role.ADMIN).exists()


def recover() -> str:
    """What the command prints, after the dead process's lease has ended."""
    SagaRun.objects.exclude(lease_until=None).update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    printed = StringIO()
    call_command("fleet", "recover", stdout=printed)
    return printed.getvalue()


def killed_at_every_statement(victims: Victims, story: Story, when: str) -> Iterator[tuple[int, Fate]]:
    """Each way to die, on a fresh start; ends when a victim lives."""
    for number in range(1, MOST_STATEMENTS):
        story.prepare()
        fate = victims.run(story.act, *story.arguments, kill=(when, number))
        if not fate.killed:
            assert fate.error == ""
            assert all(story.facts())
            return
        yield number, fate
    raise AssertionError(f"more than {MOST_STATEMENTS} statements?")


def whole(story: Story, where: str) -> str:
    """The journal's word for what is there, after proving that it is so; AssertionError where it is half."""
    facts, run = story.facts(), SagaRun.objects.first()
    state = run.state if run is not None else "undone"
    assert (state, set(facts)) in (("done", {True}), ("undone", {False})), (where, state, facts)
    return str(state)


def test_whatever_statement_it_dies_after_recovering_leaves_all_or_nothing(
    victims: Victims, story: Story
) -> None:
    halves, ends = 0, []
    for number, fate in killed_at_every_statement(victims, story, "after"):
        where = f"after statement {number}: {fate.statement}"
        halves += len(set(story.facts())) > 1
        recover()
        end, facts = whole(story, where), story.facts()
        ends.append(end)
        before = list(SagaRun.objects.values())
        assert recover() == "Nothing was left half done.\n", where
        assert (list(SagaRun.objects.values()), story.facts()) == (before, facts), where
    assert halves > 0, "without recovering there would have been halves"
    assert set(ends) == {"done", "undone"}
    assert story.finishes or set(ends[:-1]) == {"undone"}


def test_whatever_statement_it_dies_after_the_same_call_again_ends_in_all(
    victims: Victims, story: Story
) -> None:
    for number, fate in killed_at_every_statement(victims, story, "after"):
        SagaRun.objects.exclude(lease_until=None).update(lease_until=timezone.now() - dt.timedelta(seconds=1))
        import_string(story.act)(*story.arguments)  # by this process, which is another one
        assert whole(story, f"after statement {number}: {fate.statement}") == "done"


@pytest.mark.slow
def test_recovering_that_dies_as_well_is_recovered_by_the_next(victims: Victims, story: Story) -> None:
    halves = [
        number
        for number, _ in killed_at_every_statement(victims, story, "after")
        if len(set(story.facts())) > 1
    ]
    for number in {halves[0], halves[-1]}:  # from a half, recovering has most to do
        for second, fate in recovering_killed_at_every_statement(victims, story, number):
            recover()
            whole(story, f"after {number}, then after {second}: {fate.statement}")


def recovering_killed_at_every_statement(
    victims: Victims, story: Story, number: int
) -> Iterator[tuple[int, Fate]]:
    """As `killed_at_every_statement`, but of the recovering from a death after the statement `number`."""
    for second in range(1, MOST_STATEMENTS):
        story.prepare()
        victims.run(story.act, *story.arguments, kill=("after", number))
        SagaRun.objects.update(lease_until=timezone.now() - dt.timedelta(seconds=1))
        fate = victims.run(f"{ACTS}.recover", kill=("after", second))
        if not fate.killed:
            assert fate.error == ""
            assert second > 1
            return
        yield second, fate
    raise AssertionError(f"more than {MOST_STATEMENTS} statements?")
