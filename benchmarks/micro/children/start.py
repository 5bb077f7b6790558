"""From an empty process to its first page: `python -m …`."""

from time import perf_counter

_began = perf_counter()

import json  # noqa: E402 - the clock runs first

from benchmarks.micro.children.memory import resident_mebibytes  # noqa: E402 - likewise


def measure() -> dict[str, float]:
    """Seconds and MiB after the first answer."""
    from benchmarks.apps.ask import ask

    status, body = ask("/T00000/people.json")
    seconds = perf_counter() - _began
    if not status.startswith("200"):
        raise RuntimeError(f"{status}: {body[:300]!r}")
    return {"seconds": seconds, "mebibytes": resident_mebibytes()}


if __name__ == "__main__":
    print(json.dumps(measure()))
