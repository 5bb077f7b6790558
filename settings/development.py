"""Local development against the compose stack: its MySQL, its parameter store, its mail catcher."""

from pathlib import Path

from poseidon.commons.config import pconfig
from settings.base import *
from settings.development_databases import DATABASES

DEBUG = True
SECRET_KEY = pconfig.get_param("SECRET_KEY", default="development-only-not-a-secret")
ALLOWED_HOSTS = ["*"]
EMAIL_HOST = pconfig.get_param("EMAIL_HOST", default="")
EMAIL_PORT = pconfig.get_int("EMAIL_PORT", default=1025)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
# Who can sign in, and how far the demonstration's data is loaded; the data itself is on the server.
DEMO_DIR = Path(pconfig.get_param("DEMO_DIR", default=str(BASE_DIR / "var" / "development")))
