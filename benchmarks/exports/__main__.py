"""`python -m benchmarks.exports [rows]`."""

import sys
from dataclasses import replace

from benchmarks.exports import run
from benchmarks.plan import FULL

print(run(replace(FULL, people=int(sys.argv[1])) if len(sys.argv) > 1 else FULL))
