"""`manage.py fleet recover`: what crashed processes left half done is finished or undone."""

import json
from typing import Any, Final

from django.core.management.base import CommandError, CommandParser, OutputWrapper

from poseidon.tenancy.fleet.columns import columns
from poseidon.tenancy.registry import is_tenant
from poseidon.tenancy.saga.recovering import Recovered, recover_sagas

HELP: Final = "Finishes or undoes work on several databases that a crash cut off."
HEADING: Final = ("tenant", "saga", "key", "was", "last step", "now", "why")


def add_arguments(parser: CommandParser) -> None:
    """The options; `--tenant` takes tenants that are served no longer, too: they may have left work."""
    parser.add_argument("--tenant", action="append", metavar="T", help="only this tenant; may be repeated")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    parser.add_argument(
        "--older-than",
        type=float,
        default=0.0,
        metavar="S",
        help="only what has not changed for S seconds (default: 0; what a living process holds is left)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(options: dict[str, Any], out: OutputWrapper) -> None:
    """CommandError, and with it exit code 1, where something is still neither done nor undone."""
    tenants = [name.upper() for name in options["tenant"]] if options["tenant"] else None
    found = recover_sagas(older_than=options["older_than"], dry_run=options["dry_run"], tenants=tenants)
    if options["json"]:
        out.write(json.dumps([one._asdict() for one in found], indent=2))
    elif found:
        out.write(columns(HEADING, [_row(one) for one in found]))
    else:
        out.write(f"Nothing was left half done.{_strangers(tenants or [])}")
    if troubled := [one for one in found if one.trouble]:
        raise CommandError(
            f"{len(troubled)} of {len(found)} are neither done nor undone. "
            "Remove the cause that is told of each, then run this again."
        )


def _strangers(names: list[str]) -> str:
    """A mistyped tenant must not look like one where all is well."""
    unknown = [name for name in names if not is_tenant(name)]
    return f" Not served here, now at least: {', '.join(unknown)}." if unknown else ""


def _row(one: Recovered) -> tuple[str, ...]:
    return one.tenant, one.saga, one.key, one.was, one.step, one.now, one.detail
