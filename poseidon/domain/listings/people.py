"""People as a table."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from poseidon.domain.abstracts.selectors import abstract_counts, pids_of_authors
from poseidon.domain.custom_fields.models import CstmFlds
from poseidon.domain.listings.columns import Column, Kind, Source, plain
from poseidon.domain.listings.filters import flag_is, is_there, text_is
from poseidon.domain.listings.table import Asked, Table
from poseidon.domain.people.models import People
from poseidon.domain.people.reach import Sought, seek_people
from poseidon.domain.program.selectors import pids_in_programme, role_counts
from poseidon.domain.registrations.selectors import pids_registered


def find_people(asked: Asked) -> Sought:
    """`q`: words, see `seek_people`; `conference`: who has to do with it; `country`: as it stands there, or
    none; `mail`: none or some; `public`: yes or no."""
    sought = seek_people(asked.get("q", ""))
    found = sought.rows.filter(
        text_is("country", asked.get("country", "")),
        is_there("email", asked.get("mail", "")),
        flag_is("public", asked.get("public", "")),
    )
    if asked.get("conference"):
        found = found.filter(_involved(asked["conference"]))
    return sought._replace(rows=found)


def _involved(conference: str) -> Q:
    pids = (pids_in_programme(conference), pids_of_authors(conference), pids_registered(conference))
    return Q(pid__in=pids[0]) | Q(pid__in=pids[1]) | Q(pid__in=pids[2])


def full_name(first: str | None, last: str | None) -> str | None:
    """First and last name; None where both are empty."""
    return f"{(first or '').strip()} {(last or '').strip()}".strip() or None


def _sessions(keys: Collection[Any], _parts: Collection[str]) -> dict[int, int]:
    counts = role_counts(keys)
    return {key: counts.get(key, 0) for key in keys}


def _abstracts(keys: Collection[Any], _parts: Collection[str]) -> dict[int, int]:
    counts = abstract_counts(keys)
    return {key: counts.get(key, 0) for key in keys}


PEOPLE = Table(
    name="people",
    label=_("People"),
    model=People,
    entity=CstmFlds.Entity.PERSON.value,
    default=("name", "email", "organisation", "country", "sessions", "abstracts"),
    sort="name",
    find=find_people,
    columns=(
        Column(
            name="name",
            label=_("Name"),
            fields=("first_name", "last_name"),
            make=full_name,
            sort=("last_name", "first_name"),
        ),
        plain("pid", _("Number"), Kind.NUMBER),
        plain("first_name", _("First name")),
        plain("last_name", _("Last name")),
        plain("title", _("Title")),
        plain("degree", _("Degree")),
        plain("email", _("E-mail")),
        plain("phone", _("Phone")),
        plain("organisation", _("Organisation")),
        plain("city", _("City")),
        plain("country", _("Country")),
        Column(name="sessions", label=_("Sessions"), kind=Kind.NUMBER, source=Source("pid", _sessions)),
        Column(name="abstracts", label=_("Abstracts"), kind=Kind.NUMBER, source=Source("pid", _abstracts)),
        plain("public", _("Public"), Kind.FLAG),
        plain("biography", _("Biography"), Kind.BODY),
        plain("external_id", _("External number")),
        plain("created_at", _("Created"), Kind.MOMENT),
        plain("updated_at", _("Changed"), Kind.MOMENT),
    ),
)
