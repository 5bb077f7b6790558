"""What every environment shares."""

from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

INSTALLED_APPS = [
    "poseidon.tenancy",  # first: it puts its connections in place before models are loaded
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "poseidon",
]

MIDDLEWARE = [
    "poseidon.web.request_log.RequestLogMiddleware",  # first: what others refuse or redirect is told too
    "poseidon.web.metrics.middleware.MetricsMiddleware",  # and counted
    "poseidon.web.health.hosts.ProbedHostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",  # before tenants: a suspended one's page carries the headers too
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "poseidon.tenancy.middleware.TenantMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "poseidon.web.locales.ReaderLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "poseidon.web.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "poseidon.web.refused_methods.RefusedMethodMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it answers for a sign-in that was refused
]

ROOT_URLCONF = "poseidon.urls"
TENANT_URLCONF = "poseidon.tenant_urls"
PLATFORM_PATHS = frozenset(
    (
        *("admin", "console", "live", "metrics", "ready", "static", "media", "favicon.ico"),
        *("sign-in", "sign-out", "invitation", "password"),
    )
)
WSGI_APPLICATION = "poseidon.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "poseidon" / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "poseidon.web.context_processors.tenant",
            ],
            "builtins": ["poseidon.web.templatetags.local_formats"],
            "libraries": {"poseidon_web": "poseidon.web.templatetags.poseidon_web"},
        },
    },
]

# -- tenancy: the engine's settings and their defaults are in poseidon/tenancy/defaults.py

DATABASE_ROUTERS = ["poseidon.db_routers.TenantRouter"]

TENANCY_STALE_READS = 86_400  # seconds; the pages of the product say how old they are

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "KEY_FUNCTION": "poseidon.tenancy.caching.tenant_key",
    },
    "shared": {  # what belongs to no tenant
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "shared",
        "KEY_FUNCTION": "poseidon.tenancy.caching.shared_key",
    },
}
SESSION_CACHE_ALIAS = "shared"  # a person's session is the same in every tenant
MESSAGE_STORAGE = "poseidon.tenancy.sessions.TenantMessageStorage"

# -- people

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 86_400  # seconds
DEFAULT_FROM_EMAIL = "Poseidon <noreply@localhost>"
EMAIL_TIMEOUT = 10  # seconds; a mail server that hangs must not hold a request for long
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# -- language and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]  # of the texts; days and numbers follow the reader
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# -- files

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "poseidon" / "web" / "static"]
STATIC_ROOT = BASE_DIR / "var" / "static"
MEDIA_ROOT = BASE_DIR / "var" / "media"
STORAGES = {
    "default": {
        "BACKEND": "poseidon.tenancy.storage.TenantStorage",
        "OPTIONS": {"backend": "django.core.files.storage.FileSystemStorage"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FIXTURE_DIRS = [BASE_DIR / "fixtures", BASE_DIR / "poseidon" / "fixtures" / "test"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 2**20  # a book as a text, thrice as long on its way, and as it was before

# -- security

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "https:"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "object-src": ["'none'"],
    },
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS: list[str] = []

UNFOLD = {
    "SITE_TITLE": "Poseidon",
    "SITE_HEADER": "Poseidon",
}
