"""The process that forks for tests/support/warm_python.py. Usage: warm_python_server.py SOCKET"""

import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

THIRD_PARTY: Final = (
    "asgiref.sync",
    "boto3",
    "botocore.auth",
    "botocore.credentials",
    "botocore.endpoint",
    "botocore.parsers",
    "botocore.session",
    "django.contrib.admin",
    "django.contrib.auth.hashers",
    "django.contrib.postgres.fields",
    "django.contrib.staticfiles.storage",
    "django.core.handlers.wsgi",
    "django.core.mail.backends.smtp",
    "django.core.management.commands.loaddata",
    "django.core.management.commands.migrate",
    "django.core.serializers.json",
    "django.core.serializers.python",
    "django.core.wsgi",
    "django.db.backends.sqlite3.base",
    "django.db.migrations.executor",
    "django.forms.models",
    "django.middleware.common",
    "django.template.loaders.cached",
    "django.views.generic",
    "prometheus_client.multiprocess",
    "psycopg",
    "rich.console",
    "rich.table",
    "smtplib",
    "sqlglot",
    "sqlglot.dialects.mysql",
    "sqlglot.dialects.sqlite",
    "whitenoise.base",
)


def serve(address: str) -> dict[str, Any]:
    """Returns in each forked process what it is to do; never in this one."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(f"{address}.draft")
    listener.listen(16)
    Path(f"{address}.draft").rename(address)  # who sees it may connect
    keepers: list[int] = []
    while True:
        line, _ = listener.accept()
        keepers = [keeper for keeper in keepers if os.waitpid(keeper, os.WNOHANG)[0] == 0]
        keeper = os.fork()
        if keeper == 0:
            listener.close()
            return _fork_for(line)
        keepers.append(keeper)
        line.close()


def _fork_for(line: socket.socket) -> dict[str, Any]:
    """Returns in the process that does the work; the one that waits for it tells its exit code and ends."""
    _, streams, _, _ = socket.recv_fds(line, 1, 3)
    asked: dict[str, Any] = json.loads(line.makefile("rb").readline())
    worker = os.fork()
    if worker == 0:
        line.close()
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        return asked
    for stream in streams:
        os.close(stream)
    handle = os.pidfd_open(worker)
    ready, _, _ = select.select([line.fileno(), handle], [], [])
    if line.fileno() in ready:  # whoever asked is gone
        os.kill(worker, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1])
    with suppress(BrokenPipeError):
        line.sendall(str(code).encode())
    os._exit(0)


def become(asked: dict[str, Any]) -> None:
    """Runs `-c CODE …`, `-m MODULE …` or `SCRIPT …` as the interpreter does."""
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.umask(asked["umask"])
    os.chdir(asked["folder"])
    if os.environ.get("PYTHONUNBUFFERED"):
        sys.stdout.reconfigure(write_through=True)  # type: ignore[union-attr]
    first, *rest = asked["arguments"]
    if first == "-c":
        code, *rest = rest
        sys.argv, sys.path[0] = ["-c", *rest], ""
        exec(compile(code, "<string>", "exec"), {"__name__": "__main__"})
    elif first == "-m":
        sys.argv, sys.path[0] = rest, str(Path.cwd())
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    else:
        sys.argv, sys.path[0] = [first, *rest], str(Path(first).resolve().parent)
        runpy.run_path(first, run_name="__main__")


for name in THIRD_PARTY:
    importlib.import_module(name)
gc.freeze()  # what is there is never garbage: looking through it would copy it, fork by fork
become(serve(sys.argv[1]))
