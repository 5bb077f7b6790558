"""Registrations as a table."""

import datetime
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from poseidon.commons.spellings import says_nothing
from poseidon.commons.zero_dates import is_no_date
from poseidon.domain.conferences.selectors import conference_with_code
from poseidon.domain.custom_fields.models import CstmFlds
from poseidon.domain.listings.columns import Kind, Source, found_in, plain
from poseidon.domain.listings.filters import NO, NONE, YES, between_days, flag_is, text_is
from poseidon.domain.listings.table import Asked, Table
from poseidon.domain.people.models import People
from poseidon.domain.people.reach import Sought
from poseidon.domain.people.selectors import people_by_pid
from poseidon.domain.registrations.models import Registration
from poseidon.domain.registrations.selectors import seek_registrations


def find_registrations(asked: Asked) -> Sought:
    """`q`: words; `conference`; `category`, `status`, `country` (the person's): as they stand there, or none;
    `paid`, `cancelled`: yes or no; `since`, `until`: days on which they registered, both included, in the
    conference's time zone; since `none`: it is not known when."""
    sought = seek_registrations(asked.get("q", ""), conference=asked.get("conference", ""))
    found = sought.rows.filter(
        text_is("category", asked.get("category", "")),
        text_is("status", asked.get("status", "")),
        flag_is("paid", asked.get("paid", "")),
        _cancelled(asked.get("cancelled", "")),
        _registered(asked),
    )
    if asked.get("country"):
        found = found.filter(_of_country(asked["country"]))
    return sought._replace(rows=found)


def _of_country(asked: str) -> Q:
    """`none`: of people without a country, of nobody, and of people who are gone."""
    if asked == NONE:
        person = People.objects.filter(pid=OuterRef("pid")).exclude(says_nothing("country"))
        return Q(~Exists(person))
    return Q(pid__in=People.objects.filter(text_is("country", asked)).values("pid"))


def _registered(asked: Asked) -> Q:
    since, until = asked.get("since", ""), asked.get("until", "")
    if not since and not until:
        return Q()
    conference = conference_with_code(asked["conference"]) if asked.get("conference") else None
    return between_days("registered_at", since, until, conference.tzinfo if conference else datetime.UTC)


def _cancelled(asked: str) -> Q:
    never = is_no_date("cancelled_at")
    return {YES: ~never, NO: never}.get(asked, Q())


def _people(keys: Collection[Any], _parts: Collection[str]) -> dict[int, People]:
    return people_by_pid(keys)


_PERSON = Source("pid", _people)

REGISTRATIONS = Table(
    name="registrations",
    label=_("Registrations"),
    model=Registration,
    entity=CstmFlds.Entity.REGISTRATION.value,
    default=("person", "conference", "category", "status", "amount", "currency", "paid", "registered_at"),
    sort="-id",
    find=find_registrations,
    columns=(
        found_in(_PERSON, "person", _("Person"), lambda person: person.full_name),
        plain("pid", _("Person’s number"), Kind.NUMBER),
        found_in(_PERSON, "email", _("E-mail"), lambda person: person.email),
        found_in(_PERSON, "organisation", _("Organisation"), lambda person: person.organisation),
        found_in(_PERSON, "country", _("Country"), lambda person: person.country),
        plain("conference", _("Conference"), field="conference_code"),
        plain("category", _("Category")),
        plain("status", _("Status")),
        plain("amount", _("Amount"), Kind.NUMBER),
        plain("currency", _("Currency")),
        plain("paid", _("Paid"), Kind.FLAG),
        plain("registered_at", _("Registered"), Kind.MOMENT),
        plain("cancelled_at", _("Cancelled"), Kind.MOMENT),
        plain("id", _("Id"), Kind.NUMBER),
    ),
)
