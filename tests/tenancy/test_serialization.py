"""Fixtures and serializers: the database that is named, and no other."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core import serializers
from django.core.management import call_command

from poseidon.tenancy.api import CrossTenantError, tenant_context
from tests.tenancy.names import OTHER, OURS, TENANT_DATABASES
from tests.tenancy.unguarded import stored, unguarded_statements
from tests.testapp.models import Author, Book, Note

pytestmark = [pytest.mark.django_db(databases=TENANT_DATABASES), pytest.mark.usefixtures("rows")]

FIXTURE = [
    {"model": "testapp.author", "pk": 1, "fields": {"name": "loaded", "rank": 3}},
    {"model": "testapp.tag", "pk": 7, "fields": {"label": "loaded tag"}},
    {"model": "testapp.book", "pk": 8, "fields": {"title": "loaded book", "author": 1, "tags": [7]}},
    {"model": "testapp.note", "pk": 9, "fields": {"text": "not a tenant's", "related": []}},
]


@pytest.fixture
def fixture(tmp_path: Path) -> str:
    path = tmp_path / "library.json"
    path.write_text(json.dumps(FIXTURE))
    return str(path)


def test_a_fixture_is_loaded_into_the_tenant_that_is_named(fixture: str) -> None:
    call_command("loaddata", fixture, database=OTHER, verbosity=0)
    assert stored(OTHER) == ["loaded"]
    assert stored(OTHER, "testapp_book_tags", "tag_id") == [1, 7]
    assert stored(OURS) == ["Ada", "Abe"]
    assert not Note.objects.exists(), "it does not live in tenants and is left out"


def test_a_fixture_for_the_shared_database_leaves_tenants_alone(fixture: str) -> None:
    call_command("loaddata", fixture, database="default", verbosity=0)
    assert Note.objects.get().text == "not a tenant's"
    assert (stored(OURS), stored(OTHER)) == (["Ada", "Abe"], ["Bea"])


def test_a_fixture_is_not_loaded_into_another_tenant_than_the_one_in_context(fixture: str) -> None:
    with tenant_context(OURS):
        with pytest.raises(CrossTenantError, match=f"(?s){OTHER}.*{OURS}"):
            call_command("loaddata", fixture, database=OTHER, verbosity=0)
        assert stored(OTHER) == ["Bea"]
        call_command("loaddata", fixture, database=OURS, verbosity=0)
    assert stored(OURS) == ["loaded", "Abe"]


def test_rows_read_from_text_in_one_tenant_are_not_saved_in_another() -> None:
    """They pass `save()` and `save_base()` by."""
    with tenant_context(OURS):
        (ours,) = serializers.deserialize("json", json.dumps(FIXTURE[:1]))
    with tenant_context(OTHER), unguarded_statements(OURS, OTHER):
        for using in (None, OURS, OTHER):
            with pytest.raises(CrossTenantError):
                ours.save(using=using)
    with pytest.raises(CrossTenantError):
        ours.save(using=OTHER)
    assert stored(OTHER) == ["Bea"]


def test_rows_read_from_text_are_saved_in_the_tenant_they_were_read_in() -> None:
    with tenant_context(OURS):
        (ours,) = serializers.deserialize("json", json.dumps(FIXTURE[:1]))
    ours.save()
    assert (stored(OURS), stored(OTHER)) == (["loaded", "Abe"], ["Bea"])


def test_a_dump_holds_the_tenant_that_is_named() -> None:
    assert [row["fields"]["name"] for row in dumped("testapp.Author", OTHER)] == ["Bea"]
    assert [row["fields"]["name"] for row in dumped("testapp.Author", OURS)] == ["Ada", "Abe"]
    with tenant_context(OURS), pytest.raises(Exception, match=f"(?s){OTHER}.*{OURS}"):
        dumped("testapp.Author", OTHER)


def test_a_dump_of_one_tenant_loads_into_another(tmp_path: Path) -> None:
    path = tmp_path / "dump.json"
    path.write_text(json.dumps(dumped("testapp", OURS)))
    call_command("loaddata", str(path), database=OTHER, verbosity=0)
    assert stored(OTHER) == ["Ada", "Abe"]
    with tenant_context(OTHER):
        assert [tag.label for tag in Book.objects.get(pk=1).tags.all()] == ["Ada's tag"]


def test_a_dump_of_the_shared_database_holds_no_tenant_s_rows() -> None:
    Note.objects.create(text="shared")
    assert {row["model"] for row in dumped("testapp", "default")} == {"testapp.note"}


def dumped(what: str, database: str) -> list[Any]:
    out = io.StringIO()
    call_command(
        "dumpdata",
        what,
        "--exclude=testapp.StockAuthor",
        "--exclude=testapp.StockBook",
        database=database,
        stdout=out,
    )
    rows: list[Any] = json.loads(out.getvalue())
    return rows


def test_a_queryset_is_serialized_from_its_own_tenant() -> None:
    with tenant_context(OURS):
        books = Book.objects.all()
        authors = Author.objects.filter(pk=1)
    with tenant_context(OTHER):
        (book,) = json.loads(serializers.serialize("json", books))
        (author,) = json.loads(serializers.serialize("json", authors.iterator()))
    assert (book["fields"]["title"], book["fields"]["tags"]) == ("Ada's book", [1])
    assert author["fields"]["name"] == "Ada"
