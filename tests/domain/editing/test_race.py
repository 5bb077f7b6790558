"""A write that begins while another transaction writes the row waits, and then sees what it wrote."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from poseidon.domain.changes.models import ChangeRecord
from poseidon.domain.conferences.services import add_conference
from poseidon.domain.editing.errors import EditConflictError
from poseidon.domain.people.services import PERSON, edit_person
from poseidon.models import People, PlanionContainer
from poseidon.tenancy.api import tenant_atomic, tenant_context
from tests import factories

pytestmark = [
    pytest.mark.mysql,
    pytest.mark.django_db(databases=["default", "TESTCLIENT", "TESTCLIENT_RO"], transaction=True),
]


def test_second_writer_waits_for_the_first_and_is_told() -> None:
    person = factories.PeopleFactory(phone="1")
    expected = PERSON.read(person, keys=PERSON.columns)
    began, outcome = threading.Event(), []

    def edit() -> None:
        with tenant_context("TESTCLIENT"):
            began.set()
            try:
                edit_person(person, changes={"phone": "3"}, expected=expected)
            except EditConflictError as conflict:
                outcome.append(conflict)
            finally:
                connections["TESTCLIENT"].close()

    second = threading.Thread(target=edit)
    with tenant_atomic():
        People.objects.filter(pid=person.pid).update(phone="2")
        second.start()
        began.wait(10)
        second.join(0.2)
        assert second.is_alive()
    second.join(10)
    assert [conflict.conflicts for conflict in outcome] == [[("phone", "1", "3", "2")]]
    person.refresh_from_db()
    assert person.phone == "2"


def test_conference_that_the_older_product_adds_at_the_same_moment_is_told() -> None:
    began, outcome = threading.Event(), []

    def add() -> None:
        with tenant_context("TESTCLIENT"):
            began.set()
            try:
                add_conference(values={"code": "39C3", "name": "Mine"})
            except ValidationError as refused:
                outcome.append(refused.message_dict)
            finally:
                connections["TESTCLIENT"].close()

    second = threading.Thread(target=add)
    with tenant_atomic(), connections["TESTCLIENT"].cursor() as cursor:
        cursor.execute("INSERT INTO confrnce (cfcnf, cfname) VALUES ('39c3', 'Theirs')")
        second.start()
        began.wait(10)
        second.join(0.2)
        assert second.is_alive()
    second.join(10)
    assert outcome == [{"code": ["Another conference has this code."]}]
    assert PlanionContainer.objects.get().name == "Theirs"
    assert not ChangeRecord.objects.exists()
