"""A proxy that does what it is told, at once, to connections old and new."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.fault_proxy import FaultProxy

ROOT = Path(__file__).resolve().parents[2]
LONG = 10.0  # an answer that does not come within this is none
SHORT = 0.3  # nothing is expected to come at all


class Echo:
    """A server that answers every connection with what it hears."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.ended: list[str] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=[client], daemon=True).start()

    def _answer(self, client: socket.socket) -> None:
        with client:
            try:
                while heard := client.recv(4096):
                    client.sendall(heard)
                self.ended.append("closed")
            except ConnectionResetError:
                self.ended.append("reset")


@pytest.fixture
def echo() -> Iterator[Echo]:
    server = Echo()
    yield server
    server.listener.close()


@pytest.fixture
def proxy(echo: Echo) -> Iterator[FaultProxy]:
    with FaultProxy("127.0.0.1", echo.port) as running:
        yield running


def connect(proxy: FaultProxy) -> socket.socket:
    return socket.create_connection((proxy.host, proxy.port), timeout=LONG)


def say(client: socket.socket, words: bytes) -> bytes:
    client.sendall(words)
    heard = b""
    while len(heard) < len(words):
        piece = client.recv(65536)
        if not piece:
            break
        heard += piece
    return heard


def becomes_true(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + LONG
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def test_healthy_proxy_forwards_both_ways_and_counts(proxy: FaultProxy, echo: Echo) -> None:
    with connect(proxy) as first, connect(proxy) as second:
        assert say(first, b"one") == b"one"
        assert say(second, b"two") == b"two"
        assert (proxy.accepted, proxy.open) == (2, 2)
    assert becomes_true(lambda: proxy.open == 0)
    assert becomes_true(lambda: echo.ended == ["closed", "closed"])
    assert proxy.accepted == 2


def test_much_data_arrives_whole(proxy: FaultProxy) -> None:
    words = bytes(range(256)) * 8192  # 2 MB, more than socket buffers hold
    with connect(proxy) as client:
        heard: list[bytes] = []
        reader = threading.Thread(target=lambda: heard.append(_read(client, len(words))))
        reader.start()
        client.sendall(words)
        reader.join(LONG)
    assert heard == [words]


def _read(client: socket.socket, length: int) -> bytes:
    heard = b""
    while len(heard) < length and (piece := client.recv(65536)):
        heard += piece
    return heard


def test_half_closed_connection_still_gets_its_answer(proxy: FaultProxy) -> None:
    with connect(proxy) as client:
        client.sendall(b"last words")
        client.shutdown(socket.SHUT_WR)
        assert _read(client, 100) == b"last words"


def test_delay_holds_answers_of_open_connections_back_until_healed(proxy: FaultProxy) -> None:
    with connect(proxy) as client:
        say(client, b"quick")
        proxy.delay(0.4)
        began = time.monotonic()
        assert say(client, b"slow") == b"slow"
        assert time.monotonic() - began >= 0.4  # a lower bound only: no machine is too slow for it
        proxy.delay(LONG * 6)
        proxy.heal()
        assert say(client, b"quick again") == b"quick again"


def test_delay_keeps_order_and_does_not_add_up(proxy: FaultProxy) -> None:
    with connect(proxy) as client:
        proxy.delay(1.0)
        began = time.monotonic()
        for number in range(20):
            client.sendall(b"%02d" % number)
            time.sleep(0.005)
        assert _read(client, 40) == b"".join(b"%02d" % number for number in range(20))
        assert time.monotonic() - began < 20.0  # one after the other would be twenty seconds at least


def test_reset_cuts_connections_old_and_new(proxy: FaultProxy, echo: Echo) -> None:
    with connect(proxy) as old:
        say(old, b"hello")
        proxy.reset()
        assert proxy.open == 0
        with pytest.raises(ConnectionResetError):
            old.recv(1)
    assert becomes_true(lambda: echo.ended == ["reset"])
    with pytest.raises(ConnectionResetError), connect(proxy) as new:
        new.recv(1)
    proxy.heal()
    with connect(proxy) as client:
        assert say(client, b"again") == b"again"


def test_cut_is_over_at_once(proxy: FaultProxy) -> None:
    with connect(proxy) as old:
        say(old, b"hello")
        proxy.cut()
        with pytest.raises(ConnectionResetError):
            old.recv(1)
    with connect(proxy) as new:
        assert say(new, b"again") == b"again"


def test_black_hole_swallows_connections_old_and_new(proxy: FaultProxy) -> None:
    with connect(proxy) as old:
        say(old, b"hello")
        proxy.black_hole()
        with connect(proxy) as new:
            for client in (old, new):
                client.settimeout(SHORT)
                client.sendall(b"anybody?")
                with pytest.raises(TimeoutError):
                    client.recv(1)
            proxy.heal()
            for client in (old, new):
                client.settimeout(LONG)
                with pytest.raises(ConnectionResetError):
                    client.recv(1)
    with connect(proxy) as client:
        assert say(client, b"again") == b"again"


def test_refused_is_who_comes_new_and_nobody_else(proxy: FaultProxy) -> None:
    with connect(proxy) as old:
        say(old, b"hello")
        proxy.refuse()
        with pytest.raises(ConnectionRefusedError):
            connect(proxy)
        assert say(old, b"still there") == b"still there"
    assert proxy.accepted == 1
    proxy.heal()
    with connect(proxy) as new:
        assert say(new, b"again") == b"again"


@pytest.mark.parametrize("first", ["delay", "reset", "black_hole", "refuse"])
@pytest.mark.parametrize("then", ["reset", "black_hole", "refuse"])
def test_any_fault_may_follow_any_other(proxy: FaultProxy, first: str, then: str) -> None:
    for order in (first, then):
        getattr(proxy, order)(*([0.1] if order == "delay" else []))
    proxy.heal()
    with connect(proxy) as client:
        assert say(client, b"again") == b"again"


def test_target_that_is_down_looks_like_a_reset(echo: Echo) -> None:
    port = echo.port
    echo.listener.shutdown(socket.SHUT_RDWR)
    echo.listener.close()
    # The reset may arrive as soon as the connection stands.
    with (
        FaultProxy("127.0.0.1", port) as proxy,
        pytest.raises(ConnectionResetError),
        connect(proxy) as client,
    ):
        client.recv(1)


def test_stopped_proxy_gives_its_port_back_and_its_connections_up(echo: Echo) -> None:
    proxy = FaultProxy("127.0.0.1", echo.port)
    with connect(proxy) as client:
        say(client, b"hello")
        proxy.stop()
        proxy.stop()
        with pytest.raises(ConnectionResetError):
            client.recv(1)
    with socket.create_server((proxy.host, proxy.port)):
        pass


def test_process_with_a_running_proxy_ends(echo: Echo) -> None:
    code = f"from tests.support.fault_proxy import FaultProxy; FaultProxy('127.0.0.1', {echo.port}).reset()"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE, timeout=60, check=True
    )
    assert done.stderr == b""
