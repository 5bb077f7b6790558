"""Cost of routing: `python -m … SAMPLES`."""

import json
import sys
from collections.abc import Callable
from typing import Any

import django

from benchmarks.micro.clock import Action, alternate, medians


def measure(samples: int) -> dict[str, dict[str, float]]:
    """Question to microseconds with the engine and without any router."""
    from django.db import router

    from benchmarks.micro.children.poseidon_models import READ_ALIAS, TENANT, bare_alias, plain_people
    from poseidon.models import People
    from poseidon.tenancy.api import tenant_context

    plain: Any = plain_people()
    bare = bare_alias()
    with tenant_context(TENANT):
        ours, theirs = People.objects.all(), plain.objects.all()
        return {
            "call of the router": _pair(
                lambda: router.db_for_read(People), lambda: router.db_for_read(plain), samples, 500
            ),
            "`.db` of a queryset": _pair(lambda: ours.db, lambda: theirs.db, samples, 500),
            "a new queryset and its `.db`": _pair(
                lambda: People.objects.all().db, lambda: plain.objects.all().db, samples, 200
            ),
            "`get()`, engine against nothing": _pair(
                lambda: People.objects.get(pid=7), lambda: plain.objects.using(bare).get(pid=7), samples, 5
            ),
            "`get()`, both on the engine's connection": _pair(
                lambda: People.objects.get(pid=7),
                lambda: plain.objects.using(READ_ALIAS).get(pid=7),
                samples,
                5,
            ),
        }


def _pair(ours: Callable[[], Any], theirs: Callable[[], Any], samples: int, calls: int) -> dict[str, float]:
    from benchmarks.micro.children.poseidon_models import with_routers, without_routers

    actions = {"with": Action(ours, with_routers), "without": Action(theirs, without_routers)}
    return medians(alternate(actions, samples=samples, calls=calls))


if __name__ == "__main__":
    django.setup()
    print(json.dumps(measure(int(sys.argv[1]))))
