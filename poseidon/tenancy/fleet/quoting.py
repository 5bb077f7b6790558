"""Names and texts as MySQL and MariaDB read them in `CREATE USER` and `GRANT`.

What comes here is from an allow-list already; each function checks again, for SQL is made of it.
"""

import re
from typing import Final

_SCHEMA: Final = re.compile(r"[A-Za-z0-9_$-]{1,64}")
_USER: Final = re.compile(r"[A-Za-z0-9_.-]{1,32}")
_HOST: Final = re.compile(r"[A-Za-z0-9_.%:/-]{1,255}")
_WILDCARDS: Final = re.compile(r"([_%\\])")


def identifier(name: str) -> str:
    """`` `name` ``, for use anywhere but after `GRANT … ON`. ValueError if it is no schema's or table's."""
    if not _SCHEMA.fullmatch(name):
        raise ValueError(f"{name!r} is no name of a schema or table: letters, digits, '_', '$' and '-' only.")
    return f"`{name}`"


def granted_schema(schema: str, *, literal_wildcards: bool = False) -> str:
    """The schema and nothing else, as `GRANT … ON` reads it: there `_` and `%` stand for other characters.

    `conf_a` unescaped would also open `confxa`. With `literal_wildcards` (MySQL with `partial_revokes=ON`,
    which reads them as they are and a backslash too) nothing is escaped.
    """
    quoted = identifier(schema)
    return (quoted if literal_wildcards else _WILDCARDS.sub(r"\\\1", quoted)) + ".*"


def account(user: str, host: str) -> str:
    """`'user'@'host'`. ValueError if either could be read as anything else."""
    if not _USER.fullmatch(user) or not _HOST.fullmatch(host):
        raise ValueError(f"{user!r} at {host!r} is no database user: see docs/grants.md for what is allowed.")
    return f"'{user}'@'{host}'"


def text(value: str) -> str:
    """`value` as a literal under an `sql_mode` in which the backslash escapes. ValueError on control
    characters, which no password that somebody meant contains."""
    if not value.isprintable():
        raise ValueError("A password holds characters that cannot be printed: set its parameter anew.")
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
