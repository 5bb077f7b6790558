"""Asks for one export and says, as a line of JSON, what it took: `child csv name,email`."""

import json
import sys
import threading
from time import perf_counter, process_time
from typing import Any

from benchmarks.apps.given import GIVEN
from benchmarks.apps.wsgi import application  # sets Django up
from benchmarks.micro.children.memory import resident_mebibytes

from django.contrib.auth import get_user_model  # isort: skip
from django.core.management import call_command  # isort: skip
from django.test import Client  # isort: skip


def main() -> None:
    """Signs in, looks at the list until the process is warm, and takes the file."""
    assert application is not None
    ending, columns = sys.argv[1:]
    call_command("migrate", database="default", verbosity=0)
    call_command("migrate", database=GIVEN["tenant"], verbosity=0)
    operator, _ = get_user_model().objects.get_or_create(username="bench-export", is_superuser=True)
    client = Client()
    client.force_login(operator, "django.contrib.auth.backends.ModelBackend")
    people = f"/{GIVEN['tenant']}/people/"
    for _ in range(3):
        assert client.get(people).status_code == 200
    query = {"format": ending} | ({"columns": columns} if columns else {})
    print(json.dumps(_taken(client, f"{people}export/", query)), flush=True)


def _taken(client: Client, address: str, query: dict[str, str]) -> dict[str, Any]:
    idle = resident_mebibytes()
    watch = _Watch()
    start, own, size, lines = perf_counter(), process_time(), 0, 0
    answer = client.get(address, query)
    for piece in answer.streaming_content:
        size += len(piece)
        lines += piece.count(b"\n")
    seconds, own = perf_counter() - start, process_time() - own
    rows = {"csv": lines - 1, "json": lines - 2}.get(query["format"], 0) or _rows()
    return {"rows": rows, "seconds": seconds, "own": own, "bytes": size, "grown": watch.stop() - idle}


def _rows() -> int:
    from poseidon.models import People
    from poseidon.tenancy.api import tenant_context

    with tenant_context(GIVEN["tenant"]):
        return int(People.objects.count())


class _Watch:
    """The most memory that the process had, looked at twenty times a second."""

    def __init__(self) -> None:
        self._most, self._over = resident_mebibytes(), threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._over.wait(0.05):
            self._most = max(self._most, resident_mebibytes())

    def stop(self) -> float:
        self._over.set()
        self._thread.join()
        return self._most


if __name__ == "__main__":
    main()
