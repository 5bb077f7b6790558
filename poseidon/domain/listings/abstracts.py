"""Abstracts as a table."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from poseidon.domain.abstracts.models import Abstract
from poseidon.domain.abstracts.selectors import Author, authors_of, search_abstracts
from poseidon.domain.custom_fields.models import CstmFlds
from poseidon.domain.listings.columns import Column, Kind, Source, found_in, plain
from poseidon.domain.listings.filters import NONE, SOME, text_is
from poseidon.domain.listings.table import Asked, Table
from poseidon.domain.people.models import People
from poseidon.domain.people.reach import Sought
from poseidon.domain.people.selectors import people_by_pid


def find_abstracts(asked: Asked) -> Sought:
    """`q`: words; `conference`; `status`, `track`, `type`: as they stand there, or none; `presenter`: none
    (nobody, or somebody who is gone) or some."""
    found = search_abstracts(asked.get("q", ""), conference=asked.get("conference", ""))
    for name in ("status", "track", "type"):
        found = found.filter(text_is(name, asked.get(name, "")))
    if asked.get("presenter") in (NONE, SOME):
        known = found.filter(presenter_pid__in=People.objects.values("pid"))
        wanted = asked["presenter"] == SOME
        found = known if wanted else found.exclude(presenter_pid__in=People.objects.values("pid"))
    return Sought(found)


def _authors(keys: Collection[Any], _parts: Collection[str]) -> dict[int, list[Author]]:
    return authors_of(keys)


def _people(keys: Collection[Any], _parts: Collection[str]) -> dict[int, People]:
    return people_by_pid(keys)


def _names(authors: list[Author] | None) -> tuple[str, ...]:
    return tuple(author.person.full_name if author.person else "?" for author in authors or ())


_PRESENTER = Source("presenter_pid", _people)

ABSTRACTS = Table(
    name="abstracts",
    label=_("Abstracts"),
    model=Abstract,
    entity=CstmFlds.Entity.ABSTRACT.value,
    default=("title", "number", "authors", "conference", "track", "status"),
    sort="conference",
    find=find_abstracts,
    columns=(
        plain("title", _("Title")),
        plain("number", _("Number")),
        Column(
            name="authors", label=_("Authors"), kind=Kind.NAMES, source=Source("id", _authors), make=_names
        ),
        found_in(_PRESENTER, "presenter", _("Presenter"), lambda person: person.full_name),
        found_in(_PRESENTER, "presenter_email", _("Presenter’s e-mail"), lambda person: person.email),
        plain("conference", _("Conference"), field="conference_code"),
        plain("track", _("Track")),
        plain("type", _("Type")),
        plain("status", _("Status")),
        plain("language", _("Language")),
        plain("body", _("Text"), Kind.BODY),
        plain("id", _("Id"), Kind.NUMBER),
        plain("external_id", _("External number")),
        plain("created_at", _("Created"), Kind.MOMENT),
        plain("updated_at", _("Changed"), Kind.MOMENT),
    ),
)
