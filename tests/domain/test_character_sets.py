"""Columns of every character set are compared with every text."""

import pytest
from django.db import OperationalError

from poseidon.commons.text_search import among_texts, every_word_in, same_text
from poseidon.models import City, People, PlanionContainer, Registration
from poseidon.tenancy.api import tenant_context
from tests import factories

pytestmark = pytest.mark.django_db(databases=["TESTCLIENT", "TESTCLIENT_RO"])

COLUMNS = [
    (City, "name", "latin1"),
    (Registration, "category", "latin1"),
    (PlanionContainer, "name", "utf8mb3"),
    (People, "last_name", "utf8mb4"),
]
TEXTS = ("Zoë", "日本", "🎉", "Łódź 🎉 日")


@pytest.mark.mysql
def test_server_refuses_to_compare_latin1_with_what_it_cannot_hold() -> None:
    with tenant_context("TESTCLIENT"), pytest.raises(OperationalError, match="Illegal mix of collations"):
        list(City.objects.filter(name="日本"))


@pytest.mark.parametrize(("model", "field", "charset"), COLUMNS)
@pytest.mark.parametrize("text", TEXTS)
def test_every_comparison_is_answered(model: type, field: str, charset: str, text: str) -> None:
    with tenant_context("TESTCLIENT"):
        for condition in (
            same_text(field, text),
            among_texts(field, [text, "plain"]),
            every_word_in(text, field),
        ):
            assert list(model.objects.filter(condition)) == []


@pytest.mark.parametrize("words", ["köln", "Köl", pytest.param("KÖLN", marks=pytest.mark.mysql)])
def test_text_beyond_ascii_is_found_in_latin1(words: str) -> None:
    with tenant_context("TESTCLIENT"):
        factories.CityFactory(name="Köln")
        factories.CityFactory(name="Hamburg")
        found = City.objects.filter(every_word_in(words, "name"))
        assert [city.name for city in found] == ["Köln"]


def test_text_beyond_ascii_is_equal_to_itself() -> None:
    with tenant_context("TESTCLIENT"):
        factories.PeopleFactory(last_name="日本 🎉")
        assert People.objects.filter(same_text("last_name", "日本 🎉")).count() == 1
        assert People.objects.filter(among_texts("last_name", ["日本 🎉", "x"])).count() == 1
        assert People.objects.filter(same_text("last_name", "日本")).count() == 0


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", '"', "--", ";"])
def test_signs_of_sql_are_only_signs(text: str) -> None:
    with tenant_context("TESTCLIENT"):
        factories.PeopleFactory(last_name=f"before {text} after")
        factories.PeopleFactory(last_name="without")
        found = People.objects.filter(every_word_in(text, "last_name"))
        assert [person.last_name for person in found] == [f"before {text} after"]
