"""Cost of Django's own work around a request: `python -m … TENANTS_IN_USE SAMPLES`.

Each tenant is used in a request of its own, as a worker would; what stays open then stays open.
"""

import json
import sys
from typing import Any

import django

from benchmarks.micro.clock import Action, alternate, medians
from benchmarks.plan import tenant_name


def measure(in_use: int, samples: int) -> dict[str, float]:
    """Microseconds of `request_started` and `request_finished` together."""
    from django.core.signals import request_finished, request_started
    from django.db import connections

    def signals() -> Any:
        request_started.send(sender=None, environ={})
        request_finished.send(sender=None)

    for number in range(in_use):
        with connections[tenant_name(number)].cursor() as cursor:
            cursor.execute("SELECT 1")
        signals()
    return medians(alternate({"signals": Action(signals)}, samples=samples, calls=10))


if __name__ == "__main__":
    django.setup()
    print(json.dumps(measure(*map(int, sys.argv[1:]))))
