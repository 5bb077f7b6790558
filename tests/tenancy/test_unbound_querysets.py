"""Querysets made outside all tenants, as class attributes of views, forms and admins are."""

import copy
import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.db.models import Prefetch, QuerySet

from poseidon.tenancy.api import CrossTenantError, NoTenantError, tenant_context
from tests.tenancy.names import OTHER, OURS, TENANT_DATABASES
from tests.testapp.models import Author, Book

pytestmark = [pytest.mark.django_db(databases=TENANT_DATABASES), pytest.mark.usefixtures("rows")]


@pytest.fixture
def unbound() -> QuerySet[Author]:
    return Author.objects.all()


DERIVED: dict[str, Callable[[Any], Any]] = {
    "all": lambda rows: rows.order_by("pk"),
    "filter": lambda rows: rows.filter(pk=1),
    "slice": lambda rows: rows.order_by("pk")[:1],
    "or": lambda rows: rows.filter(pk=1) | rows.filter(pk=99),
    "union": lambda rows: rows.filter(pk=1).union(rows.filter(pk=99)),
    "deepcopy of a copy": lambda rows: copy.deepcopy(rows.filter(pk=1)),
}


@pytest.mark.parametrize("derive", DERIVED.values(), ids=DERIVED)
def test_a_copy_belongs_to_the_tenant_in_which_it_is_taken(derive: Any, unbound: QuerySet[Author]) -> None:
    for tenant, name in ((OURS, "Ada"), (OTHER, "Bea"), (OURS, "Ada")):
        with tenant_context(tenant):
            assert derive(unbound)[0].name == name


MIXED: dict[str, Callable[[Any], Any]] = {
    "or": lambda rows: rows | Author.objects.all(),
    "and": lambda rows: rows & Author.objects.all(),
    "xor": lambda rows: rows ^ Author.objects.filter(pk=99),
    "union": lambda rows: rows.union(Author.objects.all()),
    "intersection": lambda rows: rows.intersection(Author.objects.all()),
    "difference": lambda rows: rows.difference(Author.objects.filter(pk=99)),
    "prefetch": lambda rows: rows.prefetch_related(Prefetch("books", Book.objects.all())),
    "sub-query": lambda rows: rows.filter(pk__in=Author.objects.all()),
    "value": lambda rows: rows.filter(books=Book.objects.get(pk=1)),
}


@pytest.mark.parametrize("mix", MIXED.values(), ids=MIXED)
def test_mixed_with_one_tenant_s_the_result_is_that_tenant_s_and_the_original_stays_free(
    mix: Any, unbound: QuerySet[Author]
) -> None:
    for tenant, name in ((OURS, "Ada"), (OTHER, "Bea"), (OURS, "Ada")):
        with tenant_context(tenant):
            assert "Ada" not in [author.name for author in unbound.all()] or tenant == OURS
            mixed = mix(unbound)
        assert min(mixed, key=lambda author: author.pk).name == name


@pytest.mark.parametrize("mix", MIXED.values(), ids=MIXED)
def test_a_queryset_that_stands_second_is_not_bound_by_the_first(mix: Any, unbound: QuerySet[Author]) -> None:
    for tenant, name in ((OURS, "Ada"), (OTHER, "Bea")):
        with tenant_context(tenant):
            both = Author.objects.all() | unbound
            assert both.order_by("pk")[0].name == name
            assert unbound.all()[0].name == name


@pytest.mark.parametrize(
    "read_again",
    [
        list,
        len,
        bool,
        lambda rows: rows[0],
        lambda rows: rows[0:1],
        lambda rows: rows.count(),
        lambda rows: rows.exists(),
        lambda rows: rows.contains(Author(pk=1)),
        lambda rows: list(rows.iterator()),
        copy.copy,
    ],
)
def test_evaluated_itself_it_serves_the_first_tenant_only(read_again: Any, unbound: QuerySet[Author]) -> None:
    with tenant_context(OURS):
        assert [author.name for author in unbound] == ["Ada", "Abe"]
    with tenant_context(OTHER), pytest.raises(CrossTenantError, match=rf"{OURS}.*{OTHER}.*\.all\(\)"):
        read_again(unbound)
    with pytest.raises(NoTenantError):
        len(unbound)


def test_a_form_field_s_queryset_offers_each_tenant_its_own_rows() -> None:
    class BookForm(forms.ModelForm):
        class Meta:
            model = Book
            fields = ("title", "author")

    class Choose(forms.Form):
        author = forms.ModelChoiceField(queryset=Author.objects.order_by("pk"))

    for tenant, labels in ((OURS, ["Ada", "Abe"]), (OTHER, ["Bea"])):
        with tenant_context(tenant):
            for form in (Choose(), BookForm()):
                offered = [label for value, label in form.fields["author"].choices if value]  # type: ignore[attr-defined]
                assert sorted(offered) == sorted(labels)
    with tenant_context(OTHER):
        assert not Choose({"author": "2"}).is_valid(), "author 2 is ours alone"


# -- modules that are imported late


@pytest.fixture
def late_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A module with a class-level queryset, as `views.py` has it, that nobody has imported yet."""
    (tmp_path / "late_views.py").write_text(
        "from poseidon.tenancy.api import current_tenant\n"
        "from tests.testapp.models import Author\n"
        "SEEN = current_tenant()\n"
        "class List:\n"
        "    queryset = Author.objects.order_by('pk')\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    yield "late_views"
    sys.modules.pop("late_views", None)


def test_a_module_first_imported_by_a_tenant_s_request_is_not_that_tenant_s(late_module: str) -> None:
    with tenant_context(OURS):
        views = importlib.import_module(late_module)
        assert [author.name for author in views.List.queryset.all()] == ["Ada", "Abe"]
    with tenant_context(OTHER):
        assert [author.name for author in views.List.queryset.all()] == ["Bea"]
    assert views.SEEN is None


def test_the_same_code_run_by_hand_would_be_the_first_tenant_s_for_ever(late_module: str) -> None:
    """The leak without the import guard: the queryset is stamped, and stays so in every later request."""
    source = Path(sys.path[0], f"{late_module}.py").read_text()
    names: dict[str, Any] = {"__name__": late_module}
    with tenant_context(OURS):
        exec(source, names)  # what the import machinery does with a module
    with tenant_context(OTHER):
        assert [author.name for author in names["List"].queryset.all()] == ["Ada", "Abe"]
