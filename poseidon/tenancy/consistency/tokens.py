"""What a person has written, carried from one request to the next.

One signed cookie a tenant, on that tenant's path, so that two tenants in two tabs do not disturb each other;
API clients find the same text in the header `X-Poseidon-Seen` and send it back. A token that is forged, too
old, or of another tenant is ignored: it can only cost its bearer freshness.
"""

from typing import Final

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest
from django.http.response import HttpResponseBase

COOKIE: Final = "poseidon_seen"
HEADER: Final = "X-Poseidon-Seen"
LIFETIME: Final = 3600
"""Seconds that a token counts; no healthy replica is that far behind."""


def _signer(tenant: str) -> TimestampSigner:
    return TimestampSigner(salt=f"poseidon.tenancy.consistency.{tenant}")


def make_token(tenant: str, position: str) -> str:
    """`position` (see `positions`) as a text that only this installation can make, for this tenant."""
    return _signer(tenant).sign(position)


def read_token(tenant: str, token: str) -> str | None:
    """The position in `token`; None if it is not one that this tenant gave out within the last hour."""
    try:
        return _signer(tenant).unsign(token, max_age=LIFETIME)
    except BadSignature:
        return None


def position_of_request(request: HttpRequest, tenant: str) -> str | None:
    """What the sender has seen of `tenant`, by header or cookie."""
    token = request.headers.get(HEADER) or request.COOKIES.get(COOKIE)
    return read_token(tenant, token) if token else None


def put_position(request: HttpRequest, response: HttpResponseBase, tenant: str, position: str) -> None:
    """Hands the sender the token for what this request has written."""
    token = make_token(tenant, position)
    response[HEADER] = token
    response.set_cookie(
        COOKIE,
        token,
        max_age=LIFETIME,
        path=f"{request.META.get('SCRIPT_NAME', '')}/",
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
