"""Local development against the compose stack's MySQL."""

from settings.base import *
from settings.development_databases import DATABASES

DEBUG = True
SECRET_KEY = "development-only-not-a-secret"  # noqa: S105 - never used in production, which reads a parameter
ALLOWED_HOSTS = ["*"]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
