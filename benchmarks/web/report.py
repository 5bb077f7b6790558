"""The run as tables: medians, and shares of plain Django in the same round."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.contenders import BASELINE, Contender
from benchmarks.plan import CONNECTIONS, Plan
from benchmarks.table import table
from benchmarks.web.load import Load

HEAD = ("Contender", "req/s", "least-most", "of plain", "p50 ms", "p99 ms", "CPU ms", "connections")


@dataclass(frozen=True)
class Table:
    """One kind of workers and one page: contender to its turns, a turn a round."""

    kind: str
    page: str
    turns: dict[str, list[Load]]


def report(plan: Plan, contenders: Sequence[Contender], tables: Sequence[Table], versions: str) -> str:
    """The section as Markdown."""
    described = "\n".join(f"- `{contender.key}`: {contender.title}" for contender in contenders)
    setting = (
        f"{plan.rounds} rounds of {plan.seconds} s each, {plan.warm_up} s of warm-up before every turn, "
        f"{contenders[0].tenants} tenants in turn, 50 rows of 16 columns."
    )
    parts = ["## Requests a second", versions, setting, described, *map(_part, tables)]
    return "\n\n".join(parts)


def _part(seen: Table) -> str:
    workers = {"sync": "2 sync workers", "gthread": "1 gthread worker of 8 threads"}[seen.kind]
    rows = [_row(key, turns, seen.turns[BASELINE]) for key, turns in seen.turns.items()]
    clients = f"{CONNECTIONS[seen.kind]} client connections"
    return f"### {seen.page}, {workers}, {clients}\n\n{table(HEAD, rows)}"


def _row(key: str, turns: list[Load], plain: list[Load]) -> list[str]:
    def middle(value: Callable[[Load], float]) -> float:
        return median(map(value, turns))

    rates = [turn.rate for turn in turns]
    share = median(ours.rate / theirs.rate for ours, theirs in zip(turns, plain, strict=True))
    return [
        f"`{key}`",
        f"{median(rates):.0f}",
        f"{min(rates):.0f}-{max(rates):.0f}",
        f"{share:.2f}",
        f"{middle(lambda turn: turn.p50):.1f}",
        f"{middle(lambda turn: turn.p99):.1f}",
        f"{middle(lambda turn: turn.cpu):.2f}",
        f"{max(turn.connections for turn in turns)}",
    ]
