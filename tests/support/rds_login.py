"""What a database on RDS says at sign-in to a user with IAM authentication: TLS, then the password in clear.

Not a database: whoever is let in gets "OK" for an answer to everything. It stands for a service that cannot
be had in a test; what is tested is what the driver and our settings send it.
"""

import contextlib
import socket
import socketserver
import ssl
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

HOST: Final = "127.0.0.1"
SSL: Final = 0x800
CAPABILITIES: Final = 0x1 | 0x2 | 0x4 | 0x8 | 0x200 | 0x2000 | 0x8000 | 0x80000 | 0x200000
OK: Final = b"\x00\x00\x00\x02\x00\x00\x00"
QUIT: Final = 1


class RdsLogin:
    """`passwords` are those received, in their order; those in `refused` are answered with 1045."""

    def __init__(self, certificate: Path, key: Path, *, tls: bool = True) -> None:
        self.passwords: list[str] = []
        self.users: list[str] = []
        self.refused: set[str] = set()
        self.tls = tls
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, key)
        self._server = _Server((HOST, 0), _SignIn)
        self._server.login = self
        self.port: int = self._server.server_address[1]

    @contextlib.contextmanager
    def listening(self) -> Iterator["RdsLogin"]:
        """Answers until the block ends."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()

    def answer(self, user: str, password: str) -> bytes:
        """Lets in whoever is not refused."""
        self.users.append(user)
        self.passwords.append(password)
        if password in self.refused:
            return b"\xff" + struct.pack("<H", 1045) + b"#28000Access denied for user " + user.encode()
        return OK


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    login: RdsLogin


class _SignIn(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        login = self.server.login
        with contextlib.suppress(OSError, EOFError):
            self._line: socket.socket = self.request
            self._send(0, _greeting(CAPABILITIES | (SSL if login.tls else 0)))
            said, number = self._receive()
            if login.tls and len(said) == 32:  # the short form, which asks for TLS
                self._line = login.context.wrap_socket(self.request, server_side=True)
                said, number = self._receive()
            user = said[32 : said.index(b"\0", 32)].decode()
            self._send(number + 1, b"\xfemysql_clear_password\0")
            password, number = self._receive()
            self._send(number + 1, login.answer(user, password.rstrip(b"\0").decode()))
            while (asked := self._receive()[0]) and asked[0] != QUIT:
                self._send(1, OK)

    def _send(self, number: int, payload: bytes) -> None:
        self._line.sendall(struct.pack("<I", len(payload))[:3] + bytes([number]) + payload)

    def _receive(self) -> tuple[bytes, int]:
        head = self._exactly(4)
        return self._exactly(int.from_bytes(head[:3], "little")), head[3]

    def _exactly(self, length: int) -> bytes:
        got = b""
        while len(got) < length:
            piece = self._line.recv(length - len(got))
            if not piece:
                raise EOFError
            got += piece
        return got


def _greeting(capabilities: int) -> bytes:
    low, high = capabilities & 0xFFFF, capabilities >> 16
    return b"".join(
        (
            b"\x0a8.0.36\0" + struct.pack("<I", 7) + b"abcdefgh\0",
            struct.pack("<HBHHB", low, 45, 2, high, 21) + bytes(10),
            b"ijklmnopqrst\0mysql_native_password\0",
        )
    )
