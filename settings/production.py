"""Production: every value that differs between installations is a parameter."""

from pathlib import Path

from poseidon.commons.config import pconfig
from settings.base import *
from settings.production_databases import DATABASES, TENANCY_DATABASE_USERS
from settings.production_logging import logging_to

DEBUG = False
SECRET_KEY = pconfig.get_param("SECRET_KEY")
ALLOWED_HOSTS = pconfig.get_list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [
    f"https://{'*' if host.startswith('.') else ''}{host}" for host in ALLOWED_HOSTS if host != "*"
]
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "user_agent"]  # what it must not log

TENANCY_RAW_SQL = "log"

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^live$", r"^ready$", r"^metrics$"]  # asked inside, without TLS
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
STATIC_ROOT = Path(pconfig.get_param("STATIC_ROOT", default=str(STATIC_ROOT)))
LOGGING = logging_to(
    pconfig.get_param("LOG_STREAM", default="stderr"), pconfig.get_param("LOG_LEVEL", default="INFO")
)
