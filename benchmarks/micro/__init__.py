"""Single costs, measured inside one process: `python -m benchmarks micro`.

Each figure lives in a module of this package and sends a child (`children/`) into a fresh process, because a
process has one set of Django's settings only.
"""

from collections.abc import Iterable

from benchmarks.contenders import CONTENDERS
from benchmarks.micro.children import Children
from benchmarks.micro.figures import FIGURES
from benchmarks.plan import Plan
from benchmarks.servers.mariadb import mariadb
from benchmarks.versions import versions

__all__ = ["FIGURES", "run"]


def run(plan: Plan, figures: Iterable[str]) -> str:
    """Measures the figures named, and returns the section of the report."""
    users = [contender.user for contender in CONTENDERS if contender.server == "mariadb"]
    with mariadb(users) as database:
        children = Children(database)
        parts = []
        for name in figures:
            print(f"micro: {name}", flush=True)
            parts.append(FIGURES[name](children, plan))
        return "\n\n".join(["## Single costs", versions([database]), *parts])
