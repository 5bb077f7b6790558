"""What `manage.py fleet` can do."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from django.core.management.base import CommandParser, OutputWrapper

from poseidon.tenancy.fleet import grants_command, recover_command

Options = dict[str, Any]


class Subcommand(NamedTuple):
    """`run` raises CommandError for what the operator must know."""

    name: str
    help: str
    add_arguments: Callable[[CommandParser], None]
    run: Callable[[Options, OutputWrapper], None]


SUBCOMMANDS: Final = (
    Subcommand("grants", grants_command.HELP, grants_command.add_arguments, grants_command.run),
    Subcommand("recover", recover_command.HELP, recover_command.add_arguments, recover_command.run),
)
