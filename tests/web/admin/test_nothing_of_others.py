"""No page of one tenant's admin shows a word of another's rows, whose every column has one that is nowhere
else, and none asks the other's database."""

import pytest
from django.db.models import CharField, Model, TextField

from poseidon.admin import tenant_site
from poseidon.tenancy.api import tenant_context
from tests import factories
from tests.web.conftest import DATABASES, CountQueries, SignIn

pytestmark = pytest.mark.django_db(databases=DATABASES)

MODELS = sorted(tenant_site._registry, key=lambda model: model.__name__)
WORD = "Zyq"
BASE = "/TESTCLIENT/admin/poseidon/"


def made_foreign(model: type[Model], key: object) -> None:
    """A row under the same key as TESTCLIENT's, with the word in every column of text."""
    row = getattr(factories, f"{model.__name__}Factory").build()
    for field in model._meta.concrete_fields:
        if isinstance(field, (CharField, TextField)) and not field.primary_key:
            setattr(row, field.attname, WORD)
        elif field.is_relation:
            setattr(row, field.name, None)
    row.pk = key
    row.save(force_insert=True, using="OTHERCLIENT")


def test_no_page_shows_a_word_of_another_tenant(client_of: SignIn, count_queries: CountQueries) -> None:
    rows = {}
    with tenant_context("TESTCLIENT"):
        for model in MODELS:
            rows[model] = getattr(factories, f"{model.__name__}Factory")()
    with tenant_context("OTHERCLIENT"):
        for model, row in rows.items():
            made_foreign(model, row.pk)
            assert model.objects.filter(pk=row.pk).exists()
    operator, shown, asked = client_of("operator"), set(), set()
    for model, row in rows.items():
        there = f"{BASE}{model._meta.model_name}/"
        for part in ("", "add/", f"{row.pk}/change/", f"{row.pk}/delete/"):
            with count_queries() as counts:
                text = operator.get(there + part).text
            if WORD in text:
                shown.add(there + part)
            if counts["OTHERCLIENT"]:
                asked.add(there + part)
        assert not operator.get(there, {"q": WORD}).context["cl"].result_list, model
    assert shown == set() == asked
    assert WORD in operator.get("/OTHERCLIENT/admin/poseidon/people/").text
