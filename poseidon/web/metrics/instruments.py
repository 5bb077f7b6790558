"""What Prometheus is told of. No label is a tenant, an address or anything that a visitor chooses."""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics

disable_created_metrics()  # a second series beside each, which nobody reads

REGISTRY: Final = CollectorRegistry()
"""This process's; where several share their figures it is not shown itself (see `showing`)."""

REQUESTS: Final = Counter(
    "poseidon_requests", "Requests answered.", ("route", "method", "status"), registry=REGISTRY
)
DURATIONS: Final = Histogram(
    "poseidon_request_seconds",
    "Seconds from the first byte of a request to the last of its answer, a streamed body included.",
    ("route",),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60),
    registry=REGISTRY,
)
QUERIES: Final = Counter(
    "poseidon_queries",
    "Statements by kind of database and what they do; reads of tenants go to replicas or primaries.",
    ("database", "does"),
    registry=REGISTRY,
)
REFUSALS: Final = Counter(
    "poseidon_requests_refused",
    "Requests that found all places of their tenant or its server taken.",
    ("full",),
    registry=REGISTRY,
)
WAITS: Final = Counter(
    "poseidon_replica_waits",
    "Times a replica was waited for to have what a person wrote.",
    ("outcome",),
    registry=REGISTRY,
)
CONNECTIONS: Final = Gauge(
    "poseidon_pool_connections",
    "Open connections that tenants share, by server.",
    ("server",),
    multiprocess_mode="livesum",
    registry=REGISTRY,
)
UNFIT: Final = Gauge(
    "poseidon_server_unfit",
    "1 while a process leaves this database server alone.",
    ("server",),
    multiprocess_mode="livemax",
    registry=REGISTRY,
)
