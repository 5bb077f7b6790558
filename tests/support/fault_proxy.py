"""A TCP proxy that misbehaves on command: late, deaf, cut off or gone.

It lives in a thread of its own and ends with the process. An order is in force when its method returns, for
the connections there are and for those to come, until the next order; `heal()` makes all well again.
"""

import asyncio
import contextlib
import enum
import socket
import struct
import threading
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Final, Self

HOST: Final = "127.0.0.1"
CHUNK: Final = 64 * 1024
RESET_ON_CLOSE: Final = struct.pack("ii", 1, 0)  # SO_LINGER: closing sends RST instead of FIN
ORDER_SECONDS: Final = 10.0


class Fault(enum.Enum):
    """What happens to connections now."""

    NONE = enum.auto()
    RESET = enum.auto()
    BLACK_HOLE = enum.auto()
    REFUSE = enum.auto()


class FaultProxy:
    """Listens on `port` of `host` and forwards to the target. Use it in a `with` block, or `stop()` it."""

    host = HOST

    def __init__(self, target_host: str, target_port: int) -> None:
        self.target = (target_host, target_port)
        self.accepted = 0
        """Connections that were let in since the start, those reset at once and swallowed ones included."""
        self._fault = Fault.NONE
        self._delay = 0.0
        self._links: dict[_Link, asyncio.Task[None]] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fault-proxy", daemon=True)
        self._listener = _bound_socket(0)
        self.port: int = self._listener.getsockname()[1]
        self._thread.start()
        self._order(self._start())

    @property
    def open(self) -> int:
        """Connections that are open now."""
        return len(self._links)

    def delay(self, seconds: float) -> None:
        """Pass on what the target says `seconds` later, in order: a round trip takes that much longer."""
        self._order(self._set_delay(seconds))

    def reset(self) -> None:
        """Cut every connection with RST, and each new one as soon as it is accepted."""
        self._order(self._turn(Fault.RESET, cut=True))

    def black_hole(self) -> None:
        """Accept, swallow whatever is said by either side, never answer and never close."""
        self._order(self._turn(Fault.BLACK_HOLE))

    def refuse(self) -> None:
        """Refuse new connections; those that are open go on. The port stays ours."""
        self._order(self._turn(Fault.REFUSE))

    def cut(self) -> None:
        """Cut the connections there are with RST, once; new ones are treated as before."""
        self._order(self._cut())

    def heal(self) -> None:
        """Forward again, without delay. What was swallowed is lost, so those connections are cut."""
        self._order(self._heal())

    def stop(self) -> None:
        """Cut everything and give the port back. Harmless when already stopped."""
        if self._loop.is_closed():
            return
        self._order(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(ORDER_SECONDS)
        self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _order(self, action: Coroutine[Any, Any, None]) -> None:
        """Do `action` in the proxy's thread and wait until it is done."""
        asyncio.run_coroutine_threadsafe(action, self._loop).result(ORDER_SECONDS)

    # -- what follows runs in the proxy's thread

    async def _set_delay(self, seconds: float) -> None:
        self._delay = seconds

    async def _heal(self) -> None:
        self._delay = 0.0
        await self._turn(Fault.NONE, cut=self._fault is Fault.BLACK_HOLE)

    async def _turn(self, fault: Fault, *, cut: bool = False) -> None:
        was, self._fault = self._fault, fault
        if fault is Fault.REFUSE and was is not Fault.REFUSE:
            self._stop_listening()
            self._listener = _bound_socket(self.port)  # bound and not listening: the kernel refuses
        elif fault is not Fault.REFUSE and was is Fault.REFUSE:
            self._listen()
        if cut:
            await self._cut()

    async def _cut(self) -> None:
        links = dict(self._links)
        for link, task in links.items():
            link.reset_when_closed()
            task.cancel()  # which closes: a socket that a task reads from must not be closed under it
        await asyncio.gather(*links.values(), return_exceptions=True)

    async def _close(self) -> None:
        self._stop_listening()
        await self._cut()

    async def _start(self) -> None:
        self._listen()

    def _listen(self) -> None:
        self._listener.listen(256)
        self._loop.add_reader(self._listener, self._accept)

    def _stop_listening(self) -> None:
        self._loop.remove_reader(self._listener)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(BlockingIOError):
            client, _ = self._listener.accept()
            self.accepted += 1
            link = _Link(client)
            if self._fault is Fault.RESET:
                link.reset_when_closed()
                link.close()
            else:
                self._links[link] = self._loop.create_task(self._serve(link))

    async def _serve(self, link: "_Link") -> None:
        """Forward one connection until either side ends it; the other side ends the same way."""
        try:
            server = await self._connected(link)
            async with asyncio.TaskGroup() as group:
                group.create_task(self._pump(link.client, server, lambda: 0.0))
                group.create_task(self._pump(server, link.client, lambda: self._delay))
        except* OSError:
            link.reset_when_closed()
        finally:
            link.close()
            del self._links[link]

    async def _connected(self, link: "_Link") -> socket.socket:
        """A connection to the target. A link that came into a black hole stays there, until it is cut."""
        while self._fault is Fault.BLACK_HOLE:
            if not await self._loop.sock_recv(link.client, CHUNK):
                raise ConnectionResetError
        await self._loop.sock_connect(link.server, self.target)
        return link.server

    async def _pump(self, source: socket.socket, sink: socket.socket, delay: Callable[[], float]) -> None:
        """Pass on what `source` says, each piece `delay()` after it came, without slowing what follows it."""
        pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(maxsize=256)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._deliver(pieces, sink))
            while piece := await self._loop.sock_recv(source, CHUNK):
                if self._fault is not Fault.BLACK_HOLE:
                    await pieces.put((self._loop.time() + delay(), piece))
            await pieces.put((self._loop.time() + delay(), b""))

    async def _deliver(self, pieces: "asyncio.Queue[tuple[float, bytes]]", sink: socket.socket) -> None:
        while True:
            due, piece = await pieces.get()
            if (wait := due - self._loop.time()) > 0:
                await asyncio.sleep(wait)
            if self._fault is Fault.BLACK_HOLE:
                continue
            if not piece:
                sink.shutdown(socket.SHUT_WR)
                return
            await self._loop.sock_sendall(sink, piece)


class _Link:
    """One client and the connection to the target that is made for it."""

    def __init__(self, client: socket.socket) -> None:
        self.client, self.server = client, socket.socket()
        for side in (self.client, self.server):
            side.setblocking(False)
            side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def reset_when_closed(self) -> None:
        """Let both sides see RST instead of an orderly end."""
        for side in (self.client, self.server):
            side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)

    def close(self) -> None:
        self.client.close()
        self.server.close()


def _bound_socket(port: int) -> socket.socket:
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.setblocking(False)
    bound.bind((HOST, port))
    return bound
