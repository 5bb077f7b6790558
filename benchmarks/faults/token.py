"""What a token costs a read whose replica has the write already."""

import json
import subprocess
import sys
from typing import Final

from benchmarks.plan import ROOT
from tests.faults.installation import Installation

CHILD: Final = "benchmarks.faults.token_child"


def token_costs(site: Installation, *, samples: int) -> dict[str, float]:
    """Median microseconds of each action of `token_child`, timed in turn in a process of its own."""
    site.shard.catch_up()
    done = subprocess.run(
        [*site.variables(), sys.executable, "-m", CHILD, str(samples)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{CHILD} failed: {done.stderr[-2000:]}")
    costs: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return costs
