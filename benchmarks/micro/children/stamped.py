"""Cost of a list of fifty rows: `python -m … SAMPLES`."""

import json
import sys
from typing import Any

import django

from benchmarks.micro.clock import Action, alternate, medians, ratio
from benchmarks.rows import ROWS


def measure(samples: int) -> dict[str, Any]:
    """Microseconds a list; and the ratios of the stamped one to the other two."""
    from benchmarks.micro.children.poseidon_models import READ_ALIAS, TENANT, bare_alias, plain_people
    from poseidon.models import People
    from poseidon.tenancy.api import tenant_context

    plain: Any = plain_people()
    bare = bare_alias()
    actions = {
        "stamped": Action(lambda: list(People.objects.order_by("pid")[:ROWS])),
        "unstamped": Action(lambda: list(plain.objects.using(READ_ALIAS).order_by("pid")[:ROWS])),
        "bare": Action(lambda: list(plain.objects.using(bare).order_by("pid")[:ROWS])),
    }
    with tenant_context(TENANT):
        seen = alternate(actions, samples=samples, calls=5)
    ratios = {name: ratio(seen["stamped"], seen[name]) for name in ("unstamped", "bare")}
    return {"microseconds": medians(seen), "ratios": ratios}


if __name__ == "__main__":
    django.setup()
    print(json.dumps(measure(int(sys.argv[1]))))
