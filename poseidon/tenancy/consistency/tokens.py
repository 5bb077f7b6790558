"""What a person has written, carried from one request to the next.

One signed cookie a tenant, on that tenant's path, so that two tenants in two tabs do not disturb each other;
API clients find the same text in the header `X-Poseidon-Seen` and send it back. A shared database that has a
replica has a cookie of its own for all paths. A token that is forged, too old, or of another database is
ignored: it can only cost its bearer freshness.
"""

from typing import Final

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from poseidon.tenancy.registry import is_shared, tenant_of

COOKIE: Final = "poseidon_seen"
HEADER: Final = "X-Poseidon-Seen"
HEADER_KEY: Final = "HTTP_X_POSEIDON_SEEN"
LIFETIME: Final = 3600
"""Seconds that a token counts; no healthy replica is that far behind."""


def _signer(database: str) -> TimestampSigner:
    return TimestampSigner(salt=f"poseidon.tenancy.consistency.{database}")


def make_token(database: str, position: str) -> str:
    """`position` (see `positions`) as a text that only this installation can make, for this primary alias."""
    return _signer(database).sign(position)


def read_token(database: str, token: str) -> str | None:
    """The position in `token`; None if it is none that `database` gave out within the last hour."""
    try:
        return _signer(database).unsign(token, max_age=LIFETIME)
    except BadSignature:
        return None


def positions_of_request(request: HttpRequest, tenant: str | None) -> dict[str, str]:
    """What the sender has seen, by primary alias: of `tenant` by header or cookie, of shared databases by
    cookies."""
    if not request.COOKIES and HEADER_KEY not in request.META:
        return {}
    told = [(tenant, request.COOKIES.get(COOKIE)), (tenant, request.headers.get(HEADER))]
    for name, token in request.COOKIES.items():
        if name.startswith(f"{COOKIE}_") and is_shared(database := name.removeprefix(f"{COOKIE}_")):
            told.append((database, token))
    return {db: position for db, token in told if db and token and (position := read_token(db, token))}


def put_position(request: HttpRequest, response: HttpResponseBase, database: str, position: str) -> None:
    """Hands the sender the token for what this request has written to `database`, a primary alias."""
    token, tenant, here = make_token(database, position), tenant_of(database), request.tenant  # type: ignore[attr-defined]
    root = request.META.get("SCRIPT_NAME", "").removesuffix(f"/{here}")
    if tenant is not None and tenant == here:
        response[HEADER] = token
    response.set_cookie(
        COOKIE if tenant else f"{COOKIE}_{database}",
        token,
        max_age=LIFETIME,
        path=f"{root}/{tenant}/" if tenant else f"{root}/",
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
