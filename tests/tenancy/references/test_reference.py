"""The attribute: reading and assigning."""

import copy
import pickle

import pytest
from django.db import connections

from poseidon.models import Accounts, City, People, PlanionContainer, SessionPerson
from poseidon.tenancy.api import CrossTenantError, NoTenantError, Reference, tenant_context
from tests.tenancy.names import OTHER, OURS
from tests.tenancy.references.conftest import DATABASES, queries

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("programme")]


def conference(code: str = "C1") -> PlanionContainer:
    return PlanionContainer.objects.get(code=code)


def test_reference_gives_the_row_of_the_same_tenant() -> None:
    with tenant_context(OURS):
        assert conference().city.name == f"Wiesbaden of {OURS}"
    with tenant_context(OTHER):
        assert conference().city.name == f"Wiesbaden of {OTHER}"


def test_reference_gives_the_row_of_another_database() -> None:
    with tenant_context(OURS):
        assert conference().sponsor_account.name == "City of Wiesbaden"


def test_row_refers_within_its_own_tenant_whatever_is_in_context() -> None:
    with tenant_context(OURS):
        ours = conference()
    with tenant_context(OTHER):
        assert ours.city.name == f"Wiesbaden of {OURS}"
    assert ours.city.name == f"Wiesbaden of {OURS}"


def test_row_read_by_alias_refers_within_its_tenant_without_a_context() -> None:
    assert PlanionContainer.objects.using(OTHER).get(code="C1").city.name == f"Wiesbaden of {OTHER}"


@pytest.mark.parametrize("value", [None, "", "   ", "NOWHERE"])
def test_empty_or_dangling_reference_is_none(value: str | None) -> None:
    with tenant_context(OURS):
        PlanionContainer.objects.filter(code="C1").update(sponsor=value, cityid=(value or "")[:6])
        assert conference().sponsor_account is None
        assert conference().city is None


def test_empty_reference_asks_no_server() -> None:
    with tenant_context(OURS):
        row = conference("C2")
        with queries():
            assert row.sponsor_account is None


@pytest.mark.parametrize("value", ["wiesbaden", "WIESBADEN   ", "Wiesbaden "])
def test_case_and_trailing_blanks_do_not_matter(value: str) -> None:
    with tenant_context(OURS):
        PlanionContainer.objects.filter(code="C1").update(sponsor=value)
        assert conference().sponsor_account.acronym == "WIESBADEN"


def test_blanks_after_the_target_key_do_not_matter() -> None:
    Accounts.objects.create(acronym="PADDED  ", name="Padded")
    with tenant_context(OURS):
        PlanionContainer.objects.filter(code="C1").update(sponsor="padded")
        assert conference().sponsor_account.name == "Padded"


def test_blank_before_the_key_matters() -> None:
    with tenant_context(OURS):
        PlanionContainer.objects.filter(code="C1").update(sponsor=" WIESBADEN")
        assert conference().sponsor_account is None


def test_row_is_read_once_until_the_column_changes() -> None:
    with tenant_context(OURS):
        row = SessionPerson.objects.get(id=1)
        with queries(**{OURS: 1}):
            assert row.person is row.person
        row.pid = 2
        with queries(**{OURS: 1}):
            assert row.person.pid == 2
        row.pid = None
        with queries():
            assert row.person is None


def test_dangling_is_remembered_too() -> None:
    with tenant_context(OURS):
        row = SessionPerson(pid=99)
        with queries(**{OURS: 1}):
            assert row.person is None
            assert row.person is None


def test_refresh_forgets_the_row() -> None:
    with tenant_context(OURS):
        row = SessionPerson.objects.get(id=1)
        assert row.person.first_name == "Person 1"
        People.objects.filter(pid=1).update(first_name="Renamed")
        row.refresh_from_db()
        assert row.person.first_name == "Renamed"


def test_row_of_shared_database_refers_to_the_tenant_in_context(monkeypatch: pytest.MonkeyPatch) -> None:
    reference = Reference("poseidon.PlanionContainer", column="default_conference")
    reference.__set_name__(Accounts, "first_conference")
    monkeypatch.setattr(Accounts, "first_conference", reference, raising=False)
    account = Accounts.objects.get(acronym="WIESBADEN")
    account.default_conference = "C1"
    with tenant_context(OURS):
        PlanionContainer.objects.filter(code="C1").update(name="Ours")
        assert account.first_conference.name == "Ours"
    with tenant_context(OTHER):
        assert account.first_conference.name == "One"
    with pytest.raises(NoTenantError):
        _ = account.first_conference


def test_assignment_sets_the_column_and_needs_no_query_afterwards() -> None:
    account = Accounts.objects.get(acronym="WIESBADEN")
    with tenant_context(OURS):
        row, person = conference("C2"), People.objects.get(pid=2)
        row.sponsor_account = account
        row.save()
        assert conference("C2").sponsor == "WIESBADEN"
        made = SessionPerson.objects.create(person=person)
        with queries():
            assert row.sponsor_account is account
            assert made.person is person
        assert SessionPerson.objects.get(id=made.id).pid == 2


def test_assigning_none_empties_the_column() -> None:
    with tenant_context(OURS):
        row = conference()
        row.city = None
        assert row.cityid is None
        assert row.city is None


def test_plain_column_would_take_another_tenants_key_and_the_reference_refuses() -> None:
    with tenant_context(OTHER):
        theirs = People.objects.get(pid=1)
    with tenant_context(OURS):
        row = SessionPerson.objects.get(id=2)
        row.pid = theirs.pid  # the leak: from here on it is another person, of this tenant
        assert row.person.last_name == f"of {OURS}"
        with pytest.raises(CrossTenantError, match=rf"People 1 belongs to tenant {OTHER}.*{OURS}"):
            row.person = theirs
        with pytest.raises(CrossTenantError):
            SessionPerson(person=theirs)


def test_wrong_model_is_refused_by_name() -> None:
    with tenant_context(OURS):
        row = SessionPerson.objects.get(id=1)
        with pytest.raises(TypeError, match=r"SessionPerson\.person refers to People, not to City"):
            row.person = City.objects.get()


def test_row_without_a_key_is_refused() -> None:
    with tenant_context(OURS), pytest.raises(ValueError, match="save it first"):
        SessionPerson(person=People(first_name="New"))


def test_deleting_the_attribute_says_what_to_do() -> None:
    with tenant_context(OURS), pytest.raises(AttributeError, match=r"SessionPerson\.person to None"):
        del SessionPerson(pid=1).person


@pytest.mark.parametrize("twin", [copy.copy, copy.deepcopy, lambda row: pickle.loads(pickle.dumps(row))])
def test_copies_refer_on_their_own(twin: object) -> None:
    with tenant_context(OURS):
        row = SessionPerson.objects.get(id=1)
        assert row.person.pid == 1
        other = twin(row)  # type: ignore[operator]
        other.pid = 2
        assert other.person.pid == 2
        assert row.person.pid == 1


def test_reference_is_no_field() -> None:
    assert "person" not in {field.name for field in SessionPerson._meta.get_fields()}
    assert isinstance(SessionPerson.person, Reference)
    columns = connections[OURS].introspection.get_table_description
    with connections[OURS].cursor() as cursor:
        assert "person" not in {column.name for column in columns(cursor, SessionPerson._meta.db_table)}
