"""Load on one site, with wrk."""

import json
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.plan import CONNECTIONS
from benchmarks.web import cpu
from benchmarks.web.gunicorn import HOST, Site

_SCRIPT: Final = Path(__file__).with_name("round_robin.lua")


@dataclass(frozen=True)
class Load:
    """What a site did in one turn; latencies in milliseconds, as the load generator saw them."""

    rate: float
    p50: float
    p99: float
    cpu: float
    """Milliseconds of processor time a request, of web workers and database server together."""
    connections: int
    """Held on the database server in the middle of the turn."""


def load(site: Site, page: str, seconds: int) -> Load:
    """All tenants in turn, for `seconds`. RuntimeError if any request went wrong."""
    by = "host" if site.contender.by_host else "path"
    script = ["-s", str(_SCRIPT), f"http://{HOST}:{site.port}/", "--", str(site.contender.tenants), page, by]
    command = [
        "wrk",
        "--threads=1",
        f"--connections={CONNECTIONS[site.kind]}",
        f"--duration={seconds}s",
        *script,
    ]
    roots = (site.pid, site.database.pid)
    before = cpu.seconds(*roots)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as wrk:
        time.sleep(seconds / 2)
        connections = site.database.connections(site.contender.user)
        output, _ = wrk.communicate(timeout=seconds + 30)
    seen = json.loads(output.splitlines()[-1])
    if seen["errors"] or not seen["requests"]:
        raise RuntimeError(f"{site.contender.key}: {seen['errors']} of {seen['requests']} requests failed.")
    spent = (cpu.seconds(*roots) - before) * 1000 / seen["requests"]
    return Load(seen["requests"] / seen["seconds"], seen["p50"], seen["p99"], spent, connections)
