"""The filters of a list: what can be asked, and what was."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.db.models import Subquery
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from poseidon.commons.text_search import same_text
from poseidon.domain.conferences.selectors import conference_choices
from poseidon.domain.custom_fields.models import CstmFlds
from poseidon.domain.listings.answers import PREFIX, Question
from poseidon.domain.listings.table import Asked
from poseidon.tenancy.api import TenantModel
from poseidon.web.listing import asked

LOOKED_AT: Final = 20_000
"""How many of the newest rows are looked at for values to choose from."""
OFFERED: Final = 60
GONE_SHOWN: Final = 3
LONGEST_KEY: Final = 50


class Choice(NamedTuple):
    """One value that can be asked for."""

    value: str
    label: str | Promise


Offer = Callable[[Asked], Iterable[Choice]]


@dataclass(frozen=True)
class Filter:
    """A filter by its name in the address; `offer` gives what can be chosen, None: any text."""

    name: str
    label: str | Promise
    offer: Offer | None = None
    first: bool = False
    """Whether it is always in sight; the others open with a click, or when they are in use."""
    is_day: bool = False


class Field(NamedTuple):
    """A filter as the page shows it."""

    id: str
    name: str
    label: str | Promise
    value: str
    choices: list[Choice] | None
    first: bool
    type: str
    """Of its input, where nothing is offered."""


def conferences(_asked: Asked) -> list[Choice]:
    """The newest conferences."""
    return [Choice(found.code, str(found)) for found in conference_choices()]


def yes_or_no(_asked: Asked) -> list[Choice]:
    """For flags."""
    return [Choice("yes", _("Yes")), Choice("no", _("No"))]


def some_or_none(_asked: Asked) -> list[Choice]:
    """For what may be missing."""
    return [Choice("none", _("Missing")), Choice("some", _("There"))]


def values_of(model: type[TenantModel], field: str) -> Offer:
    """The texts that stand in `field`: of the conference that was asked for, else of the newest rows."""

    def offer(asked: Asked) -> list[Choice]:
        rows = model.objects.exclude(**{field: None}).exclude(**{field: ""})
        if asked.get("conference"):
            rows = rows.filter(same_text("conference_code", asked["conference"]))
        else:
            newest = Subquery(model.objects.order_by("-pk").values("pk")[:1])
            rows = rows.filter(pk__gt=newest - LOOKED_AT)
        texts = {text.strip() for text in rows.order_by().values_list(field, flat=True).distinct()[:OFFERED]}
        return [Choice(text, text) for text in sorted(texts, key=str.casefold) if text]

    return offer


def filter_by(question: Question) -> Filter:
    """A filter for a custom field."""
    kinds = CstmFlds.Type
    if question.type == kinds.YES_NO:
        choices = yes_or_no({})
    elif question.type in (kinds.CHOICE, kinds.CHOICES):
        choices = [Choice(text, text) for text in question.choices]
    else:
        choices = []
    return Filter(PREFIX + question.key, question.label, (lambda _asked: choices) if choices else None)


def gone_from(request: HttpRequest, filters: Iterable[Filter]) -> list[Filter]:
    """Filters by custom fields that the address asks for and that are none any more.

    They stay filters, of which nothing is found: an old address would else show, export and change all rows.
    """
    known = {each.name for each in filters}
    gone = [
        name for name in request.GET if name.startswith(PREFIX) and name not in known and "\0" not in name
    ]
    return [
        Filter(
            name,
            format_lazy(_("{field} (there is no such field)"), field=name.removeprefix(PREFIX)[:LONGEST_KEY]),
        )
        for name in gone[:GONE_SHOWN]
    ]


def asked_of(request: HttpRequest, filters: Iterable[Filter]) -> dict[str, str]:
    """What the address asks for, by filter; empty texts are left out."""
    found = {name: asked(request, name) for name in ("q", *(each.name for each in filters))}
    return {name: text for name, text in found.items() if text}


def fields_of(filters: Iterable[Filter], asked: Asked) -> list[Field]:
    """The filters as the page shows them; a value that is in use can be chosen, whatever is offered."""
    return [_field(f"filter-{number}", each, asked) for number, each in enumerate(filters)]


def _field(id_: str, each: Filter, asked: Asked) -> Field:
    value = asked.get(each.name, "")
    choices = None if each.offer is None else list(each.offer(asked))
    if choices is not None and value and value not in [choice.value for choice in choices]:
        choices.append(Choice(value, _("none") if value == "none" else value))
    kind = "date" if each.is_day and value != "none" else "text"
    return Field(id_, each.name, each.label, value, choices, each.first, kind)
