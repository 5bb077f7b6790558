"""A request's path as logs may have it: without query, names, or secrets such as an invitation's token."""

import logging
from typing import TYPE_CHECKING, Any, Final

from poseidon.commons.logs.personal import GONE

if TYPE_CHECKING:
    from django.http import HttpRequest

_TELL_NOBODY: Final = frozenset(("app_label", "code", "content_type_id", "object_id"))
"""Arguments of addresses whose text says nothing about a person; numbers never do."""


def safe_path(request: "HttpRequest") -> str:
    """The path, where an address of ours was found; anything else may hold anything, and only begins."""
    from django.conf import settings

    match = request.resolver_match
    if match is None:
        return request.path if _is_static(request.path, settings) else _beginning(request)
    path = request.path
    for name, value in [*(("", value) for value in match.args), *match.kwargs.items()]:
        if isinstance(value, str) and value and name not in _TELL_NOBODY:
            path = path.replace(value, GONE)
    return path


def without_request_path(record: logging.LogRecord, message: str) -> str:
    """`message`, in which the path of the record's request, if it has one, is as logs may have it."""
    request: Any = getattr(record, "request", None)
    path = getattr(request, "path", None)
    if not isinstance(path, str) or len(path) < 2:
        return message
    safe = safe_path(request)
    for written in (path, path.encode("unicode_escape").decode("ascii")):
        message = message.replace(written, safe)
    return message


def _is_static(path: str, settings: Any) -> bool:
    return bool(settings.STATIC_URL) and path.startswith(settings.STATIC_URL)


def _beginning(request: "HttpRequest") -> str:
    """The tenant, or where the application stands, and no more."""
    prefix = request.META.get("SCRIPT_NAME", "").rstrip("/")
    return f"{prefix}/{GONE if request.path_info.strip('/') else ''}"
