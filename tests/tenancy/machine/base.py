"""What all steps share: the rows and querysets that are carried about, and what each tenant must hold."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant

from poseidon.tenancy.api import CrossTenantError, current_tenant, tenant_context
from tests.tenancy.machine.library import TENANTS, Library, empty_library, read_library

tenants = st.sampled_from(TENANTS)
places = st.sampled_from((None, *TENANTS))
names = st.sampled_from(("a", "b", "ab", "ba"))
authors, books, tags, asked = Bundle("authors"), Bundle("books"), Bundle("tags"), Bundle("asked")


@dataclass
class Held:
    """A row that somebody holds, and the tenant it must belong to."""

    row: Any
    tenant: str


@dataclass
class Asked:
    """A queryset of authors that somebody keeps, its tenant, and which names it must find there."""

    rows: Any
    tenant: str
    wanted: Callable[[str], bool]

    def keys(self, library: Library) -> set[int]:
        return {key for key, name in library.authors.items() if self.wanted(name)}


class TwoLibraries(RuleBasedStateMachine):
    """Rows and querysets are carried from tenant to tenant; `where` is the tenant in context of each step."""

    @initialize()
    def begin(self) -> None:
        self.count = 0
        self.libraries = {tenant: Library() for tenant in TENANTS}
        for tenant in TENANTS:
            empty_library(tenant)

    @invariant()
    def each_tenant_holds_exactly_its_own_rows(self) -> None:
        assert current_tenant() is None
        for tenant in TENANTS:
            assert read_library(tenant) == self.libraries[tenant], tenant

    @contextmanager
    def doing(self, where: str | None, *owners: str) -> Iterator[None]:
        """Allowed where all `owners` are the same and nobody else's context is entered; else refused."""
        if len({*owners, *([where] if where else [])}) == 1:
            with tenant_context(where):
                yield
            return
        first, second = TENANTS
        with (
            pytest.raises(CrossTenantError),
            transaction.atomic(first),
            transaction.atomic(second),
            tenant_context(where),
        ):
            yield
