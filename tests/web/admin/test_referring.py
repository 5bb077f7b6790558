"""Inputs for columns that refer to other rows."""

import pytest
from django.contrib.contenttypes.models import ContentType

from poseidon.models import PlanionContainer, Registration
from poseidon.tenancy.api import tenant_context
from tests import factories
from tests.web.conftest import DATABASES, SignIn

pytestmark = pytest.mark.django_db(databases=DATABASES)

BASE = "/TESTCLIENT/admin/poseidon/"


def test_key_is_shown_with_its_name_and_a_link_to_search(client_of: SignIn) -> None:
    with tenant_context("TESTCLIENT"):
        registration = factories.RegistrationFactory()
        name = registration.person.full_name
    page = client_of("editor").get(f"{BASE}registration/{registration.pk}/change/").text
    assert f'<span class="reference-name">{name}</span>' in page
    assert f'class="reference-search" href="{BASE}people/"' in page


def test_key_that_points_nowhere_is_refused_but_may_stay(client_of: SignIn) -> None:
    with tenant_context("TESTCLIENT"):
        registration = factories.RegistrationFactory(pid=987654)
    client, address = client_of("editor"), f"{BASE}registration/{registration.pk}/change/"
    assert "There is no person 424242" in client.post(address, {"pid": "424242"}).text
    assert client.post(address, {"pid": "987654", "category": "Guest"}).status_code == 302
    with tenant_context("TESTCLIENT"):
        assert list(Registration.objects.values_list("pid", "category")) == [(987654, "Guest")]


def test_key_of_another_tenant_is_no_key_here(client_of: SignIn) -> None:
    with tenant_context("OTHERCLIENT"):
        foreign = factories.PeopleFactory(pid=4711, first_name="Foreign")
    answer = client_of("editor").post(f"{BASE}registration/add/", {"pid": foreign.pid})
    assert "There is no person 4711" in answer.text
    assert "Foreign" not in answer.text


def test_form_is_shown_though_the_models_content_type_is_not_made_yet(client_of: SignIn) -> None:
    ContentType.objects.filter(app_label="poseidon").delete()
    ContentType.objects.clear_cache()
    answer = client_of("editor").post(f"{BASE}registration/add/", {"pid": "4711"})
    assert answer.status_code == 200
    assert ContentType.objects.filter(app_label="poseidon", model="registration").exists()


def test_sponsor_tells_nothing_of_other_customers(client_of: SignIn) -> None:
    with tenant_context("TESTCLIENT"):
        factories.PlanionContainerFactory(code="38C3", sponsor="OTHERCLIENT")
    client, address = client_of("editor"), f"{BASE}planioncontainer/38C3/change/"
    assert "The Other Society" not in client.get(address).text
    for sponsor in ("OTHERCLIENT", "NOSUCHONE"):
        client.post(address, {"code": "38C3", "sponsor": sponsor})
        with tenant_context("TESTCLIENT"):
            assert PlanionContainer.objects.get().sponsor == sponsor


def test_times_say_that_they_are_in_utc(client_of: SignIn) -> None:
    with tenant_context("TESTCLIENT"):
        session = factories.SessionFactory()
    for role in ("viewer", "editor"):
        assert "in UTC" in client_of(role).get(f"{BASE}session/{session.pk}/change/").text
    assert "10:00 UTC" in client_of("viewer").get(f"{BASE}session/").text
