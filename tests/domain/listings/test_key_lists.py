"""`among_keys` finds what `in` finds."""

import re

import pytest
from django.db import connections

from poseidon.commons.key_lists import KeyList
from poseidon.models import AbstractAuthors, People
from poseidon.tenancy.api import tenant_context
from tests import factories

pytestmark = pytest.mark.django_db(databases=["TESTCLIENT", "TESTCLIENT_RO"])


def test_finds_what_in_finds() -> None:
    with tenant_context("TESTCLIENT"):
        pids = [factories.PeopleFactory().pid for _ in range(5)]
        for wanted in ([], pids[:1], pids[1:3], [*pids, pids[0], 987654]):
            found = People.objects.filter(pid__among_keys=KeyList(wanted))
            assert set(found) == set(People.objects.filter(pid__in=wanted))


def test_works_on_references_and_in_combinations() -> None:
    with tenant_context("TESTCLIENT"):
        row, other = factories.AbstractAuthorsFactory(), factories.AbstractAuthorsFactory()
        found = AbstractAuthors.objects.filter(abstract_id__among_keys=KeyList([row.abstract_id]))
        assert list(found) == [row]
        assert list(AbstractAuthors.objects.exclude(pk__among_keys=KeyList([row.pk]))) == [other]
        assert found.exclude(pk__among_keys=KeyList([])).count() == 1


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        KeyList(["1) OR (1=1"])
    with tenant_context("TESTCLIENT"), pytest.raises(TypeError, match="takes a KeyList"):
        list(People.objects.filter(pid__among_keys=[1]))


@pytest.mark.mysql
def test_list_is_one_parameter_on_our_backend_and_on_djangos() -> None:
    from django.db.backends.mysql.base import DatabaseWrapper  # here: without a MySQL there is no driver

    ours = connections["TESTCLIENT"]
    options = {name: value for name, value in ours.settings_dict["OPTIONS"].items() if name != "pool"}
    stock = DatabaseWrapper({**ours.settings_dict, "OPTIONS": options}, "TESTCLIENT")
    for connection in (ours, stock):
        with tenant_context("TESTCLIENT"):
            query = People.objects.filter(pid__among_keys=KeyList([7, 8, 7])).query
            statement, params = query.get_compiler(connection=connection).as_sql()
        assert (statement.count("%s"), len(params)) == (1, 1)
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            assert re.search(r"`pid` IN \(7, ?8\)", connection.ops.last_executed_query(cursor, "", ()))
    stock.close()
