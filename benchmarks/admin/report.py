"""The run as a table."""

from statistics import mean, median

from benchmarks.admin.sides import PAGES, SIDES, STOCK, Page, Seen
from benchmarks.plan import Plan
from benchmarks.table import table

Turns = dict[tuple[str, str], list[Seen]]

HEAD = (
    *("Page", "queries", "ms", "least-most", "in the database", "CPU", "entries read"),
    *("rows", "stock by it"),
)


def report(turns: Turns, plan: Plan, versions: str) -> str:
    """The section as Markdown; ratios are of turns of the same round."""
    setting = (
        f"{plan.people:,} people, {plan.admin_rounds} rounds, all rows in the server's memory. Milliseconds "
        "are server time in one process, from the request to the last byte, medians of all rounds; `CPU` "
        "is the processor time of that process and of the server, `entries read` what the server looked at "
        "in indexes and tables. "
        "`stock by it` is the median of the stock admin's time divided by this one's in the same round; the "
        "workspace's pages are set beside the stock admin's search."
    )
    described = "\n".join(f"- `{side.key}`: {side.title}" for side in SIDES)
    rows = [_row(turns, side.key, page) for page in PAGES for side in SIDES if side.key in page.addresses]
    return "\n\n".join(["## Admin of a large table", versions, setting, described, table(HEAD, rows)])


def _row(turns: Turns, key: str, page: Page) -> list[str]:
    ours, stock = turns[key, page.name], turns[STOCK, page.beside]
    times = [seen.milliseconds for seen in ours]
    ratio = median(b.milliseconds / a.milliseconds for a, b in zip(ours, stock, strict=True))
    return [
        f"{page.name}, `{key}`" if len(page.addresses) > 1 else page.name,
        f"{median(seen.queries for seen in ours):.0f}",
        f"{median(times):.0f}",
        f"{min(times):.0f}-{max(times):.0f}",
        f"{median(seen.in_database for seen in ours):.0f}",
        f"{median(seen.own for seen in ours) + mean(seen.servers for seen in ours):.0f}",
        f"{median(seen.read for seen in ours):,.0f}",
        f"{ours[0].rows}",
        f"{ratio:.1f}",
    ]
