"""Puts parameters into a local store: each SEED_NAME of the environment, as POSEIDON_SSM_PREFIX + NAME.

`SEED_NAME_FILE` names a file that holds the value, which is then a SecureString. Runs in moto's own image, so
it imports nothing but boto3. Usage: seed.py ENDPOINT
"""

import os
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

import boto3

MARK, IN_FILE = "SEED_", "_FILE"
PATIENCE = 60.0  # seconds until the server must answer


class Parameter(NamedTuple):
    """One value and how it is stored."""

    name: str
    value: str
    kind: str


def parameters(environment: Mapping[str, str]) -> Iterator[Parameter]:
    """What the environment asks for; a file that is missing is an error with its name."""
    for variable in sorted(environment):
        if not variable.startswith(MARK):
            continue
        name = variable.removeprefix(MARK)
        if name.endswith(IN_FILE):
            value = Path(environment[variable]).read_text(encoding="utf-8").rstrip("\n")
            yield Parameter(name.removesuffix(IN_FILE), value, "SecureString")
        else:
            yield Parameter(name, environment[variable], "String")


def wait_for(endpoint: str) -> None:
    """Return when the server answers; TimeoutError after a minute."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            urlopen(f"{endpoint}/moto-api/", timeout=2).close()  # noqa: S310 - the local server's address
        except (URLError, OSError) as error:
            if time.monotonic() > deadline:
                raise TimeoutError(f"no parameter store answers at {endpoint}: {error}") from error
            time.sleep(0.1)
        else:
            return


def seed(endpoint: str, prefix: str, wanted: list[Parameter]) -> None:
    """Put each under `prefix`, over what is there."""
    client = boto3.session.Session().client("ssm", endpoint_url=endpoint)
    for parameter in wanted:
        client.put_parameter(
            Name=prefix + parameter.name, Value=parameter.value, Type=parameter.kind, Overwrite=True
        )


def main() -> None:
    """Tell the names, never the values."""
    wanted = list(parameters(os.environ))
    wait_for(sys.argv[1])
    seed(sys.argv[1], os.environ["POSEIDON_SSM_PREFIX"], wanted)
    sys.stdout.write(f"seeded: {', '.join(parameter.name for parameter in wanted)}\n")


if __name__ == "__main__":
    main()
