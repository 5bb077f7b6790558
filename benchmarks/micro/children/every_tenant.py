"""One process asked for each tenant in turn: `python -m … TENANTS EARLY`."""

import gc
import json
import sys

from benchmarks.apps.ask import ask
from benchmarks.micro.children.memory import resident_mebibytes
from benchmarks.plan import tenant_name


def measure(tenants: int, early: int) -> dict[str, float]:
    """MiB after `early` tenants and after all."""
    for number in range(early):
        _ask(number)
    before = _settled()
    for number in range(early, tenants):
        _ask(number)
    return {"early": before, "late": _settled()}


def _ask(number: int) -> None:
    status, body = ask(f"/{tenant_name(number)}/people.json")
    if not status.startswith("200"):
        raise RuntimeError(f"{tenant_name(number)}: {status}: {body[:300]!r}")


def _settled() -> float:
    gc.collect()
    return resident_mebibytes()


if __name__ == "__main__":
    print(json.dumps(measure(*map(int, sys.argv[1:]))))
