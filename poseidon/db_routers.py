"""The routers, at the address that settings and other products know."""

from poseidon.tenancy.api import DBRouter, ReplicaRouter, TenantRouter

__all__ = ["DBRouter", "ReplicaRouter", "TenantRouter"]
