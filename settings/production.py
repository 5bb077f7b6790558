"""Production: every value that differs between installations is a parameter."""

from poseidon.commons.config import pconfig
from settings.base import *
from settings.production_databases import DATABASES, TENANCY_DATABASE_USERS

DEBUG = False
SECRET_KEY = pconfig.get_param("SECRET_KEY")
ALLOWED_HOSTS = pconfig.get_list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('.')}" for host in ALLOWED_HOSTS if host != "*"]

TENANCY_RAW_SQL = "log"

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^live$", r"^ready$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True

EMAIL_HOST = pconfig.get_param("EMAIL_HOST", default="localhost")
EMAIL_PORT = pconfig.get_int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = pconfig.get_param("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = pconfig.get_param("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = pconfig.get_bool("EMAIL_USE_TLS", default=False)
DEFAULT_FROM_EMAIL = pconfig.get_param("DEFAULT_FROM_EMAIL", default=DEFAULT_FROM_EMAIL)

STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"tenant": {"()": "poseidon.tenancy.logs.TenantFilter"}},
    "formatters": {
        "line": {"format": "{asctime} {levelname} [{tenant}] {name}: {message}", "style": "{"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["tenant"], "formatter": "line"},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
}
