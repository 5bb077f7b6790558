"""What people notice while servers are late, dead, hung or get a new password: the experiments of
`tests/faults`, with more requests and with figures."""

import logging
from dataclasses import dataclass
from typing import Final

from benchmarks.faults import report
from benchmarks.faults.token import token_costs
from tests.faults import experiments
from tests.faults.installation import Installation

RATE: Final = 50.0


@dataclass(frozen=True)
class Size:
    """Pairs of requests; seconds of calm before and after a fault, and of the fault; outages of a primary."""

    pairs: int
    calm: float
    length: float
    outages: int


FULL: Final = Size(pairs=1000, calm=6.0, length=10.0, outages=4)
QUICK: Final = Size(pairs=96, calm=1.0, length=4.0, outages=1)


def run(*, quick: bool) -> str:
    """The section of RESULTS.md: four minutes, half a one if `quick`."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # the parameter store's, which tells each question
    size = QUICK if quick else FULL
    with Installation() as site:
        late, level = _pairs(site, size)
        faults = {name: _fault(site, name, size) for name in experiments.FAULTS}
        outage = experiments.primary_dies(site, rate=RATE, length=size.length, rounds=size.outages)
        site.heal()
        rotation = experiments.password_rotates(site, rate=RATE, calm=size.calm, gap=1.0)
        costs = token_costs(site, samples=200 if quick else 2000)
        threads = site.workers * site.threads
    return report.section(late, level, faults, outage, rotation, costs, rate=RATE, threads=threads)


def _pairs(site: Installation, size: Size) -> tuple[experiments.Pairs, experiments.Pairs]:
    site.replica.delay(1)
    late = experiments.write_then_read(site, pairs=size.pairs, clients=8)
    site.replica.delay(0)
    site.heal()
    return late, experiments.write_then_read(site, pairs=size.pairs, clients=8)


def _fault(site: Installation, name: str, size: Size) -> experiments.Fault:
    told = experiments.replica_fails(site, name, rate=RATE, calm=size.calm, length=size.length)
    site.heal()
    return told
