"""The demonstration: SQLite files under var/demo, invented conferences, served by one process."""

from poseidon.commons.config import pconfig
from settings.base import *
from settings.demo_databases import DATABASES, DEMO_DIR

DEBUG = False
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SECRET_KEY = pconfig.get_param("DEMO_SECRET_KEY", default="demonstration-only-not-a-secret")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
