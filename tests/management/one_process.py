"""Several of the demonstration's commands in one process: how a process starts and ends is not the point."""

import json

from tests.support.demonstration import Demonstration

CODE = """
import io, json, sys
from django.core.management import call_command
from django.core.management.base import CommandError
said = []
for command in json.loads({commands!r}):
    out = io.StringIO()
    try:
        call_command(*command, stdout=out, no_color=True)
        said.append(["", out.getvalue()])
    except CommandError as error:
        said.append([str(error), out.getvalue()])
json.dump(said, sys.stdout)
"""


def run_all(demonstration: Demonstration, *commands: list[str]) -> list[tuple[str, str]]:
    """Of each command the message it was refused with, or "", and what it printed; the next runs anyway."""
    done = demonstration.python(CODE.format(commands=json.dumps(commands)))
    assert done.returncode == 0, done.stderr
    return [(refused, out) for refused, out in json.loads(done.stdout)]


def print_of(demonstration: Demonstration, *commands: list[str]) -> list[str]:
    """What each command printed; none of them may be refused."""
    done = run_all(demonstration, *commands)
    assert not any(refused for refused, _ in done), done
    return [out for _, out in done]
