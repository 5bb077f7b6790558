"""Serves the demonstration with gunicorn, the web server of every environment."""

import os
import socket
import sys
from pathlib import Path
from typing import NoReturn

from poseidon.demo.errors import DemoError
from poseidon.demo.place import keep_for_reading
from poseidon.demo.secret import secret_key


def refuse_used_port(host: str, port: int) -> None:
    """DemoError where nothing can listen on the port; asked first, so that nobody waits in vain."""
    if not 0 < port < 65536:
        raise DemoError(f"{port} is no port; one is from 1 to 65535, as in make demo PORT=8000")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise DemoError(
            f"Cannot listen on {host}, port {port} ({error.strerror}). "
            f"Choose another port: make demo PORT={port + 1 if port < 65535 else 8000}"
        ) from error


def serve(folder: Path, host: str, port: int) -> NoReturn:
    """Becomes gunicorn: one process, eight threads. Returns never; Ctrl-C ends it."""
    keep_for_reading(folder)
    arguments = [
        *(sys.executable, "-m", "gunicorn", "poseidon.wsgi"),
        *("--bind", f"[{host}]:{port}" if ":" in host else f"{host}:{port}"),
        *("--worker-class", "gthread", "--workers", "1", "--threads", "8"),
        *("--log-level", "warning", "--no-control-socket"),
        *("--config", "python:poseidon.demo"),  # which says nothing: production's is in the working directory
    ]
    environment = {
        **os.environ,  # noqa: TID251 - handed on whole to the process that this one becomes
        "DJANGO_SETTINGS_MODULE": "settings.demo",
        "DEMO_SECRET_KEY": secret_key(folder),
    }
    sys.stdout.flush()
    os.execve(sys.executable, arguments, environment)  # noqa: S606 - a list of arguments needs no shell
