"""Files that belong to a tenant: each one's name begins with the tenant's.

The name that `save` returns, and that stands in the database, is `TENANT/…`. So a name says whose file it is,
and one that wandered into another tenant's row or request is refused instead of served.
"""

import posixpath
import re
from datetime import datetime
from typing import Any, Final
from urllib.parse import unquote

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.core.files.storage import Storage
from django.utils.deconstruct import deconstructible
from django.utils.module_loading import import_string

from poseidon.tenancy.context import require_tenant
from poseidon.tenancy.errors import CrossTenantError
from poseidon.tenancy.registry import is_tenant

_ABSOLUTE: Final = re.compile(r"/|[A-Za-z]:")
_MOST_DECODINGS: Final = 5


def tenant_file_name(name: object) -> str:
    """`name` under the tenant in context: `TENANT/photos/7.jpg` for `photos/7.jpg`; one that is so already
    stays as it is.

    Raises NoTenantError; CrossTenantError for a name that begins with another tenant's; and
    SuspiciousFileOperation for one that tries to leave its folder (absolute, `..`, in any encoding).
    """
    tenant = require_tenant(f"File {str(name)!r}")
    clean = _plain_path(str(name))
    first, slash, rest = clean.partition("/")
    if slash and first != tenant and is_tenant(first):
        raise CrossTenantError(f"File {clean!r}", theirs=first, ours=tenant)
    return clean if slash and first == tenant and rest else f"{tenant}/{clean}"


def tenant_folder_name(path: object) -> str:
    """As `tenant_file_name`, for a folder: "" and the tenant's own name stand for all that the tenant has."""
    tenant = require_tenant(f"Folder {str(path)!r}")
    folder = str(path).rstrip("/")
    if folder in ("", ".", tenant):
        return tenant
    return posixpath.dirname(tenant_file_name(f"{folder}/file"))


def _plain_path(name: str) -> str:
    """`name` with forward slashes and nothing needless in it; SuspiciousFileOperation for tricks."""
    path = name.replace("\\", "/")
    decoded = _decoded(path).replace("\\", "/")
    tricky = _ABSOLUTE.match(decoded) or "\0" in decoded or ".." in decoded.split("/")
    if tricky or decoded.count("/") != path.count("/") or not path.strip("/. "):
        raise SuspiciousFileOperation(
            f"File name {name!r} does not stay in its tenant's folder: give a relative path without '..'."
        )
    return posixpath.normpath(path)


def _decoded(path: str) -> str:
    """`path` with URL encoding undone, however often it was done; SuspiciousFileOperation beyond reason."""
    for _ in range(_MOST_DECODINGS):
        decoded = unquote(path)
        if decoded == path:
            return path
        path = decoded
    raise SuspiciousFileOperation(f"File name {path!r} is encoded again and again.")


@deconstructible(path="poseidon.tenancy.storage.TenantStorage")
class TenantStorage(Storage):
    """Any storage, with every name passed through `tenant_file_name` first.

    As a setting: `"OPTIONS": {"backend": "django.core.files.storage.FileSystemStorage", …}`, the rest of the
    options being the backend's own. What a backend offers beyond Django's interface is not offered here: it
    would take names that nobody looked at.
    """

    def __init__(self, backend: str, **options: Any) -> None:
        self._inner: Storage = import_string(backend)(**options)

    def open(self, name: str, mode: str = "rb") -> "File[Any]":
        """As Django's."""
        return self._inner.open(tenant_file_name(name), mode)

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        """As Django's: returns the name it got, `TENANT/…`, to which `max_length` applies."""
        given = name if name is not None else content.name
        return self._inner.save(tenant_file_name(given), content, max_length)

    def delete(self, name: str) -> None:
        """As Django's."""
        self._inner.delete(tenant_file_name(name))

    def exists(self, name: str) -> bool:
        """As Django's."""
        return self._inner.exists(tenant_file_name(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """As Django's; "" lists what the tenant has: nothing, if it never saved a file."""
        folder = tenant_folder_name(path)
        if "/" not in folder and not self._inner.exists(folder):
            return [], []
        return self._inner.listdir(folder)

    def size(self, name: str) -> int:
        """As Django's, in bytes."""
        return self._inner.size(tenant_file_name(name))

    def path(self, name: str) -> str:
        """As Django's."""
        return self._inner.path(tenant_file_name(name))

    def url(self, name: str | None) -> str:
        """As Django's. An address keeps nobody out: whoever serves it must look whose it is."""
        return self._inner.url(tenant_file_name(name))

    def get_accessed_time(self, name: str) -> datetime:
        """As Django's."""
        return self._inner.get_accessed_time(tenant_file_name(name))

    def get_created_time(self, name: str) -> datetime:
        """As Django's."""
        return self._inner.get_created_time(tenant_file_name(name))

    def get_modified_time(self, name: str) -> datetime:
        """As Django's."""
        return self._inner.get_modified_time(tenant_file_name(name))

    def get_valid_name(self, name: str) -> str:
        """As the backend has it."""
        return self._inner.get_valid_name(name)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """As Django's."""
        return self._inner.get_available_name(tenant_file_name(name), max_length)
