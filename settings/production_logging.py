"""Lines of JSON, gunicorn's own included. Asks no store for anything: gunicorn's master reads it too."""

from typing import Any, Final

_STREAMS: Final = ("stderr", "stdout")
_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def logging_to(stream: str, level: str = "INFO") -> dict[str, Any]:
    """What `LOGGING` is. `stream`: "stdout" for the server; "stderr" for commands, which print results."""
    level = level.strip().upper()
    for name, given, allowed in (("LOG_STREAM", stream, _STREAMS), ("LOG_LEVEL", level, _LEVELS)):
        if given not in allowed:
            raise ValueError(f"Parameter {name} must be one of {', '.join(allowed)}.")
    console = {
        "class": "logging.StreamHandler",
        "stream": f"ext://sys.{stream}",
        "filters": ["tenant"],
        "formatter": "json",
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"tenant": {"()": "poseidon.tenancy.logs.TenantFilter"}},
        "formatters": {"json": {"()": "poseidon.commons.logs.JsonFormatter"}},
        "handlers": {"console": console},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "axes.apps": {"level": "WARNING"},  # greets at each start
            "django": {"handlers": [], "propagate": True},  # no mail to admins: its body has names
            "gunicorn.error": {"handlers": [], "propagate": True},
        },
    }
