"""Inputs for references."""

import pytest
from django import forms
from django.contrib.admin import ModelAdmin, TabularInline
from django.contrib.admin.sites import AdminSite
from django.forms import inlineformset_factory, modelform_factory
from django.http import HttpRequest
from django.test import RequestFactory

from poseidon.models import City, PlanionContainer, Session, SessionPerson
from poseidon.tenancy.api import tenant_context
from poseidon.web.reference_lookup import ReferenceLookup
from poseidon.web.reference_widget import ReferenceAdminMixin, ReferenceFormField
from tests.tenancy.names import OTHER, OURS
from tests.tenancy.references.conftest import DATABASES, programme, queries

__all__ = ["programme"]
pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("programme")]


class ConferenceForm(forms.Form):
    city = ReferenceFormField(PlanionContainer.city, required=False)
    sponsor = ReferenceFormField(PlanionContainer.sponsor_account, required=False)


class ConferenceAdmin(ReferenceAdminMixin, ModelAdmin):
    fields = ("code", "name", "sponsor", "cityid")
    reference_attrs = {"class": "themed"}


class PersonInline(ReferenceAdminMixin, TabularInline):
    model = SessionPerson
    fields = ("pid", "role")


class CityAdmin(ReferenceAdminMixin, ModelAdmin):
    pass


def as_operator() -> HttpRequest:
    from django.contrib.auth.models import User

    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_active=True)
    return request


def errors(**data: str) -> list[str]:
    form = ConferenceForm(data)
    form.is_valid()
    return [message for messages in form.errors.values() for message in messages]


def test_existing_key_is_taken_in_its_own_spelling() -> None:
    with tenant_context(OURS):
        form = ConferenceForm({"city": "wies ", "sponsor": "wiesbaden"})
        assert form.is_valid(), form.errors
        assert form.cleaned_data == {"city": "WIES", "sponsor": "WIESBADEN"}


def test_nothing_entered_is_none() -> None:
    with tenant_context(OURS):
        form = ConferenceForm({"city": " ", "sponsor": ""})
        assert form.is_valid()
        assert form.cleaned_data == {"city": None, "sponsor": None}


@pytest.mark.parametrize("entered", ["Wiesb", "wisbaden of testclient", "WEIS"])
def test_what_is_not_there_is_refused_with_what_may_have_been_meant(entered: str) -> None:
    with tenant_context(OURS):
        told = f"There is no city {entered}. Did you mean WIES (Wiesbaden of {OURS})?"
        assert errors(city=entered) == [told]


def test_key_of_another_tenant_is_neither_taken_nor_suggested() -> None:
    with tenant_context(OTHER):
        City.objects.create(cityid="THEIRS", name="Theirs")
    with tenant_context(OURS):
        assert errors(city="THEIRS") == ["There is no city THEIRS."]


def test_other_customers_are_not_shown_unless_asked_for() -> None:
    with tenant_context(OURS):
        assert errors(sponsor="WIESBAD") == ["There is no account WIESBAD."]
        assert "City of Wiesbaden" not in str(ConferenceForm()["sponsor"])
        lookup = ReferenceLookup(PlanionContainer.sponsor_account, suggest=True)
        field = ReferenceFormField(PlanionContainer.sponsor_account, lookup=lookup)
        with pytest.raises(forms.ValidationError, match=r"Did you mean WIESBADEN \(City of Wiesbaden\)"):
            field.clean("WIESBAD")


def test_dangling_value_may_stay_until_it_is_touched() -> None:
    with tenant_context(OURS):
        kept = ConferenceForm({"city": "GONE"}, initial={"city": "GONE"})
        assert kept.is_valid(), kept.errors
        assert kept.cleaned_data["city"] == "GONE"
        assert not kept.has_changed()
        touched = ConferenceForm({"city": "GONE2"}, initial={"city": "GONE"})
        assert not touched.is_valid()


def test_input_lists_the_first_rows_and_names_the_chosen_one() -> None:
    with tenant_context(OURS):
        City.objects.bulk_create(City(cityid=f"A{index}", name=f"Aachen {index}") for index in range(60))
        City.objects.create(cityid="<b>", name="<script>")
        html = str(ConferenceForm(initial={"city": "WIES"})["city"])
        assert 'list="id_city_list"' in html
        assert '<datalist id="id_city_list">' in html
        assert html.count("<option") == 50
        assert "<script>" not in html
        assert f'<span class="reference-name">Wiesbaden of {OURS}</span>' in html
        assert "no such city" in str(ConferenceForm(initial={"city": "GONE"})["city"])


def test_form_class_that_lives_on_shows_each_tenant_its_own_rows() -> None:
    for tenant in (OURS, OTHER, OURS):
        with tenant_context(tenant):
            assert f"Wiesbaden of {tenant}" in str(ConferenceForm()["city"])


def test_admin_form_has_inputs_for_references_and_saves_through_them() -> None:
    with tenant_context(OURS):
        admin = ConferenceAdmin(PlanionContainer, AdminSite())
        form_class = admin.get_form(as_operator())
        row = PlanionContainer.objects.get(code="C2")
        data = {"code": "C2", "name": "Two", "sponsor": "wiesbaden", "cityid": "wies"}
        form = form_class(data, instance=row)
        assert 'class="themed"' in str(form["cityid"])
        assert form.is_valid(), form.errors
        form.save()
        assert PlanionContainer.objects.get(code="C2").city.cityid == "WIES"
        assert not form_class({**data, "cityid": "NOPE"}, instance=row).is_valid()


@pytest.mark.parametrize("number", [1, 3])
def test_inline_reads_the_offered_people_once_for_all_rows(number: int) -> None:
    with tenant_context(OURS):
        session = Session.objects.get()
        SessionPerson.objects.all().delete()
        SessionPerson.objects.bulk_create(SessionPerson(session=session, pid=1) for _ in range(number))
        inline = PersonInline(Session, AdminSite())
        form = modelform_factory(
            SessionPerson,
            fields=["pid"],
            formfield_callback=lambda field, **options: inline.formfield_for_dbfield(
                field, as_operator(), **options
            ),
        )
        formset = inlineformset_factory(Session, SessionPerson, form=form, extra=2)(instance=session)
        with queries(**{OURS: 2}):  # the rows, and the people offered
            assert str(formset).count("<datalist") == number + 2


def test_numbers_are_looked_for_by_number_and_by_name() -> None:
    with tenant_context(OURS):
        field = ReferenceFormField(SessionPerson.person)
        assert field.clean(" 1 ") == 1
        with pytest.raises(forms.ValidationError, match=r"no person 77\.'"):
            field.clean("77")
        with pytest.raises(forms.ValidationError, match=rf"Did you mean 2 \(Person 2 of {OURS}\)"):
            field.clean("person 2")


def test_admin_protects_what_is_referred_to() -> None:
    with tenant_context(OURS):
        City.objects.create(cityid="FREE")
        admin = CityAdmin(City, AdminSite())
        protected = admin.get_deleted_objects(City.objects.order_by("cityid"), as_operator())[3]
        assert protected == [f"Wiesbaden of {OURS}: 1 PlanionContainer.city"]
