"""docker-compose.yml as Docker would read it, and its commands made to run beside the tests.

There is no Docker engine where the tests run. What a container would be told (environment, command, health
check) is read from the file, host names, ports and paths of containers are replaced by those of private
servers, and the rest is run as it stands.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
PATH = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
_VARIABLE = re.compile(r"\$(?:(?P<escaped>\$)|\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\})")


def told(instruction: str) -> list[str]:
    """The arguments of an instruction of the Dockerfile, of the one that is in force."""
    text = (ROOT / "Dockerfile").read_text()
    (found,) = re.findall(rf"^{instruction} [^[]*(\[.*\])$", text, re.MULTILINE)
    arguments: list[str] = json.loads(found)
    return arguments


class MissingVariableError(Exception):
    """A `${NAME:?message}` without a value: Compose prints the message and starts nothing."""


class Composition:
    """The file with `variables` put in, as from `.env`."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self.file: dict[str, Any] = self._fill(yaml.safe_load((ROOT / "docker-compose.yml").read_text()))

    def service(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.file["services"][name]
        return found

    def _fill(self, node: Any) -> Any:
        if isinstance(node, dict):
            return {key: self._fill(value) for key, value in node.items()}
        if isinstance(node, list):
            return [self._fill(value) for value in node]
        return _VARIABLE.sub(self._value, node) if isinstance(node, str) else node

    def _value(self, found: re.Match[str]) -> str:
        if found["escaped"]:
            return "$"
        value = self._variables.get(found["name"], "")
        if not value and found["kind"] == "?":
            raise MissingVariableError(found["rest"])
        return value or found["rest"] or ""


class Beside:
    """Runs what a container would run; `replaced` says what stands for what, longest first."""

    def __init__(self, composition: Composition, replaced: Mapping[str, str]) -> None:
        self._composition = composition
        self._replaced = sorted(replaced.items(), key=lambda pair: -len(pair[0]))

    def here(self, text: str) -> str:
        """A text of the file, with its places replaced."""
        for there, here in self._replaced:
            text = text.replace(there, here)
        return text

    def environment(self, service: str, **more: str) -> dict[str, str]:
        """What the service's container would have, and where programs are; nothing of the test run's."""
        given = self._composition.service(service).get("environment", {})
        told = {name: self.here(str(value)) for name, value in given.items()}
        return {"PATH": PATH, "HOME": "/nonexistent", "NO_PROXY": "*", **told, **more}

    def command(self, service: str, key: str = "command") -> list[str]:
        return [self.here(part) for part in self._composition.service(service)[key]]

    def health_check(self, service: str) -> list[str]:
        kind, *rest = self._composition.service(service)["healthcheck"]["test"]
        command = [self.here(part) for part in rest]
        return ["sh", "-c", *command] if kind == "CMD-SHELL" else command

    def run(self, command: Sequence[str], service: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment(service, **more),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
