"""The figures as Prometheus reads them: of this process, or of all that share a folder (see `workers`)."""

from prometheus_client import CollectorRegistry, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector

from poseidon.web.metrics.engine import carrier
from poseidon.web.metrics.instruments import REGISTRY


def figures() -> bytes:
    """Prometheus's text format."""
    carrier.carry()
    if not values.ValueClass._multiprocess:
        return generate_latest(REGISTRY)
    together = CollectorRegistry()
    MultiProcessCollector(together)
    return generate_latest(together)
