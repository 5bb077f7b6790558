"""Which tenants an operator's command is about."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from poseidon.tenancy.database_arguments import tenants_like
from poseidon.tenancy.registry import tenants


def add_tenant_argument(parser: CommandParser) -> None:
    """`--tenant T`, which may be repeated; without it all tenants."""
    parser.add_argument(
        "--tenant",
        action="append",
        metavar="T",
        default=None,
        help="only this tenant; may be given several times",
    )


def chosen_tenants(options: dict[str, Any]) -> list[str]:
    """The tenants in order; CommandError names those that are not served."""
    served = tenants()
    chosen = sorted({name.upper() for name in options["tenant"]}) if options["tenant"] else sorted(served)
    if strangers := [name for name in chosen if name not in served]:
        meant = " or ".join(sorted({near for name in strangers for near in tenants_like(name)}))
        raise CommandError(
            f"Not served here: {', '.join(strangers)}. "
            f"{f'Did you mean {meant}? ' if meant else ''}"
            "Tenants are listed in the parameter PLANSTONE_TENANTS_LIST."
        )
    return chosen
