"""The kinds of things that want attention: how they are called, what they mean, and where their rows are."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from poseidon.domain.overview.attention import Attention


class Kind(NamedTuple):
    """A concern; `key` is for addresses, `field` one of `Attention`, `looks` names its table's template."""

    key: str
    field: str
    looks: str
    title: Promise
    means: Promise


KINDS: Final = (
    Kind(
        "people-twice",
        "person_clashes",
        "clashes",
        _("People in two places at once"),
        _("They speak, chair or present in two sessions that share some time and are not in one room."),
    ),
    Kind(
        "rooms-twice",
        "room_clashes",
        "clashes",
        _("Rooms with two sessions at once"),
        _("Two sessions share a room and some time."),
    ),
    Kind(
        "wrong-end",
        "ending_before_start",
        "sessions",
        _("Sessions that end before they start"),
        _("Or end in the moment in which they start."),
    ),
    Kind(
        "no-time",
        "without_time",
        "sessions",
        _("Sessions without a time"),
        _("Their start or their end is missing."),
    ),
    Kind(
        "no-room",
        "without_room",
        "sessions",
        _("Sessions without a room"),
        _("No room is given, or one that does not exist any more. Breaks are left out."),
    ),
    Kind(
        "no-chair",
        "without_chair",
        "sessions",
        _("Sessions without a chair"),
        _("Nobody chairs or moderates them, though a tenth or more of sessions of their type is chaired."),
    ),
    Kind(
        "no-presenter",
        "without_presenter",
        "abstracts",
        _("Abstracts without a presenter"),
        _("Nobody presents them. Those that were rejected or withdrawn are left out."),
    ),
    Kind(
        "no-mail",
        "without_mail",
        "people",
        _("People without an e-mail address"),
        _("They are in the programme, wrote an abstract or registered, and cannot be written to."),
    ),
    Kind(
        "unpaid",
        "unpaid",
        "registrations",
        _("Registrations unpaid"),
        _("Neither paid, nor cancelled, nor free of charge."),
    ),
)


class Concern(NamedTuple):
    """A kind with the number of its rows and the address of the page that shows them."""

    kind: Kind
    number: int
    address: str


def concerns(attention: Attention, code: str) -> list[Concern]:
    """Every kind counted; two queries, the other rows are there already."""
    page = reverse("workspace:conference-attention", args=[code])
    return [
        Concern(kind, _number(getattr(attention, kind.field)), f"{page}?kind={kind.key}") for kind in KINDS
    ]


def _number(rows: Any) -> int:
    return len(rows) if isinstance(rows, Sequence) else int(rows.count())


def kind_asked(key: str, found: Sequence[Concern]) -> Concern:
    """The kind of this key; else the first one that has rows, else the first."""
    asked = next((each for each in found if each.kind.key == key), None)
    return asked or next((each for each in found if each.number), found[0])
