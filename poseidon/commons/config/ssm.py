"""One question to AWS Systems Manager's Parameter Store, and its answer.

Failures are returned, not raised: an exception of botocore can carry the response's body, hence values,
into a traceback.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

BATCH_SIZE = 10  # GetParameters takes no more names than this


class SsmClient(Protocol):
    """The one call that is made of boto3's client."""

    # The spelling is the service's.
    def get_parameters(self, *, Names: Sequence[str], WithDecryption: bool) -> dict[str, Any]: ...  # noqa: N803 - AWS


@dataclass(frozen=True, slots=True)
class Answer:
    """What the store said of each path: its value, or that there is no such parameter."""

    found: dict[str, str] = field(repr=False)
    missing: frozenset[str]


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there was no answer. `outage` is False when the names asked for may be at fault."""

    cause: str
    outage: bool


class ParameterStore:
    """Asks SSM for parameters by their full paths, decrypted.

    The client is made at the first question: clients are thread-safe, making them is not, and one that was
    made before a fork would share its sockets with the parent.
    """

    def __init__(self, make_client: Callable[[], SsmClient] | None = None) -> None:
        self._make_client = make_client or make_ssm_client
        self.after_fork()

    def after_fork(self) -> None:
        """Forget the client (and the lock, which a thread of the parent may have held)."""
        self._lock = threading.Lock()
        self._client: SsmClient | None = None

    def fetch(self, paths: Sequence[str]) -> Answer | Failure:
        """Ask for at most ten paths in one call. Blocks for some ten seconds at worst (`make_ssm_client`)."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            response = self._ready_client().get_parameters(Names=list(paths), WithDecryption=True)
        except ClientError as error:
            return _refusal(error.response)
        except BotoCoreError as error:
            return Failure(_describe(error), outage=True)
        return _read(response, paths)

    def _ready_client(self) -> SsmClient:
        with self._lock:
            if self._client is None:
                self._client = self._make_client()
            return self._client


def make_ssm_client(*, read_timeout: float = 2) -> SsmClient:
    """A client with a short worst case: 3 attempts of 1 s to connect and 2 s to read, and waits between.

    Address, region and keys come from the environment or the machine's role, as everywhere in AWS
    (`AWS_ENDPOINT_URL_SSM` points it at another server).
    """
    import boto3
    from botocore.config import Config

    _keep_bodies_out_of_logs()
    retries = {"mode": "standard", "total_max_attempts": 3}
    config = Config(connect_timeout=1, read_timeout=read_timeout, retries=retries)
    client: SsmClient = boto3.session.Session().client("ssm", config=config)
    return client


def _drop_debug(record: logging.LogRecord) -> bool:
    return record.levelno > logging.DEBUG


def _keep_bodies_out_of_logs() -> None:
    # botocore logs every response body at DEBUG, and ours hold secrets. A filter, because a level would be
    # overwritten when Django configures logging after the settings were read. Adding it twice adds it once.
    logging.getLogger("botocore.parsers").addFilter(_drop_debug)


def _read(response: dict[str, Any], paths: Sequence[str]) -> Answer | Failure:
    found = {str(parameter["Name"]): str(parameter["Value"]) for parameter in response.get("Parameters", ())}
    missing = frozenset(response.get("InvalidParameters", ()))
    # Something else than SSM may have said 200 (a proxy's page): silence is not "there is no such parameter".
    unmentioned = [path for path in paths if path not in found and path not in missing]
    if unmentioned:
        return Failure(f"the answer does not mention {', '.join(unmentioned)}", outage=True)
    return Answer(found, missing)


def _refusal(response: dict[str, Any]) -> Failure:
    """Read an error that the service itself sent. Throttling and 5xx are outages, others blame the names."""
    error = response.get("Error", {})
    code = str(error.get("Code", "unknown error"))
    status = int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500))
    outage = status >= 500 or status == 429 or "Throttl" in code or code == "RequestLimitExceeded"
    return Failure(f"{code}: {error.get('Message', '')}".rstrip(": "), outage=outage)


def _describe(error: Exception) -> str:
    from botocore.parsers import ResponseParserError

    # That one quotes the body of the response.
    return (
        type(error).__name__ if isinstance(error, ResponseParserError) else f"{type(error).__name__}: {error}"
    )
