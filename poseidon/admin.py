"""Assembly: every model that has a page in an admin, and the two sites."""

from poseidon.web.admin import abstracts, conferences, custom_fields, people, platform, program
from poseidon.web.admin.sites import platform_site, tenant_site

__all__ = [
    "abstracts",
    "conferences",
    "custom_fields",
    "people",
    "platform",
    "platform_site",
    "program",
    "tenant_site",
]
