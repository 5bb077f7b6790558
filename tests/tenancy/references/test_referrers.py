"""Who refers, asked before a row is deleted."""

import pytest

from poseidon.models import Accounts, City, People, PlanionContainer, Registration, Session, SessionPerson
from poseidon.tenancy.api import NoTenantError, ReferredError, referrers, refuse_if_referred, tenant_context
from tests.tenancy.names import OTHER, OURS
from tests.tenancy.references.conftest import DATABASES

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("programme")]


def test_server_would_let_a_referred_row_go_and_the_report_names_who_refers() -> None:
    with tenant_context(OURS):
        person = People.objects.get(pid=1)
        Registration.objects.create(pid=1)
        Registration.objects.create(pid=1)
        told = {(r.model, r.name, r.number) for r in referrers(person)}
        assert told == {(SessionPerson, "person", 1), (Registration, "person", 2)}
        with pytest.raises(ReferredError) as caught:
            refuse_if_referred(person)
        for part in ("People 1", OURS, "1 SessionPerson.person", "2 Registration.person"):
            assert part in str(caught.value)
        person.delete()  # nothing else stops it
        assert SessionPerson.objects.get(id=1).person is None


def test_row_nobody_refers_to_may_go() -> None:
    with tenant_context(OURS):
        person = People.objects.create(pid=3)
        assert referrers(person) == []
        refuse_if_referred(person)


def test_unsaved_row_is_referred_to_by_nobody() -> None:
    with tenant_context(OURS):
        assert referrers(People()) == []


def test_referrers_are_those_of_the_rows_own_tenant() -> None:
    with tenant_context(OURS):
        city = City.objects.get()
    with tenant_context(OTHER):
        PlanionContainer.objects.create(code="C9", cityid="wies ")
        assert [(r.name, r.number) for r in referrers(city)] == [("city", 1)]
        assert [(r.name, r.number) for r in referrers(City.objects.get())] == [("city", 2)]


def test_foreign_keys_that_nobody_keeps_are_counted_too() -> None:
    with tenant_context(OURS):
        session = Session.objects.get()
        assert [(r.model, r.name, r.number) for r in referrers(session)] == [(SessionPerson, "session", 2)]


def test_shared_row_is_looked_for_in_the_tenant_in_context_and_never_guessed_about() -> None:
    account = Accounts.objects.get()
    with tenant_context(OURS):
        assert [(r.name, r.number) for r in referrers(account)] == [("sponsor_account", 1)]
    with pytest.raises(NoTenantError):
        referrers(account)
