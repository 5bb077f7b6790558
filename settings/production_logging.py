"""Lines of JSON, gunicorn's own included. Asks no store for anything: gunicorn's master reads it too."""

from typing import Any


def logging_to(stream: str, level: str = "INFO") -> dict[str, Any]:
    """What `LOGGING` is. `stream`: "stdout" for the server; "stderr" for commands, which print results."""
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
