"""A real HTTP Parameter Store for tests: moto's server, and in front of it a gate that counts and misbehaves.

Clients are pointed at the gate with `SsmServer.environment()`. Parameters are put in behind it, so that only
the questions of the code under test are counted.
"""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

PREFIX = "/poseidon/test/"
GET_PARAMETERS = "AmazonSSM.GetParameters"


class Fault(Enum):
    """What the gate does to a question instead of passing it on."""

    THROTTLE = "says ThrottlingException"
    DENY = "says AccessDeniedException"
    BREAK = "says InternalServerError, status 500"
    RESET = "closes the connection without a word"
    HANG = "says nothing until `release()`, then closes the connection"
    HOLD = "waits for `release()`, then passes the question on"
    NONSENSE = "answers 200 with an empty object"


_REFUSALS = {
    Fault.THROTTLE: (400, {"__type": "ThrottlingException", "message": "Rate exceeded"}),
    Fault.DENY: (
        400,
        {"__type": "AccessDeniedException", "message": "not authorized to perform: ssm:GetParameters"},
    ),
    Fault.BREAK: (500, {"__type": "InternalServerError", "message": "An error occurred"}),
    Fault.NONSENSE: (200, {}),
}


class SsmServer:
    """The store, its gate, and what went through. `calls` holds the list of paths of each GetParameters."""

    def __init__(self) -> None:
        self._moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self._moto.start()
        self.backend = self._moto.get_host_and_port()
        self._gate = _GateServer(self)
        threading.Thread(target=self._gate.serve_forever, daemon=True).start()
        self._lock = threading.Lock()
        self._seed = boto3.session.Session().client(
            "ssm",
            endpoint_url="http://{}:{}".format(*self.backend),
            region_name="eu-central-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        self.reset()

    def reset(self) -> None:
        """Empty the store, forget the calls, behave."""
        connection = http.client.HTTPConnection(*self.backend)
        connection.request("POST", "/moto-api/reset")
        connection.getresponse().read()
        connection.close()
        self.calls: list[list[str]] = []
        self._faults: list[tuple[Fault, Callable[[list[str]], bool], list[int]]] = []
        self._released = threading.Event()
        self.asked = threading.Semaphore(0)  # one up for every question that has arrived

    def stop(self) -> None:
        self.release()
        self._gate.shutdown()
        self._gate.server_close()
        self._moto.stop()

    def environment(self) -> dict[str, str]:
        """What boto3 must find in the environment to talk to the gate."""
        host, port = self._gate.server_address[:2]
        return {
            "AWS_ENDPOINT_URL_SSM": f"http://{host!s}:{port}",
            "AWS_DEFAULT_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": "127.0.0.1",
        }

    def put(self, name: str, value: str, *, kind: str = "String") -> None:
        """Set a parameter below `PREFIX`; `kind` is String, StringList or SecureString."""
        self._seed.put_parameter(Name=PREFIX + name, Value=value, Type=kind, Overwrite=True)

    def delete(self, name: str) -> None:
        self._seed.delete_parameter(Name=PREFIX + name)

    @contextmanager
    def fault(
        self, fault: Fault, *, times: int = 1_000_000, when: Callable[[list[str]], bool] = lambda _paths: True
    ) -> Iterator[None]:
        """Misbehave for the next `times` questions whose paths satisfy `when`, or until the block ends."""
        rule = (fault, when, [times])
        self._faults.append(rule)
        try:
            yield
        finally:
            self._faults.remove(rule)
            self.release()

    def release(self) -> None:
        """Let the questions go that are held or hanging, and hold no more."""
        self._released.set()

    def arrive(self, paths: list[str]) -> Fault | None:
        """Note a question and tell what is to be done to it."""
        with self._lock:
            self.calls.append(paths)
            for fault, when, left in self._faults:
                if left[0] and when(paths):
                    left[0] -= 1
                    return fault
        return None

    def wait_for_release(self) -> None:
        self._released.wait(timeout=60)


class _GateServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, store: SsmServer) -> None:
        super().__init__(("127.0.0.1", 0), _Gate)
        self.store = store


class _Gate(BaseHTTPRequestHandler):
    server: _GateServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        fault = None
        if self.headers["X-Amz-Target"] == GET_PARAMETERS:
            fault = self.server.store.arrive(json.loads(body)["Names"])
            self.server.store.asked.release()
        if fault in _REFUSALS:
            status, answer = _REFUSALS[fault]
            return self._answer(status, json.dumps(answer).encode())
        if fault in (Fault.HANG, Fault.HOLD):
            self.server.store.wait_for_release()
        if fault in (Fault.HANG, Fault.RESET):
            self.close_connection = True
            return None
        return self._answer(*self._pass_on(body))

    def _pass_on(self, body: bytes) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(*self.server.store.backend)
        headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
        connection.request("POST", self.path, body, headers)
        response = connection.getresponse()
        answer = response.read()
        connection.close()
        return response.status, answer

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Quiet."""
