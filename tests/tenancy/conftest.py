"""Two tenants whose rows carry the same keys, so that whatever reaches into the wrong one is seen."""

import pytest
from django.db import connections, models
from pytest_django import DjangoDbBlocker

from poseidon.tenancy.api import tenant_context
from tests.tenancy.names import OTHER, OURS
from tests.testapp.models import Author, Book, Note, Shelf, Tag


@pytest.fixture
def rows(db: None) -> None:
    """Author 1, tag 1 and book 1 in both tenants, and author 2 in ours alone."""
    for tenant, name in ((OURS, "Ada"), (OTHER, "Bea")):
        with tenant_context(tenant):
            author = Author.objects.create(pk=1, name=name)
            tag = Tag.objects.create(pk=1, label=f"{name}'s tag")
            Book.objects.create(pk=1, title=f"{name}'s book", author=author).tags.add(tag)
    with tenant_context(OURS):
        Author.objects.create(pk=2, name="Abe")


@pytest.fixture(scope="session")
def second_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Tables on `second` of models that say nothing of a database, which migrate on `default` alone."""
    made: list[type[models.Model]] = [Shelf, Note]
    with django_db_blocker.unblock():
        there = connections["second"].introspection.table_names()
        with connections["second"].schema_editor() as editor:
            for model in made:
                if model._meta.db_table not in there:
                    editor.create_model(model)
