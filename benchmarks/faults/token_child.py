"""Times a read from the replica with and without a token, and what a token costs beside; prints JSON."""

import json
import sys

import django

django.setup()

from benchmarks.micro.clock import Action, alternate, medians  # noqa: E402 - models need the set-up
from poseidon.domain.people.models import People  # noqa: E402
from poseidon.tenancy.api import tenant_context  # noqa: E402
from poseidon.tenancy.consistency import Reads, positions, reads_scope, tokens  # noqa: E402

TENANT, REPLICA = "BETA", "BETA_RO"  # whose replica is behind no link


def read(awaited: dict[str, str]) -> None:
    """One person, by number, in a request of its own; RuntimeError if not from the replica."""
    with tenant_context(TENANT), reads_scope(Reads(awaited)):
        if People.objects.filter(pk=1).first()._state.db != REPLICA:
            raise RuntimeError("The replica is not level: what was timed is a wait.")


def main(samples: int) -> None:
    """Medians in microseconds."""
    with tenant_context(TENANT):
        People.objects.filter(pk=1).update(last_name="Timed")
        position = positions.position_after_write(TENANT)
    token = tokens.make_token(TENANT, position)
    while not positions.has_reached(REPLICA, TENANT, position):
        pass
    actions = {
        "read without a token": Action(lambda: read({})),
        "read with a token": Action(lambda: read({TENANT: position})),
        "check the cookie": Action(lambda: tokens.read_token(TENANT, token)),
        "ask for the position after a write": Action(_ask),
        "sign the cookie": Action(lambda: tokens.make_token(TENANT, position)),
    }
    print(json.dumps(medians(alternate(actions, samples=samples, calls=1))))


def _ask() -> None:
    with tenant_context(TENANT):
        positions.position_after_write(TENANT)


if __name__ == "__main__":
    main(int(sys.argv[1]))
