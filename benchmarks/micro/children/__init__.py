"""Fresh processes that measure, and say what they measured as a line of JSON."""

import json
import os
import subprocess
from collections.abc import Callable
from typing import Any

from benchmarks.contenders import Database, by_key
from benchmarks.plan import ROOT

Seen = Callable[[int], None]


class Children:
    """Sends them, one at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def send(self, name: str, contender_key: str, *arguments: object, **given: Any) -> dict[str, Any]:
        """What the child `name` measured in the contender's project; `given` goes to its settings."""
        return self._result(self._start(name, contender_key, arguments, given), name)

    def send_and_watch(
        self, name: str, contender_key: str, *arguments: object, **given: Any
    ) -> tuple[dict[str, Any], int]:
        """As `send`, with the most connections that the server saw of it, looked at ten times a second."""
        user, most = by_key(contender_key).user, 0
        process = self._start(name, contender_key, arguments, given)
        while True:
            try:
                process.wait(0.1)
            except subprocess.TimeoutExpired:
                most = max(most, self._database.connections(user))
            else:
                return self._result(process, name), most

    def _start(
        self, name: str, contender_key: str, arguments: tuple[object, ...], given: dict[str, Any]
    ) -> subprocess.Popen[str]:
        contender = by_key(contender_key)
        command = [str(contender.python), "-m", f"benchmarks.micro.children.{name}", *map(str, arguments)]
        environment = os.environ | contender.environment(self._database, **given)
        return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    def _result(self, process: subprocess.Popen[str], name: str) -> dict[str, Any]:
        output, _ = process.communicate()
        if process.returncode:
            raise RuntimeError(f"The child {name!r} failed ({process.returncode}); its message stands above.")
        result: dict[str, Any] = json.loads(output.splitlines()[-1])
        return result
