"""Where models live, and how they keep their tenant."""

import ast
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Caution
from django.db import models

from poseidon.commons.config.parsing import REPLICA_SUFFIX
from poseidon.tenancy.checks.subjects import DOMAIN, PROJECT, AppConfigs, lives_in, models_of
from poseidon.tenancy.context import CURRENT_TENANT
from poseidon.tenancy.querysets import TenantQuerySet
from poseidon.tenancy.registry import family
from poseidon.tenancy.routing.homes import home_of
from poseidon.tenancy.rows import TenantModel
from poseidon.tenancy.shared import SharedQuerySet


def check_relations(app_configs: AppConfigs, **_: Any) -> list[CheckMessage]:
    """E001: a foreign key, one-to-one or many-to-many relation between two databases."""
    found: list[CheckMessage] = []
    for model in models_of(app_configs):
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
            other = field.related_model if field.remote_field else None
            if not isinstance(other, type) or family(lives_in(model)) == family(lives_in(other)):
                continue
            found.append(
                Error(
                    f"{model.__name__}.{field.name} relates {_home(model)} to {_home(other)}, where "
                    f"{other.__name__} lives.",
                    hint="No server joins two databases. Keep the key in a plain column and declare "
                    f'Reference("{other._meta.label}", column=…).',
                    obj=field,
                    id="poseidon.E001",
                )
            )
    return found


def check_tenant_models(app_configs: AppConfigs, **_: Any) -> list[CheckMessage]:
    """E002: a model that lives with the tenants, but whose rows do not know theirs."""
    return [
        Error(
            f"{model.__name__} lives in the tenants' databases, but is no TenantModel: its rows can be saved "
            "into another tenant.",
            hint="Derive it from poseidon.tenancy.api.TenantModel and leave `_DATABASE` out.",
            obj=model,
            id="poseidon.E002",
        )
        for model in _stamped(app_configs)
        if not issubclass(model, TenantModel)
    ]


def check_tenant_managers(app_configs: AppConfigs, **_: Any) -> list[CheckMessage]:
    """E003: a manager of a tenant's model whose querysets do not know their tenant."""
    return [
        Error(
            f"{model.__name__}.{manager.name} makes querysets that do not know their tenant.",
            hint="Derive the manager from TenantManager, or from TenantManager.from_queryset(…) with a "
            "queryset derived from TenantQuerySet.",
            obj=model,
            id="poseidon.E003",
        )
        for model in _stamped(app_configs)
        if issubclass(model, TenantModel)
        for manager in _managers(model)
        if not issubclass(getattr(manager, "_queryset_class", models.QuerySet), TenantQuerySet)
    ]


def check_shared_managers(app_configs: AppConfigs, **_: Any) -> list[CheckMessage]:
    """W021: a model in a shared database with a replica, whose reads fail with that replica."""
    return [
        Caution(
            f"{model.__name__}.{manager.name} reads {home!r} from its replica, and fails where that breaks.",
            hint="Make it a SharedManager, or SharedManager.from_queryset(…) with a queryset derived from "
            "SharedQuerySet.",
            obj=model,
            id="poseidon.W021",
        )
        for model in models_of(app_configs)
        if (home := home_of(model)) is not None and home != CURRENT_TENANT and _is_read_elsewhere(model, home)
        for manager in model._meta.managers
        if not issubclass(getattr(manager, "_queryset_class", models.QuerySet), SharedQuerySet)
    ]


def check_domain_homes(app_configs: AppConfigs, **_: Any) -> list[CheckMessage]:
    """E004: a model of the domain that does not say where it lives."""
    return [
        Error(
            f"{model.__name__} does not say in which database it lives: Django would put it into 'default'.",
            hint='Derive it from TenantModel, or set `_DATABASE` to an alias such as "accounts".',
            obj=model,
            id="poseidon.E004",
        )
        for model in models_of(app_configs)
        if model.__module__.startswith(f"{DOMAIN}.") and home_of(model) is None
    ]


def check_known_homes(app_configs: AppConfigs, **_: Any) -> list[CheckMessage]:
    """E005: a `_DATABASE` that is no alias."""
    return [
        Error(
            f"{model.__name__} lives in {home!r}, which is no database alias.",
            hint=f"Set `_DATABASE` to one of {', '.join(settings.DATABASES.static)}, or to CURRENT_TENANT.",
            obj=model,
            id="poseidon.E005",
        )
        for model in models_of(app_configs)
        if (home := lives_in(model)) != CURRENT_TENANT and home not in settings.DATABASES
    ]


def check_assembly(app_configs: AppConfigs, **_: Any) -> list[CheckMessage]:
    """E006: a model of the domain that the assembly does not import."""
    project = next((config for config in apps.get_app_configs() if config.name == PROJECT), None)
    if project is None or (app_configs is not None and project not in app_configs):
        return []
    assembled: ModuleType | None = project.models_module
    return [
        Error(
            f"{name} of {file.relative_to(project.path)} is missing from {PROJECT}/models.py: makemigrations "
            "would take it for deleted.",
            hint=f"Import {name} in {PROJECT}/models.py and add it to __all__.",
            id="poseidon.E006",
        )
        for file in sorted((Path(project.path) / "domain").rglob("models.py"))
        for name in model_names(file.read_text(encoding="utf-8"))
        if not hasattr(assembled, name)
    ]


def model_names(source: str) -> Iterator[str]:
    """Names of the models that a module defines. From its text: importing it would install them."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef) and _is_model(node):
            yield node.name


def _is_model(node: ast.ClassDef) -> bool:
    meta = next((part for part in node.body if isinstance(part, ast.ClassDef) and part.name == "Meta"), None)
    if meta is not None and any(ast.unparse(line) == "abstract = True" for line in meta.body):
        return False
    bases = [ast.unparse(base).rpartition(".")[2] for base in node.bases]
    return meta is not None or any(base in ("Model", "TenantModel") for base in bases)


def _stamped(app_configs: AppConfigs) -> list[type[models.Model]]:
    """The tenants' models, but for those whose `_UNSTAMPED` says why their rows need not know it."""
    found = [model for model in models_of(app_configs) if home_of(model) == CURRENT_TENANT]
    return [model for model in found if not getattr(model, "_UNSTAMPED", "")]


def _is_read_elsewhere(model: type[models.Model], home: str) -> bool:
    return home + REPLICA_SUFFIX in settings.DATABASES.static and getattr(model, "_PREFER_READ_REPLICA", True)


def _managers(model: type[models.Model]) -> list[Any]:
    every = [*model._meta.managers, model._meta.default_manager, model._meta.base_manager]
    return list({manager.name: manager for manager in every if manager is not None}.values())


def _home(model: type[models.Model]) -> str:
    home = lives_in(model)
    return "the tenants' databases" if home == CURRENT_TENANT else f"database {home!r}"
