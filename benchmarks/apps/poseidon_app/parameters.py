"""The list of tenants behind the product's own parameter cache, as in production, with a store that needs no
network."""

import os
from collections.abc import Sequence
from typing import cast

from benchmarks.apps.given import GIVEN
from benchmarks.plan import tenant_name
from poseidon.commons.config.databases import parse_tenant_list
from poseidon.commons.config.ps_config import ParameterConfig
from poseidon.commons.config.ssm import Answer, ParameterStore


class _FixedStore:
    """Answers every question with the tenants."""

    def fetch(self, paths: Sequence[str]) -> Answer:
        names = ",".join(tenant_name(number) for number in range(GIVEN["tenants"]))
        return Answer(dict.fromkeys(paths, names), frozenset())

    def after_fork(self) -> None:
        """Nothing is held."""


os.environ["POSEIDON_SSM_PREFIX"] = "/benchmarks/"  # the real environment: asking it costs its time too
_parameters = ParameterConfig(store=cast(ParameterStore, _FixedStore()))


def tenants() -> frozenset[str]:
    """All tenants, as settings.production_databases has it."""
    return parse_tenant_list(_parameters.get_param("PLANSTONE_TENANTS_LIST"))
