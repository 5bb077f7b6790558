"""Reads of what changed, newest first."""

import datetime as dt
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.utils import timezone

from poseidon.domain.changes.models import ChangeRecord
from poseidon.domain.changes.recording import has_history
from poseidon.tenancy.api import TenantQuerySet


@dataclass(frozen=True)
class Asked:
    """Which changes; empty means all. Days are UTC's, the last one included."""

    entity: str = ""
    actor: str = ""
    source: str = ""
    conference: str = ""
    first_day: dt.date | None = None
    last_day: dt.date | None = None


def changes(asked: Asked | None = None) -> TenantQuerySet:
    """The changes of the tenant in context that were asked for."""
    asked = asked or Asked()
    exactly = {
        "entity": asked.entity,
        "actor": asked.actor,
        "source": asked.source,
        "conference_code": asked.conference.strip(),
    }
    found: TenantQuerySet = ChangeRecord.objects.filter(
        **{name: each for name, each in exactly.items() if each}
    )
    if asked.first_day:
        found = found.filter(at__gte=_midnight(asked.first_day))
    if asked.last_day and asked.last_day < dt.date.max:
        found = found.filter(at__lt=_midnight(asked.last_day + dt.timedelta(days=1)))
    return found.order_by("-at", "-id")


def changes_of(row: models.Model) -> TenantQuerySet:
    """The changes of one row; its key stays known when the row is deleted."""
    entity = str(row._meta.object_name)
    found: TenantQuerySet = ChangeRecord.objects.filter(entity=entity, row_key=str(row.pk))
    return found.order_by("-at", "-id")


def actor_names(limit: int = 500) -> list[str]:
    """Everybody and everything that ever changed something, by name; read off an index."""
    names = ChangeRecord.objects.order_by("actor").values_list("actor", flat=True).distinct()
    return list(names[:limit])


def entities() -> dict[str, type[models.Model]]:
    """The models that have a history, by the name under which their changes are kept."""
    return {str(model._meta.object_name): model for model in apps.get_models() if has_history(model)}


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()), dt.UTC)
