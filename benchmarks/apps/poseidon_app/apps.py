"""Poseidon's application, told that every tenant is active: the others do not keep accounts either."""

from poseidon.apps import PoseidonConfig


class BenchmarkedPoseidonConfig(PoseidonConfig):
    """As Poseidon's own, without the accounts database."""

    def ready(self) -> None:
        super().ready()
        from poseidon.tenancy.api import TenantStatus, register_status_source

        register_status_source(lambda _: TenantStatus.ACTIVE)
