"""Python processes that need not start: forks of one that has imported Django and the clients it uses.

Starting Python and importing Django, boto3 and their like takes a second of the processor, which two hundred
commands of a test run need not each spend. Nothing of ours and no settings are imported before the fork, nor
MySQLdb; a fork has its own environment, arguments, folder, standard streams and exit code, and ends as the
interpreter ends.

`run()` is `subprocess.run([sys.executable, …])` in this way. `python_in(folder)` makes a program `python` for
shells that find it in their PATH. Where the start itself is the point, start Python.
"""

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from tests.support.servers.processes import start_bound_process
from tests.support.servers.run_directory import run_directory

ROOT: Final = Path(__file__).resolve().parents[2]
SERVER: Final = Path(__file__).with_name("warm_python_server.py")
START_SECONDS: Final = 60
PROGRAM: Final = """#!{python} -IS
import json, os, socket, sys
line = socket.socket(socket.AF_UNIX)
line.connect({address!r})
umask = os.umask(0o77)
asked = {{"arguments": sys.argv[1:], "environment": dict(os.environ), "folder": os.getcwd(), "umask": umask}}
socket.send_fds(line, [b"."], [0, 1, 2])
line.sendall(json.dumps(asked).encode() + b"\\n")
code = int(line.recv(8) or 1)
sys.exit(code if code >= 0 else 128 - code)
"""


def run(
    arguments: Sequence[str], *, environment: Mapping[str, str], folder: Path = ROOT, timeout: float = 120
) -> subprocess.CompletedProcess[str]:
    """What `python ARGUMENTS` says and how it ends; TimeoutError, and its end, after `timeout` seconds."""
    asked = {
        "arguments": list(arguments),
        "environment": dict(environment),
        "folder": str(folder),
        "umask": 0o022,
    }
    with (
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
        Path(os.devnull).open("rb") as nothing,
        socket.socket(socket.AF_UNIX) as line,
    ):
        line.settimeout(timeout)
        line.connect(_address())
        socket.send_fds(line, [b"."], [nothing.fileno(), out.fileno(), err.fileno()])
        line.sendall(json.dumps(asked).encode() + b"\n")
        code = int(line.recv(8))
        out.seek(0)
        err.seek(0)
        said = [_text(file.read()) for file in (out, err)]
    return subprocess.CompletedProcess(list(arguments), code, *said)


def python_in(folder: Path) -> Path:
    """`folder`, made, with a program `python` in it that forks instead of starting."""
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / "python"
    program.write_text(PROGRAM.format(python=Path(sys.executable).resolve(), address=_address()))
    program.chmod(0o755)
    return folder


def _text(said: bytes) -> str:
    return said.decode().replace("\r\n", "\n")


@cache
def _address() -> str:
    """Where the process listens that forks; it is started at the first question and ends with this one."""
    address = run_directory() / f"warm-python-{secrets.token_hex(4)}"
    log = address.with_suffix(".log")
    environment = ["env", "-i", f"PATH={os.environ['PATH']}"]  # nothing of the test run's is inherited
    server = start_bound_process([*environment, sys.executable, SERVER, str(address)], log=log)
    deadline = time.monotonic() + START_SECONDS
    while not address.exists():
        assert server.poll() is None, log.read_text()
        assert time.monotonic() < deadline, "the process that forks does not come up"
        time.sleep(0.02)
    return str(address)
