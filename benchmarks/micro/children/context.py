"""Cost of entering a tenant: `python -m … SAMPLES`."""

import json
import sys

import django

from benchmarks.micro.clock import Action, alternate, medians
from benchmarks.plan import tenant_name


def measure(samples: int) -> dict[str, float]:
    """Microseconds of an empty `with` block, by kind."""
    from poseidon.tenancy.api import current_tenant, tenant_context

    first, second = tenant_name(0), tenant_name(1)

    def enter() -> None:
        with tenant_context(first):
            pass

    def nest() -> None:
        with tenant_context(first), tenant_context(second):
            pass

    actions = {"one": Action(enter), "two, nested": Action(nest), "look": Action(current_tenant)}
    return medians(alternate(actions, samples=samples, calls=500))


if __name__ == "__main__":
    django.setup()
    print(json.dumps(measure(int(sys.argv[1]))))
