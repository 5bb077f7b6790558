"""Reads of conferences."""

import datetime
from collections.abc import Iterable

from django.db.models import Case, Q, Value, When
from django.db.models.functions import Coalesce

from poseidon.commons.text_search import among_texts, every_word_in, same_text
from poseidon.commons.zero_dates import is_no_date
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.tenancy.api import TenantQuerySet


def code_key(code: str | None) -> str:
    """What two spellings of one conference code have in common, as the server's collation compares them."""
    return (code or "").strip().casefold()


def search_conferences(words: str = "") -> TenantQuerySet:
    """Conferences with these words in code, name or venue; newest first; always in one order."""
    found: TenantQuerySet = PlanionContainer.objects.filter(
        every_word_in(words, "code", "name", "venue", "sponsor")
    )
    return found.order_by("-date", "code")


def conference_with_code(code: str) -> PlanionContainer | None:
    """The conference, or None."""
    found: PlanionContainer | None = PlanionContainer.objects.filter(same_text("code", code)).first()
    return found


def conferences_by_code(codes: Iterable[str | None]) -> dict[str, PlanionContainer]:
    """The conferences of these codes, by `code_key`; one query. Dangling codes are left out."""
    return {
        code_key(found.code): found for found in PlanionContainer.objects.filter(among_texts("code", codes))
    }


def upcoming_conferences(today: datetime.date, limit: int) -> list[PlanionContainer]:
    """Those that end today or later, the next one first."""
    ahead = Q(dateend__gte=today) | is_no_date("dateend") & Q(date__gte=today)
    return list(PlanionContainer.objects.filter(ahead).order_by("date", "code")[:limit])


def past_conferences(today: datetime.date, limit: int) -> list[PlanionContainer]:
    """Those that ended before today or have no date at all, the latest first."""
    endless, dateless = is_no_date("dateend"), is_no_date("date")
    past = ~endless & Q(dateend__lt=today) | endless & (Q(date__lt=today) | dateless)
    ended = PlanionContainer.objects.annotate(last_day=Coalesce("dateend", "date")).filter(past)
    return list(ended.order_by("-last_day", "code")[:limit])


def conference_choices(limit: int = 500) -> list[PlanionContainer]:
    """Code and name of the newest conferences, to choose one of."""
    return list(PlanionContainer.objects.only("code", "name").order_by("-date", "code")[:limit])


def conferences_to_switch_to(chosen: str, limit: int) -> list[PlanionContainer]:
    """The conference of the code `chosen`, if there is one, and the newest others; one query."""
    chosen_first = Case(When(same_text("code", chosen), then=Value(0)), default=Value(1))
    ordered = PlanionContainer.objects.only("code", "name").order_by(chosen_first, "-date", "code")
    return list(ordered[:limit])
