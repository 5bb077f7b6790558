"""Forms and formsets save into the tenant of their rows."""

from typing import Any

import pytest
from django import forms
from django.forms import inlineformset_factory, modelform_factory, modelformset_factory

from poseidon.tenancy.api import CrossTenantError, tenant_context
from tests.tenancy.names import OTHER, OURS, TENANT_DATABASES
from tests.tenancy.unguarded import naive_routing, stored
from tests.testapp.models import Author, Book, StockAuthor, Tag

pytestmark = [pytest.mark.django_db(databases=TENANT_DATABASES), pytest.mark.usefixtures("rows")]

AuthorForm = modelform_factory(Author, fields=["name"])
BookForm = modelform_factory(Book, fields=["title", "author", "tags"])
AuthorFormSet = modelformset_factory(Author, fields=["name"], extra=0)
BookFormSet = inlineformset_factory(Author, Book, fields=["title"], extra=1)


def management(total: int, initial: int, prefix: str = "form") -> dict[str, str]:
    return {f"{prefix}-TOTAL_FORMS": str(total), f"{prefix}-INITIAL_FORMS": str(initial)}


def test_a_stock_form_saved_in_another_tenant_overwrites_its_row() -> None:
    form_class = modelform_factory(StockAuthor, fields=["name"])
    with tenant_context(OURS):
        form = form_class({"name": "changed"}, instance=StockAuthor.objects.get(pk=1))
    with tenant_context(OTHER), naive_routing():
        form.save()
    assert stored(OTHER) == ["changed"]


def test_a_form_of_one_tenant_s_row_is_not_saved_in_another() -> None:
    with tenant_context(OURS):
        form = AuthorForm({"name": "changed"}, instance=Author.objects.get(pk=1))
        assert form.is_valid()
    with tenant_context(OTHER), pytest.raises(CrossTenantError, match=f"Author 1.*{OURS}.*{OTHER}"):
        form.save()
    with tenant_context(OURS):
        form.save()
    assert (stored(OURS), stored(OTHER)) == (["changed", "Abe"], ["Bea"])


def test_a_form_of_a_new_row_is_saved_where_it_was_begun() -> None:
    with tenant_context(OURS):
        form = AuthorForm({"name": "new"})
    with tenant_context(OTHER), pytest.raises(CrossTenantError):
        form.save()
    assert stored(OTHER) == ["Bea"]


def test_a_form_offers_and_takes_rows_of_its_tenant_only() -> None:
    with tenant_context(OTHER):
        form = BookForm({"title": "x", "author": "2", "tags": ["1"]})
        assert not form.is_valid()
        assert "author" in form.errors, "author 2 is ours alone"
    with tenant_context(OURS):
        form = BookForm({"title": "x", "author": "2", "tags": ["1"]})
        book = form.save()
    assert book.author.name == "Abe"
    assert [tag.label for tag in book.tags.all()] == ["Ada's tag"]


def test_what_a_form_cleaned_in_one_tenant_is_not_related_in_another() -> None:
    with tenant_context(OTHER):
        form = BookForm({"title": "x", "author": "1", "tags": ["1"]})
        assert form.is_valid()
    with tenant_context(OURS):
        book = Book.objects.get(pk=1)
        with pytest.raises(CrossTenantError):
            book.author = form.cleaned_data["author"]
        with pytest.raises(CrossTenantError):
            book.tags.set(form.cleaned_data["tags"])
        with pytest.raises(CrossTenantError):
            form.save()


def test_a_many_to_many_saved_late_stays_in_its_tenant() -> None:
    with tenant_context(OURS):
        form = BookForm({"title": "x", "author": "1", "tags": ["1"]})
        book = form.save(commit=False)
        book.save()
    with tenant_context(OTHER), pytest.raises(CrossTenantError):
        form.save_m2m()
    with tenant_context(OURS):
        form.save_m2m()
        assert book.tags.count() == 1


def test_a_choice_field_keeps_the_tenant_of_its_queryset() -> None:
    with tenant_context(OURS):
        field = forms.ModelMultipleChoiceField(Author.objects.order_by("pk"))
    with tenant_context(OTHER):
        assert [str(label) for _, label in field.choices] == ["Ada", "Abe"]
        assert [author.name for author in field.clean(["2"])] == ["Abe"]
        with pytest.raises(CrossTenantError):
            Author.objects.filter(pk__in=field.clean(["2"]))


def test_a_formset_of_one_tenant_is_not_saved_in_another() -> None:
    data = management(2, 2) | {"form-0-id": "1", "form-0-name": "x", "form-1-id": "2", "form-1-name": "y"}
    with tenant_context(OURS):
        formset: Any = AuthorFormSet(data, queryset=Author.objects.order_by("pk"))
        assert formset.is_valid(), formset.errors
    with tenant_context(OTHER), pytest.raises(CrossTenantError):
        formset.save()
    assert (stored(OURS), stored(OTHER)) == (["Ada", "Abe"], ["Bea"])
    with tenant_context(OURS):
        formset.save()
    assert stored(OURS) == ["x", "y"]


def test_a_formset_posted_to_another_tenant_does_not_find_the_rows() -> None:
    data = management(1, 1) | {"form-0-id": "2", "form-0-name": "x"}
    with tenant_context(OTHER):
        formset: Any = AuthorFormSet(data, queryset=Author.objects.order_by("pk"))
        assert not formset.is_valid()


def test_an_inline_formset_stays_with_its_parent_s_tenant() -> None:
    data = management(2, 1, "books") | {"books-0-id": "1", "books-0-title": "x", "books-1-title": "new"}
    with tenant_context(OURS):
        author = Author.objects.get(pk=1)
        formset: Any = BookFormSet(data, instance=author)
        assert formset.is_valid(), formset.errors
    with tenant_context(OTHER), pytest.raises(CrossTenantError):
        formset.save()
    with tenant_context(OURS):
        formset.save()
    assert stored(OURS, "testapp_book", "title") == ["x", "new"]
    assert stored(OTHER, "testapp_book", "title") == ["Bea's book"]


def test_uniqueness_is_asked_of_the_tenant_that_the_form_is_for() -> None:
    form_class = modelform_factory(Tag, fields=["label"])
    with tenant_context(OURS):
        assert form_class({"label": "Bea's tag"}).is_valid(), "taken in the other tenant only"
        assert not form_class({"label": "Ada's tag"}).is_valid()
