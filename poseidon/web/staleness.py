"""What pages say while they are read from a replica whose primary is gone."""

from datetime import datetime, tzinfo
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext, ngettext

from poseidon.tenancy.api import Staleness

MINUTE: Final = 60


def staleness_line(tenant: str, staleness: Staleness, zone: tzinfo) -> str:
    """That nothing can be written, how old the page is, and whether its reader's last change may be missing;
    times in `zone`."""
    said = [
        gettext("Read only: the database of %(tenant)s cannot be written to at the moment.")
        % {"tenant": tenant},
        _age(staleness.level, zone),
    ]
    if staleness.behind:
        said.append(gettext("What you changed last may be missing."))
    return " ".join(said)


def _age(level: float | None, zone: tzinfo) -> str:
    if level is None:
        return gettext("How old the data on this page is cannot be told.")
    now = timezone.now()
    then = datetime.fromtimestamp(level, zone)
    day = "" if then.date() == now.astimezone(zone).date() else date_format(then, "j M Y") + " "
    moment = f"{day}{then:%H:%M:%S} {then.tzname()}"
    return gettext("What you see is as of %(moment)s, %(ago)s.") % {"moment": moment, "ago": _ago(then, now)}


def _ago(then: datetime, now: datetime) -> str:
    seconds = max(0, int((now - then).total_seconds()))
    if seconds < MINUTE:
        return ngettext("%(n)d second ago", "%(n)d seconds ago", seconds) % {"n": seconds}
    return gettext("%(span)s ago") % {"span": timesince(then, now, depth=1)}
