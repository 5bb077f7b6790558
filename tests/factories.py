"""One factory a model. Rows of tenants are made inside `tenant_context`; the others anywhere.

References that are plain columns get the key of a row that is made with them, unless the test names one:
`RegistrationFactory(pid=7)` refers to whoever is 7, or to nobody.
"""

import datetime

import factory
from django.contrib.auth.models import User
from factory.django import DjangoModelFactory

from poseidon import models
from poseidon.tenancy.api import Membership

FIRST_DAY = datetime.date(2024, 12, 27)
MORNING = datetime.datetime(2024, 12, 27, 10, 0, tzinfo=datetime.UTC)


class UserFactory(DjangoModelFactory):
    """A person who can sign in with the password `secret`."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")
    password = factory.django.Password("secret")


class OperatorFactory(UserFactory):
    """A superuser."""

    username = factory.Sequence(lambda n: f"operator{n}")
    is_superuser = True
    is_staff = True


class MembershipFactory(DjangoModelFactory):
    """What a user may do in a tenant."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    tenant = "TESTCLIENT"
    role = Membership.Role.VIEWER


class AccountsFactory(DjangoModelFactory):
    """A customer that is served."""

    class Meta:
        model = models.Accounts
        django_get_or_create = ("acronym",)

    acronym = "TESTCLIENT"
    name = factory.LazyAttribute(lambda account: f"The {account.acronym.capitalize()} Society")
    active = True


class CityFactory(DjangoModelFactory):
    """A city."""

    class Meta:
        model = models.City

    cityid = factory.Sequence(lambda n: f"C{n}")
    name = "Hamburg"
    country = "Germany"
    timezone = "Europe/Berlin"


class PlanionContainerFactory(DjangoModelFactory):
    """A conference of four days."""

    class Meta:
        model = models.PlanionContainer

    code = factory.Sequence(lambda n: f"CONF{n}")
    name = factory.Sequence(lambda n: f"Congress {n}")
    date = FIRST_DAY
    dateend = factory.LazyAttribute(
        lambda conference: conference.date and conference.date + datetime.timedelta(3)
    )
    scheduled_start = factory.SelfAttribute("date")
    scheduled_end = factory.SelfAttribute("dateend")
    venue = "Congress Center"
    timezone = "Europe/Berlin"


class PeopleFactory(DjangoModelFactory):
    """A person."""

    class Meta:
        model = models.People

    first_name = factory.Sequence(lambda n: f"Ada {n}")
    last_name = "Lovelace"
    organisation = "Analytical Engines"
    email = factory.Sequence(lambda n: f"ada{n}@example.org")
    country = "Sweden"


class AbstractFactory(DjangoModelFactory):
    """An abstract."""

    class Meta:
        model = models.Abstract

    conference_code = factory.LazyFunction(lambda: PlanionContainerFactory().code)
    number = factory.Sequence(lambda n: f"P{n:03}")
    title = factory.Sequence(lambda n: f"On the notes of engine {n}")
    body = "We describe an engine.\n\nIt weaves patterns."
    track = "Machinery"
    type = "Paper"
    status = "accepted"
    language = "en"


class AbstractAuthorsFactory(DjangoModelFactory):
    """An author of an abstract."""

    class Meta:
        model = models.AbstractAuthors

    abstract = factory.SubFactory(AbstractFactory)
    pid = factory.LazyFunction(lambda: PeopleFactory().pid)
    order = factory.Sequence(lambda n: n + 1)
    affiliation = "Analytical Engines, London"


class RoomFactory(DjangoModelFactory):
    """A room."""

    class Meta:
        model = models.Room

    conference_code = factory.LazyFunction(lambda: PlanionContainerFactory().code)
    name = factory.Sequence(lambda n: f"Saal {n}")
    capacity = 300
    order = factory.Sequence(lambda n: n)


class SessionFactory(DjangoModelFactory):
    """An hour of the first day, in a room of the same conference."""

    class Meta:
        model = models.Session

    conference_code = factory.LazyFunction(lambda: PlanionContainerFactory().code)
    title = factory.Sequence(lambda n: f"Talk {n}")
    subtitle = "A closer look"
    type = "lecture"
    track = "Science"
    room = factory.SubFactory(RoomFactory, conference_code=factory.SelfAttribute("..conference_code"))
    day = FIRST_DAY
    start = MORNING
    end = factory.LazyAttribute(lambda session: session.start and session.start + datetime.timedelta(hours=1))
    language = "en"
    summary = "What it is about."
    description = "What it is really about."


class SessionAbstractFactory(DjangoModelFactory):
    """An abstract in a session."""

    class Meta:
        model = models.SessionAbstract

    session = factory.SubFactory(SessionFactory)
    abstract = factory.SubFactory(
        AbstractFactory, conference_code=factory.SelfAttribute("..session.conference_code", default=None)
    )
    order = 1


class SessionPersonFactory(DjangoModelFactory):
    """A speaker of a session."""

    class Meta:
        model = models.SessionPerson

    session = factory.SubFactory(SessionFactory)
    pid = factory.LazyFunction(lambda: PeopleFactory().pid)
    role = "speaker"
    order = 1


class CstmFldsFactory(DjangoModelFactory):
    """A question about people, for staff only."""

    class Meta:
        model = models.CstmFlds

    key = factory.Sequence(lambda n: f"question{n}")
    entity = "person"
    label = factory.Sequence(lambda n: f"Question {n}")
    type = "text"
    visibility = "staff"
    active = True


class CstmValsFactory(DjangoModelFactory):
    """An answer of a person."""

    class Meta:
        model = models.CstmVals

    field = factory.SubFactory(CstmFldsFactory)
    row_key = factory.LazyFunction(lambda: str(PeopleFactory().pid))
    value = "Vegetarian"


class RegistrationFactory(DjangoModelFactory):
    """A registration that is paid."""

    class Meta:
        model = models.Registration

    pid = factory.LazyFunction(lambda: PeopleFactory().pid)
    conference_code = factory.LazyFunction(lambda: PlanionContainerFactory().code)
    category = "Regular"
    status = "confirmed"
    amount = "120.00"
    currency = "EUR"
    paid = True
    registered_at = MORNING
