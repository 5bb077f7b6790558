"""One line of JSON a record.

Written here rather than taken from a library: half of it is what must not be in a line, and a library would
have to be told that field by field.
"""

import json
import logging
from datetime import UTC, datetime
from typing import Any, Final

from poseidon.commons.logs.aliases import alias_of
from poseidon.commons.logs.paths import without_request_path
from poseidon.commons.logs.personal import without_personal_data
from poseidon.commons.request_ids import current_request_id

LONGEST: Final = 16_000
"""Characters of a message or a trace; of a longer one both ends are kept."""
OUTSIDE: Final = "-"
_OF_REQUESTS: Final = ("method", "path", "status", "duration_ms", "user")


class JsonFormatter(logging.Formatter):
    """`time` (UTC, milliseconds), `level`, `logger`, `message`, `tenant` (`-` outside all) always; `alias`,
    `request_id`, `exception` (the whole trace) where there is one; `method`, `path`, `status`, `duration_ms`
    and `user` (a key, never a name) where `extra` has them. Nothing else of `extra` is told.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end; a record that cannot be formatted says so instead of raising."""
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _cut(without_personal_data(_message(record))),
            "tenant": _tenant(record),
            "alias": alias_of(record),
            "request_id": getattr(record, "request_id", None) or current_request_id.get(),
            **{name: getattr(record, name, None) for name in _OF_REQUESTS},
            "exception": _cut(without_personal_data(self._trace(record))),
        }
        return json.dumps({name: value for name, value in told.items() if value not in (None, "")})

    def _trace(self, record: logging.LogRecord) -> str:
        trace = self.formatException(record.exc_info) if record.exc_info and record.exc_info[0] else ""
        return "\n".join(filter(None, (trace, record.stack_info)))


def _message(record: logging.LogRecord) -> str:
    try:
        return without_request_path(record, record.getMessage())
    except (TypeError, ValueError, KeyError):  # `logging` would print the arguments, whatever they hold
        return f"{record.msg} (its arguments do not fit)"


def _tenant(record: logging.LogRecord) -> str:
    """Django tells of a failed request when it has left its tenant: the request still knows it."""
    said = getattr(record, "tenant", None)
    request: Any = getattr(record, "request", None)
    return said if said not in (None, OUTSIDE) else getattr(request, "tenant", None) or OUTSIDE


def _cut(text: str) -> str:
    half = LONGEST // 2
    return text if len(text) <= LONGEST else f"{text[:half]} […] {text[-half:]}"
