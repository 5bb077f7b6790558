"""The figures as tables."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from benchmarks.table import table
from tests.faults.experiments import Fault, Outage, Pairs, Rotation
from tests.faults.people import Answer


def section(
    late: Pairs,
    level: Pairs,
    faults: Mapping[str, Fault],
    outage: Outage,
    rotation: Rotation,
    costs: Mapping[str, float],
    *,
    rate: float,
    threads: int,
) -> str:
    """The section of RESULTS.md. Milliseconds unless a head says seconds."""
    setting = (
        f"{datetime.now(UTC):%Y-%m-%d}. gunicorn with {threads} threads in 2 processes; {rate:g} requests a "
        "second, waiting counted from the moment a request was due. The crowd, Poseidon, five database "
        "servers and the parameter store share the machine."
    )
    password = (
        f"{rotation.requests} requests, {len(rotation.failed)} failed; the tenants' shard turned "
        f"{rotation.refused} connections away ({threads} threads, and the watchers)."
    )
    return "\n\n".join(
        [
            f"## Faults\n\n{setting}",
            f"### A write and its author's next read, 8 clients\n\n{_pairs(late, level)}",
            f"### Reads while a replica is in trouble\n\n{_faults(faults)}",
            f"### A primary killed, and back; its tenants go on writing\n\n{_outage(outage)}",
            f"### A password rotated in the store, then shard by shard a second apart\n\n{password}",
            f"### The token\n\n{_costs(costs)}",
        ]
    )


def _pairs(late: Pairs, level: Pairs) -> str:
    rows = []
    for name, told in (("1 s late", late), ("level", level)):
        counts = [str(told.pairs), str(told.seen), f"{told.from_replica / told.pairs:.1%}"]
        rows.append([name, *counts, f"{told.read_p50:.0f}", f"{told.read_p99:.0f}"])
    return table(["replica", "pairs", "saw their write", "read from the replica", "p50", "p99"], rows)


def _faults(faults: Mapping[str, Fault]) -> str:
    head = [
        "fault",
        "reads",
        "failed",
        "trouble, s",
        "p99 before",
        "first 3 s",
        "then",
        "after it",
        "back, s",
    ]
    rows = []
    for name, told in faults.items():
        p99 = [f"{value:.0f}" for value in (told.before, told.first, told.later, told.after)]
        counts = [str(told.reads), str(len(told.failed)), f"{told.trouble:.2f}"]
        rows.append([name, *counts, *p99, f"{told.back:.2f}"])
    return table(head, rows)


def _outage(told: Outage) -> str:
    calm, away = told.samples
    rows = [
        ["its tenants: answers to writes other than 503", str(len(told.refused))],
        ["its tenants: slowest 503, seconds", f"{told.slowest_refusal:.2f}"],
        ["its tenants: pages asked for, and read from a replica", _pages(told.old)],
        ["its tenants: served again after its restart began, at most, seconds", f"{told.back:.2f}"],
        ["other shard: failed requests", str(len(told.others_failed))],
        ["other shard: requests while all was well, and while it was away", f"{calm}, {away}"],
        ["other shard: p50 of these", _ratio(told.others_p50)],
        ["other shard: p99 of these", _ratio(told.others_p99)],
    ]
    return table(["", ""], rows)


def _pages(asked: Sequence[Answer]) -> str:
    read = sum(answer.status == 200 and answer.alias.endswith("_RO") for answer in asked)
    return f"{len(asked)}, {read}"


def _ratio(pair: tuple[float, float]) -> str:
    before, during = pair
    return f"{before:.0f}, {during:.0f} ({during / before:.2f} of before)" if before else "-"


def _costs(costs: Mapping[str, float]) -> str:
    rows = [[name, f"{value / 1000:.3f}"] for name, value in costs.items()]
    more = costs["read with a token"] - costs["read without a token"] + costs["check the cookie"]
    rows.append(["**a token on a read whose replica is level**", f"**{more / 1000:.3f}**"])
    return table(["", "median, ms"], rows)
