"""Parameters that hold more than a word: the tenants, their shards, a server's address.

Everything here comes from operators' hands. What passes may go into SQL, a path or a URL; what does not is a
`ValueError` that names the item and the rule.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple

TENANT_NAME = re.compile(r"[A-Z][A-Z0-9_]{1,19}")
SHARD_NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")
REPLICA_SUFFIX = "_RO"
RESERVED_NAMES = frozenset({"DEFAULT", "POSEIDON", "ACCOUNTS"})
SERVERS_OWN = frozenset(
    (
        "MYSQL",
        "SYS",
        "INFORMATION_SCHEMA",
        "PERFORMANCE_SCHEMA",
        "NDBINFO",
        "POSTGRES",
        "TEMPLATE0",
        "TEMPLATE1",
    )
)
"""A tenant's database is called as it is, in lower case; these are those of the servers themselves."""
DEFAULT_PORTS = {"mysql": 3306, "postgresql": 5432}
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?")
_FOLDER = re.compile(r"[A-Za-z0-9/._-]{2,512}")
_ENDPOINT = re.compile(r"(?:\[(?P<ipv6>[0-9A-Fa-f:.]+)\]|(?P<host>[^:\[\]]+))(?::(?P<port>[0-9]{1,5}))?")


@lru_cache(maxsize=8)  # asked for at each look-up of an alias, with the same text until the parameter changes
def parse_tenant_list(text: str) -> frozenset[str]:
    """`"alpha, BETA,"` is `{"ALPHA", "BETA"}`."""
    if text.lstrip().startswith(("[", "{")):
        raise ValueError("it looks like JSON; write names with commas between them, as in ALPHA,BETA.")
    return frozenset(_tenant_name(item) for item in text.split(",") if item.strip())


def parse_tenant_shards(text: str) -> dict[str, str]:
    """`"ALPHA=eu-1, BETA=us-1"` is `{"ALPHA": "eu-1", "BETA": "us-1"}`. A tenant stands on one shard only."""
    return dict(_shards_of(text))


@lru_cache(maxsize=2)  # asked for at each connection of a tenant
def _shards_of(text: str) -> dict[str, str]:
    shards: dict[str, str] = {}
    for item in text.split(","):
        if item.strip():
            tenant, shard = _shard_pair(item)
            if shards.setdefault(tenant, shard) != shard:
                raise ValueError(f"Tenant {tenant} is given two shards, {shards[tenant]} and {shard}.")
    return shards


class Place(NamedTuple):
    """Where databases are: on a server, `mysql` or `postgresql`, or with `sqlite` in a folder."""

    scheme: str
    host: str = ""
    port: int = 0
    folder: str = ""


@lru_cache(maxsize=64)  # asked for at each connection, with the same few texts until a parameter changes
def parse_place(text: str) -> Place:
    """`host`, `host:3307`, `mysql://host`, `postgresql://host:5432`, `[::1]:3307`; or `sqlite:///srv/data`, a
    folder with one file a database.

    User, password, database and options are refused, not dropped: they have parameters of their own. The
    message does not repeat the text, which may hold a password. Without a port it is the vendor's own.
    """
    rest = text.strip()
    scheme, separator, after = rest.partition("://")
    if not separator:
        return Place("mysql", *_server(rest, DEFAULT_PORTS["mysql"]))
    scheme = scheme.lower()
    if scheme == "sqlite":
        return Place(scheme, folder=_folder(after))
    if scheme not in DEFAULT_PORTS:
        raise _bad_endpoint("only mysql://, postgresql:// or sqlite:// may stand before the host")
    return Place(scheme, *_server(after.removesuffix("/"), DEFAULT_PORTS[scheme]))


def parse_endpoint(text: str) -> tuple[str, int]:
    """Host and port of a MySQL server, as `parse_place` reads them; ValueError for anybody else's."""
    place = parse_place(text)
    if place.scheme != "mysql":
        raise _bad_endpoint("only mysql:// may stand before the host")
    return place.host, place.port


def _server(text: str, default_port: int) -> tuple[str, int]:
    if "@" in text:
        raise _bad_endpoint("user and password do not belong into it, they are parameters of their own")
    found = _ENDPOINT.fullmatch(text)
    if found is None or (found["host"] is not None and not _HOST.fullmatch(found["host"])):
        raise _bad_endpoint("it must be host, host:port or [IPv6 address]:port, nothing else")
    port = default_port if found["port"] is None else int(found["port"])
    if not 1 <= port <= 65535:
        raise _bad_endpoint("the port must be from 1 to 65535")
    return found["ipv6"] or found["host"], port


def _folder(text: str) -> str:
    path = PurePosixPath(text)
    if not path.is_absolute() or ".." in path.parts or not _FOLDER.fullmatch(text):
        raise _bad_endpoint("after sqlite:// stands the whole path of a folder, as in sqlite:///srv/tenants")
    return str(path)


def _bad_endpoint(rule: str) -> ValueError:
    return ValueError(f"A database connection string is wrong: {rule}.")


def _tenant_name(item: str) -> str:
    given = item.strip()
    # Other alphabets first: the upper case of a dotless i is a plain I.
    name = given.upper() if given.isascii() else given
    if not TENANT_NAME.fullmatch(name):
        raise ValueError(
            f"{given!r} is no tenant name: 2 to 20 characters, A-Z, 0-9 and '_', beginning with a letter."
        )
    if name.endswith(REPLICA_SUFFIX):
        raise ValueError(
            f"{given!r} is no tenant name: '{REPLICA_SUFFIX}' at the end marks a replica's alias."
        )
    if name in RESERVED_NAMES:
        raise ValueError(f"{given!r} is no tenant name: {', '.join(sorted(RESERVED_NAMES))} are taken.")
    if name in SERVERS_OWN:
        raise ValueError(
            f"{given!r} is no tenant name: a server keeps its own data in a database of this name."
        )
    return name


def _shard_pair(item: str) -> tuple[str, str]:
    tenant, separator, shard = item.partition("=")
    if not separator:
        raise ValueError(f"{item.strip()!r} gives no shard: write TENANT=shard.")
    name = shard.strip()
    if not SHARD_NAME.fullmatch(name):
        raise ValueError(
            f"{item.strip()!r}: {name!r} is no shard name: 1 to 31 characters, a-z, 0-9 and '-', "
            "beginning with a letter."
        )
    return _tenant_name(tenant), name
