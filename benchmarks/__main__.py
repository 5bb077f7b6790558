"""`python -m benchmarks`: see docs/benchmarks.md."""

import argparse
from dataclasses import replace

from benchmarks import admin, exports, faults, micro, results
from benchmarks.contenders import CONTENDERS
from benchmarks.plan import FULL, QUICK, VIEWS
from benchmarks.web import run as web
from benchmarks.web.gunicorn import WORKERS


def main() -> None:
    """Runs what was asked for, prints it, and with --write keeps it in RESULTS.md."""
    arguments = _parser().parse_args()
    plan = QUICK if arguments.quick else FULL
    given = {"rounds": arguments.rounds, "admin_rounds": arguments.rounds, "seconds": arguments.seconds}
    plan = replace(plan, **{name: value for name, value in given.items() if value})
    sections = {}
    if arguments.what in ("all", "web"):
        contenders = [c for c in CONTENDERS if not arguments.only or c.key in arguments.only]
        sections["web"] = web.run(plan, contenders, arguments.workers, arguments.views)
    if arguments.what in ("all", "micro"):
        sections["micro"] = micro.run(plan, arguments.figures)
    if arguments.what in ("all", "admin"):
        sections["admin"] = admin.run(plan)
    if arguments.what in ("all", "exports"):
        sections["exports"] = exports.run(plan)
    if arguments.what == "faults":
        sections["faults"] = faults.run(quick=arguments.quick)
    print("\n\n".join(sections.values()))
    if arguments.write:
        results.write(sections)


def _parser() -> argparse.ArgumentParser:
    def names(text: str) -> list[str]:
        return text.split(",")

    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("what", nargs="?", default="all", choices=("all", *results.SECTIONS))
    parser.add_argument(
        "--quick", action="store_true", help="2 rounds of 2 seconds: for a look, not for figures"
    )
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seconds", type=int)
    parser.add_argument("--only", type=names, help=f"of {','.join(c.key for c in CONTENDERS)}")
    parser.add_argument("--workers", type=names, default=list(WORKERS), help=f"of {','.join(WORKERS)}")
    parser.add_argument("--views", type=names, default=list(VIEWS), help=f"of {','.join(VIEWS)}")
    parser.add_argument(
        "--figures", type=names, default=list(micro.FIGURES), help=f"of {','.join(micro.FIGURES)}"
    )
    parser.add_argument("--write", action="store_true", help="put the tables into benchmarks/RESULTS.md")
    return parser


if __name__ == "__main__":
    main()
