"""Puts the checks into Django's framework, under the tags `poseidon`, `databases` and `security`."""

from collections.abc import Callable
from typing import Any, Final

from django.core.checks import Tags, register

from poseidon.tenancy.checks import data_migrations, databases, models, project, references

Check = Callable[..., Any]

POSEIDON: Final = "poseidon"
DATABASES: Final = "databases"

OF_CODE: Final[tuple[Check, ...]] = (
    models.check_relations,
    models.check_tenant_models,
    models.check_tenant_managers,
    models.check_shared_managers,
    models.check_domain_homes,
    models.check_known_homes,
    models.check_assembly,
    references.check_columns,
    references.check_targets,
    project.check_order_of_apps,
    project.check_routers,
    project.check_middleware,
    project.check_order_of_middleware,
    project.check_caches,
    data_migrations.check_data_migrations,
)
OF_DATABASES: Final[tuple[Check, ...]] = (
    databases.check_health_checks,
    databases.check_options,
    databases.check_atomic_requests,
    databases.check_plaintext,
    databases.check_replicas,
)
OF_DEPLOYMENTS: Final[tuple[Check, ...]] = (databases.check_encryption,)
OF_SECURITY: Final[tuple[Check, ...]] = (project.check_hosts,)


def register_checks() -> None:
    """Called once, when the engine's application is ready."""
    for check in OF_CODE:
        register(check, POSEIDON)
    for check in OF_DATABASES:
        register(check, POSEIDON, DATABASES)
    for check in OF_DEPLOYMENTS:
        register(check, POSEIDON, DATABASES, deploy=True)
    for check in OF_SECURITY:
        register(check, Tags.security, deploy=True)
