"""settings.production as far as databases and parameters go, without TLS, which the tests' servers lack; the
pages are two of the tests' own, and no middleware asks the control database."""

from collections.abc import Callable
from typing import Any

from settings import production_databases
from settings.base import *  # noqa: F403 - what production has, less what follows

_with_tls: Callable[..., dict[str, Any]] = production_databases.mysql
_ASKS_THE_CONTROL_DATABASE = ("session", "auth", "message", "axes", "csrf", "locale", "actor")


def _plain(*arguments: Any, **named: Any) -> dict[str, Any]:
    made = _with_tls(*arguments, **named)
    for option in ("ssl", "ssl_mode"):
        made["OPTIONS"].pop(option)
    return made


production_databases.mysql = _plain
DATABASES = production_databases.DATABASES
for _alias, _make in production_databases._STATIC.items():
    DATABASES[_alias] = _make()

SECRET_KEY = "faults-only-not-a-secret"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tests.faults.urls"
TENANT_URLCONF = "tests.faults.tenant_urls"
MIDDLEWARE = [
    name
    for name in MIDDLEWARE  # noqa: F405 - of settings.base
    if not any(word in name.lower() for word in _ASKS_THE_CONTROL_DATABASE)
]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
