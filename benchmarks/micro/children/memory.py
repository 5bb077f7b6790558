"""Memory of this process."""

import re
from pathlib import Path


def resident_mebibytes() -> float:
    """What the kernel keeps in memory for it now (VmRSS)."""
    found = re.search(r"VmRSS:\s*(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else 0.0
