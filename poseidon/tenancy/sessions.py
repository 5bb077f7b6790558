"""What a person's session holds for one tenant.

The session itself is of the person, who may work for several tenants in one browser: who they are stands in
it once. Everything else that a request keeps there for later belongs under the tenant it is about.
"""

from collections.abc import Iterator, MutableMapping
from typing import Any, Final

from django.contrib.messages.storage.session import SessionStorage
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from poseidon.tenancy.context import current_tenant, require_tenant
from poseidon.tenancy.errors import CrossTenantError
from poseidon.tenancy.labels import OUTSIDE

KEY: Final = "_tenant:{}"
MESSAGES_KEY: Final = "_messages:{}"


class TenantSession(MutableMapping[str, Any]):
    """The part of a session that belongs to one tenant; made by `tenant_session`.

    Every use in another tenant's context raises CrossTenantError, outside all NoTenantError. Setting and
    deleting mark the session as modified; changing a list or dict inside it does not, as in Django: set it
    again. Values must be what the session's serializer takes (JSON). It ends with the session (signing out,
    expiry), not with the membership, without which no request comes to where it is read; `clear()` it to end
    it sooner. Django saves a session whole: of two requests at once, the later one wins for all of it.
    """

    def __init__(self, session: SessionBase, tenant: str) -> None:
        self._session, self.tenant = session, tenant

    def _items(self) -> dict[str, Any]:
        here = require_tenant("Session data")
        if here != self.tenant:
            raise CrossTenantError("This part of the session", theirs=self.tenant, ours=here)
        items: dict[str, Any] = self._session.get(KEY.format(self.tenant), {})
        return items

    def _store(self, items: dict[str, Any]) -> None:
        if items:
            self._session[KEY.format(self.tenant)] = items
        else:
            self._session.pop(KEY.format(self.tenant), None)

    def __getitem__(self, key: str) -> Any:
        return self._items()[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._store({**self._items(), key: value})

    def __delitem__(self, key: str) -> None:
        items = dict(self._items())
        del items[key]
        self._store(items)

    def __iter__(self) -> Iterator[str]:
        return iter(self._items())

    def __len__(self) -> int:
        return len(self._items())

    def __repr__(self) -> str:
        return f"<TenantSession of {self.tenant}>"  # not what is in it: it would reach error pages and logs


def tenant_session(request: HttpRequest) -> TenantSession:
    """The tenant's own part of `request.session`: of the tenant in context. NoTenantError outside all."""
    return TenantSession(request.session, require_tenant("Session data"))


class TenantMessageStorage(SessionStorage):
    """`django.contrib.messages` kept apart: what is said in a tenant is shown there, and nowhere else.

    The tenant is that of the request, so code that enters another one for a moment still speaks to the page
    it works for. Outside all tenants messages are kept apart likewise. As MESSAGE_STORAGE, by dotted name.
    """

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.session_key = MESSAGES_KEY.format(current_tenant() or OUTSIDE)
