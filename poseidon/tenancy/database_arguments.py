"""`--database` of every command, with as many tenants as there are.

Django's commands give argparse the list of all aliases, which it repeats in the usage of `--help` and in the
message about a mistyped one: 300 kB with ten thousand tenants. Here the name is looked up instead.
"""

import argparse
import difflib
from typing import Any, Final

from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS, connections

from poseidon.tenancy import registry

_create_parser: Final = BaseCommand.create_parser


def install() -> None:
    """Has every command's parser look database names up; once is enough, more does no harm."""
    BaseCommand.create_parser = _create_parser_that_looks_up  # type: ignore[method-assign, assignment]


def _create_parser_that_looks_up(command: BaseCommand, *args: Any, **kwargs: Any) -> Any:
    parser = _create_parser(command, *args, **kwargs)
    _look_up_in(parser)
    return parser


def _look_up_in(parser: argparse.ArgumentParser) -> None:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for nested in set(action.choices.values()):
                _look_up_in(nested)
        elif action.dest in ("database", "databases") and DEFAULT_DB_ALIAS in (action.choices or ()):
            action.choices, action.type, action.metavar = None, database_alias, "DATABASE"


def database_alias(name: str) -> str:
    """`name`, if there is such a database; else an error in one line, with names like it."""
    if name in connections.settings:
        return name
    like = names_like(name)
    meant = f" Did you mean {' or '.join(like)}?" if like else ""
    raise argparse.ArgumentTypeError(
        f"there is no database {name!r}.{meant} Shared ones: {', '.join(connections.settings)}; "
        f"tenants ({len(registry.tenants())} now) are listed in the parameter PLANSTONE_TENANTS_LIST."
    )


def names_like(name: str) -> list[str]:
    """Up to three aliases, replicas excepted, that `name` may have been meant to be; the likeliest first."""
    for meant in (name.upper(), name.lower()):
        if meant in connections.settings:
            return [meant]
    known = sorted([*connections.settings, *registry.tenants()])
    near = difflib.get_close_matches(name.upper(), known, n=3, cutoff=0.75)
    return near or difflib.get_close_matches(name, known, n=3, cutoff=0.75)


def tenants_like(name: str) -> list[str]:
    """Up to three tenants that `name` may have been meant to be; the likeliest first."""
    meant, known = name.strip().upper(), sorted(registry.tenants())
    return [meant] if meant in known else difflib.get_close_matches(meant, known, n=3, cutoff=0.75)
