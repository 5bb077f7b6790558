"""Modules are imported outside all tenants.

Django imports views, forms and admins late, often in the first request, which is some tenant's. What a module
makes at its top, `queryset = People.objects.all()` in a class for one, would then be stamped with that tenant
and be read in every later request of every other.
"""

import importlib.machinery
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType
from typing import Any

from poseidon.tenancy.context import current_tenant, tenant_context


class ImportsOutsideTenants(MetaPathFinder):
    """Stands first among the finders; asks the others, and only while a tenant is in context."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The spec of whoever finds the module, its loader made to run outside all tenants."""
        if current_tenant() is None:
            return None
        for finder in sys.meta_path:
            spec = finder.find_spec(fullname, path, target) if finder is not self else None
            if spec is not None:
                _load_outside(spec.loader)
                return spec
        return None


def _load_outside(loader: Any) -> None:
    """Loaders are made anew for each module, save those of built-in and frozen ones, which are classes."""
    if not isinstance(loader, type) and hasattr(loader, "exec_module"):
        loader.exec_module = tenant_context(None)(loader.exec_module)


def install() -> None:
    """Puts the finder in place, once."""
    if not any(isinstance(finder, ImportsOutsideTenants) for finder in sys.meta_path):
        sys.meta_path.insert(0, ImportsOutsideTenants())
