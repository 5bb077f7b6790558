"""Who can sign in: an operator, and a viewer, an editor and an admin of each tenant."""

import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

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
    logins = [known[user] if user in there else _make(user, role, tenant) for user, role, tenant in _wanted()]
    if logins != list(known.values()):
        write_private(path, json.dumps([login._asdict() for login in logins], indent=2) + "\n")
    return logins


def _read(path: Path) -> list[Login]:
    return [Login(**entry) for entry in json.loads(path.read_text(encoding="utf-8"))] if path.exists() else []


def _wanted() -> Iterator[tuple[str, str, str | None]]:
    yield OPERATOR, OPERATOR, None
    for tenant in sorted(tenants()):
        for role in Membership.Role.values:
            yield f"{role}.{tenant.lower()}", role, tenant


def _password() -> str:
    """74 random bits, without letters and digits that look alike."""
    letters = "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(15))
    return f"{letters[:5]}-{letters[5:10]}-{letters[10:]}"


def _make(name: str, role: str, tenant: str | None) -> Login:
    login = Login(name, _password(), role, tenant)
    user, _ = User.objects.get_or_create(username=name, defaults={"email": f"{name}@example.org"})
    user.is_staff = user.is_superuser = tenant is None
    user.set_password(login.password)
    user.save()
    if tenant is not None:
        Membership.objects.update_or_create(user=user, tenant=tenant, defaults={"role": role})
    return login
