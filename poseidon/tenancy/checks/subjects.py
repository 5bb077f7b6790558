"""What the checks look at."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, Final, NamedTuple

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import models

from poseidon.commons.config.parsing import REPLICA_SUFFIX
from poseidon.tenancy.registry import tenants
from poseidon.tenancy.routing.homes import home_of
from poseidon.tenancy.routing.migrations import CONTROL

PROJECT: Final = __name__.partition(".")[0]
DOMAIN: Final = f"{PROJECT}.domain"

AppConfigs = Iterable[AppConfig] | None


def models_of(app_configs: AppConfigs) -> Iterator[type[models.Model]]:
    """The models of `app_configs`, all installed ones if None; without those made for relations."""
    configs = apps.get_app_configs() if app_configs is None else app_configs
    return chain.from_iterable(config.get_models() for config in configs)


def lives_in(model: type[models.Model]) -> str:
    """An alias or CURRENT_TENANT, as the routers and the mapping of foreign applications have it."""
    mapped = getattr(settings, "TENANCY_APP_DATABASES", {}).get(model._meta.app_label)
    return str(home_of(model) or mapped or CONTROL)


class Database(NamedTuple):
    """Settings of one alias; `told` is how a message speaks of it."""

    alias: str
    settings: dict[str, Any]
    told: str


def sample_tenant() -> str | None:
    """The tenant that stands for all; None where there is none. Any will do: the list is not walked."""
    return next(iter(tenants()), None)


def databases() -> list[Database]:
    """The shared aliases, and one tenant's two."""
    shared = [
        Database(alias, given, f"Database {alias!r}") for alias, given in settings.DATABASES.static.items()
    ]
    return [*shared, *tenant_databases()]


def tenant_databases() -> list[Database]:
    """Primary and replica of one tenant."""
    if (tenant := sample_tenant()) is None:
        return []
    told = "The tenants' databases (seen at {alias!r})"
    aliases = [alias for alias in (tenant, tenant + REPLICA_SUFFIX) if alias in settings.DATABASES]
    return [Database(alias, settings.DATABASES[alias], told.format(alias=alias)) for alias in aliases]
