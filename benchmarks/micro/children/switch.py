"""Cost of getting a connection to a tenant, one query on it, and letting go: `python -m … SAMPLES`."""

import itertools
import json
import sys
from collections.abc import Iterator

import django

from benchmarks.micro.clock import Action, alternate, medians
from benchmarks.plan import tenant_name


def measure(samples: int) -> dict[str, float]:
    """Microseconds: `held` is the query alone, `same` comes back to one tenant, `other` goes to the next."""
    from django.db import connections

    def query(alias: str) -> None:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")

    def visit(aliases: Iterator[str]) -> None:
        alias = next(aliases)
        query(alias)
        connections[alias].close()

    same = itertools.repeat(tenant_name(0))
    others = itertools.cycle([tenant_name(number) for number in range(1, 21)])
    seen = alternate({"same": Action(lambda: visit(same))}, samples=samples, calls=5)
    seen |= alternate({"other": Action(lambda: visit(others))}, samples=samples, calls=5)
    seen |= alternate({"held": Action(lambda: query(tenant_name(0)))}, samples=samples, calls=5)
    return medians(seen)


if __name__ == "__main__":
    django.setup()
    print(json.dumps(measure(int(sys.argv[1]))))
