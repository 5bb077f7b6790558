"""The estate of the tests of consistency, on a shard of this folder's own."""

from tests.tenancy.consistency.conftest import client, estate, running_estate

__all__ = ["client", "estate", "running_estate"]
