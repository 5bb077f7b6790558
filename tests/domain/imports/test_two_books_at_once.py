"""Two imports of one tenant at the same moment, and one that is broken off: real transactions."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connections

from poseidon.domain.abstracts.models import Abstract, AbstractAuthors
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.imports import services
from poseidon.domain.people.models import People
from poseidon.domain.program.models import Session, SessionAbstract, SessionPerson
from poseidon.tenancy.api import tenant_context
from tests.domain.imports.conftest import DATA, Import

pytestmark = [
    pytest.mark.django_db(databases=["default", "accounts", "TESTCLIENT", "TESTCLIENT_RO"], transaction=True),
    pytest.mark.mysql,
]
BOOK = DATA / "abstract-book.tsv"


def in_another_thread(work: Callable[[], Any]) -> threading.Thread:
    """Started, with connections of its own that it closes."""

    def run() -> None:
        try:
            with tenant_context("TESTCLIENT"):
                work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def counted(code: str) -> tuple[int, ...]:
    """Sessions, abstracts, authors, placements and roles of a conference, by what they hang on."""
    sessions, abstracts = (model.objects.filter(conference_code=code) for model in (Session, Abstract))
    return (
        sessions.count(),
        abstracts.count(),
        AbstractAuthors.objects.filter(abstract__in=abstracts).count(),
        SessionAbstract.objects.filter(abstract__in=abstracts, session__in=sessions).count(),
        SessionPerson.objects.filter(session__in=sessions).count(),
    )


def test_equal_ids_that_another_conference_gets_meanwhile_are_not_taken_for_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """MySQL tells no keys of rows made at once, unlike MariaDB: they are looked up among the new ones."""
    monkeypatch.setattr(type(connections["TESTCLIENT"].features), "can_return_rows_from_bulk_insert", False)
    done: list[bool] = []

    def make_others() -> None:
        for number in ("0001", "0002", "0003"):
            Abstract.objects.create(conference_code="SECOND", external_id=number)

    def progress(_total: int) -> Callable[[int], None]:
        def advance(_done: int) -> None:
            if Abstract.objects.exists() and not done:
                done.append(True)
                in_another_thread(make_others).join(20)

        return advance

    with tenant_context("TESTCLIENT"):
        services.import_abstract_book(BOOK, conference="FIRST", progress=progress)
        assert counted("SECOND") == (0, 3, 0, 0, 0)
        assert counted("FIRST") == (2, 3, 4, 3, 6)


def test_two_books_at_once_share_their_people() -> None:
    others: list[threading.Thread] = []

    def progress(_total: int) -> Callable[[int], None]:
        def advance(_done: int) -> None:
            if not others:
                book = partial(services.import_abstract_book, BOOK, conference="SECOND")
                others.append(in_another_thread(book))

        return advance

    with tenant_context("TESTCLIENT"):
        services.import_abstract_book(BOOK, conference="FIRST", progress=progress)
        others[0].join(20)
        assert counted("FIRST") == counted("SECOND") == (2, 3, 4, 3, 6)
        assert People.objects.count() == 5


def test_the_second_of_two_into_one_new_conference_waits_and_finds_everything_there(
    import_abstract_book: Import,
) -> None:
    ends: list[dict[str, Any]] = []
    other: list[threading.Thread] = []

    def progress(_total: int) -> Callable[[int], None]:
        def advance(_done: int) -> None:
            if not other:  # the conference is made, but not yet for others to see
                other.append(in_another_thread(lambda: ends.append(import_abstract_book(BOOK))))

        return advance

    with tenant_context("TESTCLIENT"):
        services.import_abstract_book(BOOK, conference="CONF26", progress=progress)
        other[0].join(20)
        assert [summary["nothing_to_change"] for summary in ends] == [True]
        assert counted("CONF26") == (2, 3, 4, 3, 6)
        assert People.objects.count() == 5


@pytest.mark.parametrize("at", [1, 4, 7])
def test_an_import_that_is_broken_off_leaves_nothing_and_says_so(
    at: int, import_abstract_book: Import
) -> None:
    def progress(_total: int) -> Callable[[int], None]:
        steps = iter(range(1, 1000))

        def advance(_done: int) -> None:
            if next(steps) == at:
                raise KeyboardInterrupt

        return advance

    with tenant_context("TESTCLIENT"):
        with pytest.raises(KeyboardInterrupt):
            services.import_abstract_book(BOOK, conference="CONF26", progress=progress)
        assert not PlanionContainer.objects.exists()
        assert not People.objects.exists()
    assert import_abstract_book(BOOK)["counts"]["people"]["made"] == 5
