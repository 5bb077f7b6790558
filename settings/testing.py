"""The test suite: on a private MariaDB by default, on whatever POSEIDON_TEST_DATABASE_URL names otherwise."""

from settings.base import *
from settings.testing_databases import DATABASES, database

INSTALLED_APPS = [*INSTALLED_APPS, "tests.testapp"]
DATABASES["second"] = database("second")  # for models that say nothing of a database: Django's own rules

DEBUG = False
SECRET_KEY = "testing-only-not-a-secret"  # noqa: S105 - tests only
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick, and nothing real is behind it
TENANCY_STATUS_TTL = 0  # a test changes an account and looks at once
STORAGES = {
    "default": {
        "BACKEND": "poseidon.tenancy.storage.TenantStorage",
        "OPTIONS": {"backend": "django.core.files.storage.InMemoryStorage"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
