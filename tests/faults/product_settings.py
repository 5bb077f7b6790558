"""`tests.faults.settings` with the product's own pages and everything that stands before them."""

from settings import base
from tests.faults.settings import *  # noqa: F403 - all that is not said otherwise here

MIDDLEWARE = base.MIDDLEWARE
ROOT_URLCONF, TENANT_URLCONF = base.ROOT_URLCONF, base.TENANT_URLCONF
TENANCY_STALE_READS = base.TENANCY_STALE_READS
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
