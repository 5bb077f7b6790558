"""The figures as tables."""

from collections.abc import Mapping
from datetime import UTC, datetime

from benchmarks.table import table
from tests.faults.experiments import Fault, Outage, Pairs, Rotation


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
            f"### A primary killed, and back\n\n{_outage(outage)}",
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
    ratio = told.others_during / told.others_before if told.others_before else 0.0
    rows = [
        ["its tenants: answers other than 503", str(len(told.refused))],
        ["its tenants: slowest 503, seconds", f"{told.slowest_refusal:.2f}"],
        ["its tenants: served again after its restart began, seconds", f"{told.back:.2f}"],
        ["other shard: failed requests", str(len(told.others_failed))],
        ["other shard: p99 before", f"{told.others_before:.0f}"],
        ["other shard: p99 during", f"{told.others_during:.0f} ({ratio:.2f} of before)"],
    ]
    return table(["", ""], rows)


def _costs(costs: Mapping[str, float]) -> str:
    rows = [[name, f"{value / 1000:.3f}"] for name, value in costs.items()]
    more = costs["read with a token"] - costs["read without a token"] + costs["check the cookie"]
    rows.append(["**a token on a read whose replica is level**", f"**{more / 1000:.3f}**"])
    return table(["", "median, ms"], rows)
