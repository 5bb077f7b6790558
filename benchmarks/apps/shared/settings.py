"""Settings that every contender starts from: no debugging, no sessions, four of Django's own middlewares."""

from pathlib import Path

DEBUG = False
SECRET_KEY = "benchmarks-only-not-a-secret"
ALLOWED_HOSTS = ["*"]
USE_TZ = True
TIME_ZONE = "UTC"
ROOT_URLCONF = "benchmarks.apps.shared.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PEOPLE_MODEL = "shared.People"
LOGGING_CONFIG = None

INSTALLED_APPS = ["benchmarks.apps.shared"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).resolve().parent / "templates"],
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
