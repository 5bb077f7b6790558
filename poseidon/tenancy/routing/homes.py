"""Where a model lives, as its `_DATABASE` says."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models

_homes: dict[type[models.Model], str | None] = {}


def home_of(model: type[models.Model] | None) -> str | None:
    """An alias, CURRENT_TENANT, or None where the model does not say (Django's own routing applies).

    A historical model of a migration and the automatic table of a many-to-many relation live with the
    model they stand for; what TENANCY_APP_DATABASES says of an application that is not ours counts for its
    models. Remembered per class, except historical ones: each run of the migrations makes its own.
    """
    if model is None:
        return None
    try:
        return _homes[model]
    except KeyError:
        home = _find(model)
        if model.__module__ != "__fake__":
            _homes[model] = home
        return home


def _find(model: type[models.Model]) -> str | None:
    stated: str | None = getattr(model, "_DATABASE", None)
    if stated is not None:
        return stated
    mapped: str | None = getattr(settings, "TENANCY_APP_DATABASES", {}).get(model._meta.app_label)
    if mapped is not None:
        return mapped
    owner: Any = model._meta.auto_created
    if owner:
        return home_of(owner)
    if model.__module__ == "__fake__":
        return home_of_name(model._meta.app_label, model._meta.model_name or "")
    return None


def home_of_name(app_label: str, model_name: str) -> str | None:
    """As `home_of`, for a model known by name; None if no such model is installed any more."""
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError:
        return None
    return home_of(model)
