"""Declared references."""

from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.exceptions import FieldDoesNotExist

from poseidon.tenancy.checks.subjects import AppConfigs, models_of
from poseidon.tenancy.references.reference import references_of


def check_columns(app_configs: AppConfigs, **_: Any) -> list[CheckMessage]:
    """E007: a reference by a column that the model does not have."""
    return [
        Error(
            f"{model.__name__}.{name} refers by {reference.column!r}, which is no field of {model.__name__}.",
            hint=f"Name the field that holds the key: Reference({reference.label!r}, column=…).",
            obj=model,
            id="poseidon.E007",
        )
        for model in models_of(app_configs)
        for name, reference in references_of(model).items()
        if not _found(lambda reference=reference, model=model: reference.column_in(model))
    ]


def check_targets(app_configs: AppConfigs, **_: Any) -> list[CheckMessage]:
    """E008: a reference to a model or field that does not exist."""
    return [
        Error(
            f"{model.__name__}.{name} refers to {reference.label} by {reference.to or 'its primary key'!r}, "
            "which does not exist.",
            hint="Name an installed model as app_label.Model, and with `to` one of its fields.",
            obj=model,
            id="poseidon.E008",
        )
        for model in models_of(app_configs)
        for name, reference in references_of(model).items()
        if not _found(lambda reference=reference: reference.target_field)
    ]


def _found(look: Any) -> bool:
    try:
        look()
    except (LookupError, ValueError, FieldDoesNotExist):
        return False
    return True
