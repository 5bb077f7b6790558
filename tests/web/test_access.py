"""Who gets in where: every route by every kind of visitor."""

import re

import pytest
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client

from poseidon.admin import platform_site, tenant_site
from poseidon.tenancy.api import tenant_context
from tests import factories
from tests.web.conftest import DATABASES, SignIn
from tests.web.routes import (
    PLATFORM,
    PLATFORM_MODELS,
    PLATFORM_URLCONF,
    ROLES,
    TENANT,
    TENANT_MODELS,
    TENANT_URLCONF,
    Answers,
    names,
)

pytestmark = pytest.mark.django_db(databases=DATABASES)

VERBS = ("changelist", "change", "add", "delete", "history")
TENANT_ADMIN_MODELS = sorted(tenant_site._registry, key=lambda model: model.__name__)
PLATFORM_ADMIN_MODELS = sorted(platform_site._registry, key=lambda model: model.__name__)
REDIRECT_WITHOUT_NAME = re.compile(r"admin:\? .*<path:object_id>/$")


def model_route(model: type[Model], verb: str) -> str:
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_{verb}"


def unlisted(urlconf: str, listed: dict[str, tuple[str, Answers]], models: list[type[Model]]) -> set[str]:
    known = {*listed, *(model_route(model, verb) for model in models for verb in VERBS)}
    return {name for name in names(urlconf) if name not in known and not REDIRECT_WITHOUT_NAME.match(name)}


def test_every_route_of_a_tenant_is_listed() -> None:
    assert unlisted(TENANT_URLCONF, TENANT, TENANT_ADMIN_MODELS) == set()


def test_every_route_of_the_platform_is_listed() -> None:
    assert unlisted(PLATFORM_URLCONF, PLATFORM, PLATFORM_ADMIN_MODELS) == set()


def test_route_that_is_not_listed_is_noticed() -> None:
    fewer = {name: row for name, row in TENANT.items() if name != "workspace:people"}
    assert unlisted(TENANT_URLCONF, fewer, TENANT_ADMIN_MODELS) == {"workspace:people"}


def test_every_tenant_model_has_a_page_in_the_tenant_admin() -> None:
    from poseidon import models

    assert {model.__name__ for model in TENANT_ADMIN_MODELS} == set(models.__all__) - {
        "Accounts",  # lives elsewhere
        "ChangeRecord",  # told on the history's pages, and never edited
    }


@pytest.fixture
def objects(users: dict[str, User]) -> dict[str, object]:
    """What the addresses of `routes` speak of."""
    with tenant_context("TESTCLIENT"):
        factories.PlanionContainerFactory(code="38C3")
        abstract = factories.AbstractFactory(conference_code="38C3")
        person = factories.PeopleFactory()
        session = factories.SessionFactory(conference_code="38C3")
        rows = {
            "session": session.pk,
            "room": session.room_id,
            "registration": factories.RegistrationFactory(pid=person.pid, conference_code="38C3").pk,
            "field": factories.CstmFldsFactory(conference_code="38C3").pk,
        }
    return {
        "user": users["outsider"].pk,
        "member": users["viewer"].pk,
        "pid": person.pid,
        "abstract": abstract.pk,
        **rows,
    }


@pytest.fixture
def browsers(client_of: SignIn) -> dict[str, Client]:
    """One for each kind of visitor."""
    return {role: client_of(role) for role in ROLES}


def statuses(browsers: dict[str, Client], address: str) -> Answers:
    """Status by role for a GET of this address; a redirect out of a tenant must be to the sign-in page."""
    answered = {}
    for role, browser in browsers.items():
        answer = browser.get(address)
        answered[role] = answer.status_code
        if answer.status_code == 302:
            assert answer["Location"].startswith("/?next=/"), (address, role, answer["Location"])
    return answered


def otherwise(browsers: dict[str, Client], expected: dict[str, Answers]) -> dict[str, Answers]:
    """What is answered at the addresses that do not answer as expected."""
    seen = {address: statuses(browsers, address) for address in expected}
    return {address: answered for address, answered in seen.items() if answered != expected[address]}


def test_platform_routes_answer_as_listed(browsers: dict[str, Client], objects: dict[str, object]) -> None:
    expected = {address.format(**objects): answers for address, answers in PLATFORM.values()}
    assert otherwise(browsers, expected) == {}


def test_tenant_routes_answer_as_listed(browsers: dict[str, Client], objects: dict[str, object]) -> None:
    expected = {f"/TESTCLIENT{address.format(**objects)}": answers for address, answers in TENANT.values()}
    assert otherwise(browsers, expected) == {}


@pytest.mark.parametrize("model", TENANT_ADMIN_MODELS, ids=lambda model: model.__name__)
def test_tenant_admin_answers_by_role(model: type[Model], browsers: dict[str, Client]) -> None:
    with tenant_context("TESTCLIENT"):
        row = getattr(factories, f"{model.__name__}Factory")()
    base = f"/TESTCLIENT/admin/poseidon/{model._meta.model_name}/"
    parts = {"changelist": "", "add": "add/"}
    expected = {
        base + parts.get(verb, f"{row.pk}/{verb}/"): answers for verb, answers in TENANT_MODELS.items()
    }
    assert otherwise(browsers, expected) == {}


def test_platform_admin_is_for_operators(browsers: dict[str, Client]) -> None:
    expected = {
        f"/admin/{model._meta.app_label}/{model._meta.model_name}/{part}": PLATFORM_MODELS[verb]
        for model in PLATFORM_ADMIN_MODELS
        for verb, part in (("changelist", ""), ("add", "add/"))
    }
    assert otherwise(browsers, expected) == {}


def test_revoked_membership_ends_at_once(client_of: SignIn, users: dict[str, User]) -> None:
    client = client_of("viewer")
    assert client.get("/TESTCLIENT/").status_code == 200
    users["viewer"].memberships.all().delete()
    assert client.get("/TESTCLIENT/").status_code == 404


def test_user_who_is_switched_off_is_signed_out(client_of: SignIn, users: dict[str, User]) -> None:
    client = client_of("admin")
    users["admin"].is_active = False
    users["admin"].save()
    assert client.get("/TESTCLIENT/").status_code == 302


def test_outsider_cannot_tell_a_tenant_from_nothing(client_of: SignIn) -> None:
    client = client_of("outsider")
    served, unknown = client.get("/TESTCLIENT/people/"), client.get("/NOSUCH/people/")
    assert served.status_code == unknown.status_code == 404
    assert served.content == unknown.content


def test_lost_object_is_404_for_members_too(client_of: SignIn) -> None:
    client = client_of("viewer")
    for address in (
        "conferences/NOPE/",
        "people/987654/",
        "abstracts/987654/",
        "people/99999999999999999999/",
    ):
        assert client.get(f"/TESTCLIENT/{address}").status_code == 404, address


def test_private_page_is_never_kept_by_a_cache(client_of: SignIn) -> None:
    header = client_of("viewer").get("/TESTCLIENT/people/")["Cache-Control"]
    assert "private" in header
    assert "no-store" in header


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_workspace_only_reads(method: str, client_of: SignIn) -> None:
    assert getattr(client_of("admin"), method)("/TESTCLIENT/people/").status_code == 405
