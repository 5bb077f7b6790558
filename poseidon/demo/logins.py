"""Who can sign in: an operator, and a viewer, an editor and an admin of each tenant."""

import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import User

from poseidon.demo.place import write_private
from poseidon.tenancy.api import Membership, tenants

OPERATOR = "operator"


class Login(NamedTuple):
    """One line of `credentials.json`; `tenant` is None for the operator, who may enter all."""

    user: str
    password: str
    role: str
    tenant: str | None


def ensure_logins(folder: Path) -> list[Login]:
    """All logins; those not in `credentials.json` (mode 0600), or whose user is gone, get a new password."""
    path = folder / "credentials.json"
    known = {login.user: login for login in _read(path)}
    there = set(User.objects.filter(username__in=known).values_list("username", flat=True))
    logins = [known[login.user] if login.user in there else login for login in _invent()]
    for login in logins:
        if login.user not in there:
            _make_user(login)
    if logins != list(known.values()):
        write_private(path, json.dumps([login._asdict() for login in logins], indent=2) + "\n")
    return logins


def _read(path: Path) -> list[Login]:
    return [Login(**entry) for entry in json.loads(path.read_text(encoding="utf-8"))] if path.exists() else []


def _invent() -> Iterator[Login]:
    yield Login(OPERATOR, _password(), OPERATOR, None)
    for tenant in sorted(tenants()):
        for role in Membership.Role.values:
            yield Login(f"{role}.{tenant.lower()}", _password(), role, tenant)


def _password() -> str:
    """74 random bits, without letters and digits that look alike."""
    letters = "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(15))
    return f"{letters[:5]}-{letters[5:10]}-{letters[10:]}"


def _hash(password: str) -> str:
    """Quickly: a random password needs no slow hash. Django makes it a slow one at the first sign-in."""
    hasher = PBKDF2PasswordHasher()
    return hasher.encode(password, hasher.salt(), iterations=20_000)


def _make_user(login: Login) -> None:
    password = _hash(login.password)
    operates = login.tenant is None
    values = {"password": password, "is_staff": operates, "is_superuser": operates}
    user, _ = User.objects.update_or_create(
        username=login.user, defaults=values, create_defaults={**values, "email": f"{login.user}@example.org"}
    )
    if login.tenant is not None:
        Membership.objects.update_or_create(user=user, tenant=login.tenant, defaults={"role": login.role})
