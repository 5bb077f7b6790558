"""How Poseidon is served. Numbers come from the environment alone: the master asks no parameter store.

The application is loaded by each worker after the fork (no preloading), so that no client, pool, lock or
thread is shared between processes, and a HUP takes over new code and new parameters.
"""

import math
import os
from pathlib import Path
from typing import Any

from poseidon.web.metrics import workers as metrics
from settings.production_logging import logging_to


def number(name: str, default: int) -> int:
    """A whole number from the environment."""
    given = os.environ.get(name, "")
    if given and not given.isdigit():
        raise SystemExit(f"The environment variable {name} is {given!r}; it must be a whole number.")
    return int(given) if given else default


def cores() -> int:
    """Cores that this container may use: what it is pinned to, and its share of time (cgroup 2)."""
    pinned = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        return max(1, min(pinned, math.ceil(int(quota) / int(period))))
    except (OSError, ValueError):  # no such group, or "max": no limit
        return pinned


wsgi_app = "poseidon.wsgi"
bind = os.environ.get("GUNICORN_BIND", "0.0.0.0:8000")  # in a container, behind a proxy
worker_class = "gthread"
workers = number("WEB_CONCURRENCY", cores())
threads = number("GUNICORN_THREADS", 8)

# Below the 120 s for which a database proxy lets one wait for a connection, and the load balancer's own.
timeout = number("GUNICORN_TIMEOUT", 60)
# What a worker has to finish what it began, when it is replaced or all are stopped.
graceful_timeout = number("GUNICORN_GRACEFUL_TIMEOUT", 30)
# Longer than the 60 s for which a load balancer keeps an idle connection: it would send a request into one
# that is just being closed here. Idle connections hold no thread.
keepalive = number("GUNICORN_KEEPALIVE", 75)
# Workers are replaced now and then, not all at once, so that what leaks stays small.
max_requests = number("GUNICORN_MAX_REQUESTS", 10_000)
max_requests_jitter = max_requests // 10

preload_app = False
if Path("/dev/shm").is_dir():  # noqa: S108 - heartbeats in memory: a disk that stalls must kill no worker
    worker_tmp_dir = "/dev/shm"  # noqa: S108
control_socket_disable = True
proc_name = "poseidon"

accesslog = None  # the application tells of requests itself, without queries and names
errorlog = "-"
logconfig_dict = logging_to("stdout")
raw_env = ["LOG_STREAM=stdout"]  # the application's too


def on_starting(_server: Any) -> None:
    """Workers lay their figures down where each of them can show those of all."""
    metrics.open_folder(worker_tmp_dir)


def pre_fork(_server: Any, worker: Any) -> None:
    """Each has a place of its own there."""
    metrics.take_place(worker)


def post_fork(_server: Any, worker: Any) -> None:
    """Before the worker loads the application."""
    metrics.settle(worker)


def child_exit(_server: Any, worker: Any) -> None:
    """The next worker goes on counting where this one stopped."""
    metrics.leave_place(worker)


def on_exit(_server: Any) -> None:
    """Nobody asks any more."""
    metrics.remove_folder()
