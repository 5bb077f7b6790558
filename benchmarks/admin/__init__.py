"""A million people in the product's pages and in Django's own admin: `python -m benchmarks admin`.

Each side is one process (`child`) that stays for the whole run; in every round each side answers each page
once, so that a noisy minute hurts both alike.
"""

from contextlib import ExitStack

from benchmarks.admin.million import a_million_people
from benchmarks.admin.report import Turns, report
from benchmarks.admin.sides import NOBODY, PAGES, SIDES, Side, started
from benchmarks.plan import Plan
from benchmarks.versions import versions

__all__ = ["run"]


def run(plan: Plan) -> str:
    """Measures, and returns the section of the report."""
    with ExitStack() as stack:
        database = stack.enter_context(a_million_people(plan.people))
        sides = [stack.enter_context(started(side, database)) for side in SIDES]
        for side in sides:
            _warm(side)
        turns: Turns = {(side.side.key, page.name): [] for page in PAGES for side in sides if side.has(page)}
        for number in range(plan.admin_rounds):
            for page in PAGES:
                for side in sides if number % 2 else reversed(sides):
                    if side.has(page):
                        turns[side.side.key, page.name].append(side.ask(page))
        return report(turns, plan, versions([database]))


def _warm(side: Side) -> None:
    """Loads templates, opens connections, and sees that each page has the rows that it should have."""
    for page in filter(side.has, PAGES):
        for _ in range(3):
            seen = side.ask(page)
        if not seen.rows and page.name != NOBODY:
            raise RuntimeError(f"{side.side.key} shows no row on {page.name!r}: there is nothing to measure.")
        told = f"{seen.milliseconds:.0f} ms, {seen.queries} queries, {seen.read} entries read"
        print(f"admin: {side.side.key}, {page.name}: {told}", flush=True)
