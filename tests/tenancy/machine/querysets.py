"""Steps with querysets that are kept."""

import pickle
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import multiple, rule

from poseidon.tenancy.api import CrossTenantError, tenant_context
from tests.tenancy.machine.base import (
    Asked,
    TwoLibraries,
    asked,
    names,
    places,
    tenants,
)
from tests.tenancy.machine.library import TENANTS
from tests.testapp.models import Author


class QuerySets(TwoLibraries):
    """Ask, carry, combine, evaluate, update, delete."""

    @rule(target=asked, tenant=tenants, name=names)
    def ask(self, tenant: str, name: str) -> Asked:
        with tenant_context(tenant):
            return Asked(
                Author.objects.filter(name__startswith=name), tenant, lambda found: found.startswith(name)
            )

    @rule(target=asked, asked=asked, where=places)
    def pickle_queryset(self, asked: Asked, where: str | None) -> Asked:
        with tenant_context(where):
            rows = asked.rows.all()
            rows.query = pickle.loads(pickle.dumps(asked.rows.query))
        return Asked(rows, asked.tenant, asked.wanted)

    @rule(target=asked, first=asked, second=asked, where=places, means=st.sampled_from(("or", "and", "in")))
    def combine(self, first: Asked, second: Asked, where: str | None, means: str) -> Any:
        ours, theirs = first.wanted, second.wanted
        if first.tenant != second.tenant:
            return multiple()
        with tenant_context(where):
            rows = _combined(first.rows, second.rows, means)
        if means == "or":
            return Asked(rows, first.tenant, lambda name: ours(name) or theirs(name))
        return Asked(rows, first.tenant, lambda name: ours(name) and theirs(name))

    @rule(asked=asked, where=places, means=st.sampled_from(("or", "and", "in", "union")))
    def combine_with_the_other_tenant_s(self, asked: Asked, where: str | None, means: str) -> None:
        (other,) = {*TENANTS} - {asked.tenant}
        with tenant_context(other):
            theirs = Author.objects.all()
        with tenant_context(where), pytest.raises(CrossTenantError):
            _combined(asked.rows, theirs, means)

    @rule(asked=asked, where=places, means=st.sampled_from(("list", "iterator", "count", "values", "kept")))
    def evaluate(self, asked: Asked, where: str | None, means: str) -> None:
        wanted = asked.keys(self.libraries[asked.tenant])
        rows = asked.rows.all()
        with tenant_context(where):
            if means == "count":
                assert rows.count() == len(wanted)
            elif means == "values":
                assert set(rows.values_list("pk", flat=True)) == wanted
            else:
                assert {row.pk for row in (rows.iterator() if means == "iterator" else rows)} == wanted

    @rule(asked=asked, where=places, name=names)
    def update_queryset(self, asked: Asked, where: str | None, name: str) -> None:
        library = self.libraries[asked.tenant]
        keys = asked.keys(library)
        with self.doing(where, asked.tenant):
            rows = Author.objects.using(asked.tenant).filter(
                pk__in=list(asked.rows.values_list("pk", flat=True))
            )
            rows.update(name=name)
            library.authors.update(dict.fromkeys(keys, name))

    @rule(asked=asked, where=places)
    def delete_queryset(self, asked: Asked, where: str | None) -> None:
        library = self.libraries[asked.tenant]
        keys = asked.keys(library)
        with self.doing(where, asked.tenant):
            asked.rows.all().delete()
            for key in keys:
                library.drop_author(key)


def _combined(first: Any, second: Any, means: str) -> Any:
    if means == "in":
        return first.filter(pk__in=second.values("pk"))
    if means == "union":
        return first.union(second)
    return first | second if means == "or" else first & second
