"""Edits write what changed and nothing else, and stop where the older product was quicker."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.test.utils import CaptureQueriesContext

from poseidon.domain.abstracts.services import ABSTRACT, delete_abstract, edit_abstract
from poseidon.domain.editing.errors import EditConflictError, RowGoneError
from poseidon.domain.editing.plain import GONE
from poseidon.domain.people.services import PERSON, add_person, delete_person, edit_person
from poseidon.domain.program.services import SESSION, edit_session
from poseidon.models import AbstractAuthors, CstmVals, People, SessionPerson
from poseidon.tenancy.api import CrossTenantError, ReferredError, tenant_context
from tests import factories
from tests.domain.editing.conftest import OlderProduct

pytestmark = pytest.mark.django_db(databases=["TESTCLIENT", "TESTCLIENT_RO", "OTHERCLIENT"])


def sheet_of(person: People) -> dict[str, object]:
    return PERSON.read(People.objects.get(pid=person.pid), keys=PERSON.columns)


def columns_written(statements: CaptureQueriesContext, table: str) -> list[set[str]]:
    """The columns that each UPDATE of `table` sets."""
    sets = [
        match[1]
        for each in statements.captured_queries
        if (match := re.search(rf"UPDATE .{table}. SET (.*) WHERE", each["sql"], re.DOTALL))
    ]
    return [set(re.findall(r"[`\"](\w+)[`\"] =", each)) for each in sets]


def test_save_without_the_guard_overwrites_the_older_product(older_product: OlderProduct) -> None:
    person = factories.PeopleFactory(phone="1")
    older_product("UPDATE people SET phone = '2' WHERE pid = %s", person.pid)
    person.last_name = "Byron"
    person.save()
    person.refresh_from_db()
    assert person.phone == "1"  # the leak


def test_only_changed_columns_are_written() -> None:
    person = factories.PeopleFactory()
    with CaptureQueriesContext(connections["TESTCLIENT"]) as statements:
        edited = edit_person(
            person, changes={"last_name": "Byron", "country": person.country}, expected=sheet_of(person)
        )
    assert columns_written(statements, "people") == [{"last_name", "updated_at"}]
    assert any("FOR UPDATE" in each["sql"] for each in statements.captured_queries) or not _is_mysql()
    assert edited.written == ("last_name",)


def test_nothing_is_written_where_nothing_changed() -> None:
    person = factories.PeopleFactory()
    with CaptureQueriesContext(connections["TESTCLIENT"]) as statements:
        edited = edit_person(person, changes={"last_name": person.last_name}, expected=sheet_of(person))
    assert columns_written(statements, "people") == []
    assert edited.written == ()


def test_conflict_with_the_older_product_is_told_and_nothing_written(older_product: OlderProduct) -> None:
    person = factories.PeopleFactory(phone="1", city="Turin")
    expected = sheet_of(person)
    older_product("UPDATE people SET phone = '2', city = 'Rome' WHERE pid = %s", person.pid)
    with pytest.raises(EditConflictError, match="TESTCLIENT") as refused:
        edit_person(person, changes={"phone": "3", "last_name": "Byron"}, expected=expected)
    assert refused.value.conflicts == [("phone", "1", "3", "2")]
    assert [each.key for each in refused.value.others] == ["city"]
    person.refresh_from_db()
    assert (person.phone, person.last_name, person.city) == ("2", "Lovelace", "Rome")


def test_other_columns_of_the_older_product_stay(older_product: OlderProduct) -> None:
    person = factories.PeopleFactory(phone="1")
    expected = sheet_of(person)
    older_product("UPDATE people SET phone = '2' WHERE pid = %s", person.pid)
    edited = edit_person(person, changes={"last_name": "Byron"}, expected=expected)
    assert [(each.key, each.theirs) for each in edited.others] == [("phone", "2")]
    person.refresh_from_db()
    assert (person.phone, person.last_name) == ("2", "Byron")


def test_null_and_empty_stay_what_they_were(older_product: OlderProduct) -> None:
    person = factories.PeopleFactory()
    older_product("UPDATE people SET phone = NULL, city = '' WHERE pid = %s", person.pid)
    edit_person(
        person, changes={"last_name": "Byron", "phone": None, "city": None}, expected=sheet_of(person)
    )
    person.refresh_from_db()
    assert (person.phone, person.city) == (None, "")


def test_row_that_is_gone_is_told(older_product: OlderProduct) -> None:
    person = factories.PeopleFactory()
    older_product("DELETE FROM people WHERE pid = %s", person.pid)
    with pytest.raises(RowGoneError):
        edit_person(person, changes={"last_name": "Byron"}, expected={"last_name": "Lovelace"})


@pytest.mark.parametrize(
    ("changes", "refused"),
    [({"title": "x" * 51}, "title"), ({"public": "perhaps"}, "public")],
)
def test_what_the_column_cannot_hold_is_refused(changes: dict[str, object], refused: str) -> None:
    person = factories.PeopleFactory()
    with pytest.raises(ValidationError) as error:
        edit_person(person, changes=changes, expected=sheet_of(person))
    assert list(error.value.error_dict) == [refused]


def test_session_cannot_end_before_it_begins_although_each_half_is_fine(older_product: OlderProduct) -> None:
    session = factories.SessionFactory()
    expected = SESSION.read(session, keys=SESSION.columns)
    older_product("UPDATE sessn SET starts = '2024-12-27 12:00:00' WHERE sessid = %s", session.id)
    with pytest.raises(ValidationError, match="ends before"):
        edit_session(session, changes={"end": factories.MORNING}, expected=expected)


def test_unknown_key_is_refused() -> None:
    person = factories.PeopleFactory()
    with pytest.raises(ValueError, match="not edited by pid"):
        edit_person(person, changes={"pid": 7}, expected={"pid": person.pid})


def test_row_of_another_tenant_is_not_taken_for_ours() -> None:
    person = factories.PeopleFactory(pid=7)
    with tenant_context("OTHERCLIENT"):
        namesake = factories.PeopleFactory(pid=7)
        with pytest.raises(CrossTenantError):
            edit_person(person, changes={"last_name": "Byron"}, expected={"last_name": "Lovelace"})
        namesake.refresh_from_db()
        assert namesake.last_name == "Lovelace"


def test_answers_are_saved_with_the_row_or_not_at_all() -> None:
    person = factories.PeopleFactory()
    meal = factories.CstmFldsFactory(type="choice", choices="meat\nfish")
    key = f"custom.{meal.pk}"
    expected = {**sheet_of(person), key: None}
    with pytest.raises(ValidationError):
        edit_person(person, changes={"last_name": "Byron", key: "stone"}, expected=expected)
    person.refresh_from_db()
    assert person.last_name == "Lovelace"
    edit_person(person, changes={"last_name": "Byron", key: "fish"}, expected=expected)
    assert CstmVals.objects.get(field=meal, row_key=str(person.pid)).value == "fish"
    edit_person(person, changes={key: None}, expected={key: "fish"})
    assert not CstmVals.objects.filter(field=meal).exists()


def test_answer_that_somebody_else_gave_is_not_overwritten() -> None:
    person, field = factories.PeopleFactory(), factories.CstmFldsFactory()
    factories.CstmValsFactory(field=field, row_key=str(person.pid), value="theirs")
    with pytest.raises(EditConflictError):
        edit_person(person, changes={f"custom.{field.pk}": "mine"}, expected={f"custom.{field.pk}": None})


def test_new_person_with_answer() -> None:
    field = factories.CstmFldsFactory(type="number")
    person = add_person(values={"last_name": "Byron", f"custom.{field.pk}": "007.50"})
    assert CstmVals.objects.get(row_key=str(person.pid)).value == "7.50"


# -- an abstract's authors


def abstract_with_authors(number: int = 3) -> tuple[object, list[AbstractAuthors], dict[str, object]]:
    abstract = factories.AbstractFactory()
    authors = [factories.AbstractAuthorsFactory(abstract=abstract, order=n * 10) for n in range(number)]
    return abstract, authors, ABSTRACT.read(abstract, keys={*ABSTRACT.columns, "authors.order"})


def test_affiliation_of_one_author_is_one_column_of_one_row() -> None:
    abstract, authors, expected = abstract_with_authors()
    with CaptureQueriesContext(connections["TESTCLIENT"]) as statements:
        edit_abstract(abstract, changes={f"authors.{authors[1].id}.affiliation": "Turin"}, expected=expected)
    assert columns_written(statements, "abstractauthors") == [{"affil"}]
    assert columns_written(statements, "abstract") == []


def test_authors_are_reordered_removed_and_added_together() -> None:
    abstract, (one, two, three), expected = abstract_with_authors()
    new = factories.PeopleFactory()
    edit_abstract(
        abstract,
        changes={
            f"authors.{two.id}": GONE,
            "authors.+": [{"pid": new.pid, "affiliation": None, "presenting": True, "corresponding": False}],
            "authors.order": [three.id, "+0", one.id],
        },
        expected=expected,
    )
    rows = AbstractAuthors.objects.filter(abstract=abstract).order_by("order")
    assert [row.pid for row in rows] == [three.pid, new.pid, one.pid]
    assert [row.order for row in rows] == [1, 2, 3]


def test_author_added_by_the_older_product_stays_and_comes_last_of_those_ordered(
    older_product: OlderProduct,
) -> None:
    abstract, (one, two), expected = abstract_with_authors(2)
    older_product("INSERT INTO abstractauthors (absid, pid, sortord) VALUES (%s, 99, 30)", abstract.id)
    with pytest.raises(EditConflictError) as refused:
        edit_abstract(abstract, changes={"authors.order": [two.id, one.id]}, expected=expected)
    assert [each.key for each in refused.value.conflicts] == ["authors.order"]
    now = refused.value.conflicts[0].theirs
    edit_abstract(
        abstract,
        changes={"authors.order": [two.id, one.id]},
        expected={**expected, "authors.order": now},
    )
    rows = AbstractAuthors.objects.filter(abstract=abstract).order_by("order")
    assert [row.pid for row in rows] == [two.pid, one.pid, 99]


def test_author_changed_by_the_older_product_is_not_removed(older_product: OlderProduct) -> None:
    abstract, (one,), expected = abstract_with_authors(1)
    older_product("UPDATE abstractauthors SET affil = 'Rome' WHERE id = %s", one.id)
    with pytest.raises(EditConflictError):
        edit_abstract(abstract, changes={f"authors.{one.id}": GONE}, expected=expected)


def test_author_whom_both_added_is_there_once(older_product: OlderProduct) -> None:
    abstract, _, expected = abstract_with_authors(0)
    older_product("INSERT INTO abstractauthors (absid, pid, sortord) VALUES (%s, 99, 1)", abstract.id)
    edit_abstract(abstract, changes={"authors.+": [{"pid": 99}]}, expected=expected)
    assert AbstractAuthors.objects.filter(abstract=abstract, pid=99).count() == 1


# -- deleting


def test_person_who_is_referred_to_stays() -> None:
    role = factories.SessionPersonFactory()
    person = People.objects.get(pid=role.pid)
    with pytest.raises(ReferredError) as refused:
        delete_person(person, expected=sheet_of(person))
    assert [(each.model, each.number) for each in refused.value.referrers] == [(SessionPerson, 1)]
    assert People.objects.filter(pid=person.pid).exists()


def test_person_goes_with_their_answers() -> None:
    person = factories.PeopleFactory()
    factories.CstmValsFactory(row_key=str(person.pid))
    delete_person(person, expected=sheet_of(person))
    assert not People.objects.filter(pid=person.pid).exists()
    assert not CstmVals.objects.exists()


def test_abstract_in_a_session_keeps_its_authors_when_it_may_not_go() -> None:
    abstract, _, expected = abstract_with_authors()
    factories.SessionAbstractFactory(abstract=abstract)
    with pytest.raises(ReferredError):
        delete_abstract(abstract, expected=expected)
    assert AbstractAuthors.objects.filter(abstract=abstract).count() == 3


def test_row_that_changed_since_it_was_looked_at_is_not_deleted(older_product: OlderProduct) -> None:
    person = factories.PeopleFactory()
    expected = sheet_of(person)
    older_product("UPDATE people SET phone = '2' WHERE pid = %s", person.pid)
    with pytest.raises(EditConflictError):
        delete_person(person, expected=expected)


def _is_mysql() -> bool:
    return connections["TESTCLIENT"].vendor == "mysql"
