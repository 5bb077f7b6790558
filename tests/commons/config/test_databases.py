"""`TenantDatabases` is a mapping in every respect, and costs nothing per tenant until one is used."""

import copy
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from poseidon.commons.config.databases import TenantDatabases

STATIC = {"default": {"NAME": "poseidon", "PASSWORD": "s3cret"}, "accounts": {"NAME": "accounts"}}


class Fleet:
    """A list of tenants that changes, and a count of what was built."""

    def __init__(self, *tenants: str) -> None:
        self.names = frozenset(tenants)
        self.built: list[tuple[str, bool]] = []

    def tenants(self) -> frozenset[str]:
        return self.names

    def build(self, tenant: str, replica: bool) -> dict[str, Any]:
        self.built.append((tenant, replica))
        return {"NAME": tenant.lower(), "HOST": "reader" if replica else "writer", "PASSWORD": "s3cret"}

    def databases(self, static: dict[str, dict[str, Any]] | None = None) -> TenantDatabases:
        return TenantDatabases(copy.deepcopy(static or STATIC), tenants=self.tenants, build=self.build)


@pytest.fixture
def fleet() -> Fleet:
    return Fleet("BETA", "ALPHA")


@pytest.fixture
def databases(fleet: Fleet) -> TenantDatabases:
    return fleet.databases()


ALIASES = ["default", "accounts", "ALPHA", "ALPHA_RO", "BETA", "BETA_RO"]
WHOLE = {
    **STATIC,
    "ALPHA": {"NAME": "alpha", "HOST": "writer", "PASSWORD": "s3cret"},
    "ALPHA_RO": {"NAME": "alpha", "HOST": "reader", "PASSWORD": "s3cret"},
    "BETA": {"NAME": "beta", "HOST": "writer", "PASSWORD": "s3cret"},
    "BETA_RO": {"NAME": "beta", "HOST": "reader", "PASSWORD": "s3cret"},
}


def test_it_is_a_dict_as_django_wants(databases: TenantDatabases) -> None:
    assert isinstance(databases, dict)


@pytest.mark.parametrize("alias", ALIASES)
def test_every_alias_is_there_by_every_way(databases: TenantDatabases, alias: str) -> None:
    assert alias in databases
    assert databases[alias] == WHOLE[alias]
    assert databases.get(alias) == WHOLE[alias]
    assert databases.setdefault(alias, {}) == WHOLE[alias]


@pytest.mark.parametrize(
    "alias", ["GAMMA", "GAMMA_RO", "alpha", "ALPHA_RO_RO", "default_RO", "_RO", "", None, 5]
)
def test_no_other_alias_is_there_by_any_way(databases: TenantDatabases, fleet: Fleet, alias: Any) -> None:
    assert alias not in databases
    assert databases.get(alias) is None
    assert databases.get(alias, "none") == "none"
    with pytest.raises(KeyError):
        databases[alias]
    assert fleet.built == []


def test_it_is_walked_in_the_order_of_writing_then_by_tenant(databases: TenantDatabases) -> None:
    assert list(databases) == list(databases.keys()) == ALIASES
    assert list(reversed(databases)) == ALIASES[::-1]
    assert list(databases.values()) == list(WHOLE.values())
    assert list(databases.items()) == list(WHOLE.items())
    assert len(databases) == len(databases.keys()) == len(databases.values()) == len(ALIASES)


def test_its_views_are_views(databases: TenantDatabases, fleet: Fleet) -> None:
    keys, values, items = databases.keys(), databases.values(), databases.items()
    fleet.names = frozenset({"GAMMA"})
    assert list(keys) == ["default", "accounts", "GAMMA", "GAMMA_RO"]
    assert "GAMMA" in keys
    assert "ALPHA" not in keys
    assert keys & {"GAMMA", "ALPHA"} == {"GAMMA"}
    assert len(values) == len(items) == 4
    assert ("default", STATIC["default"]) in items


def test_plain_copies_hold_everything(databases: TenantDatabases) -> None:
    assert dict(databases) == WHOLE
    assert {**databases} == WHOLE
    assert databases | {"x": {}} == {**WHOLE, "x": {}}
    assert {"x": {}} | databases == {"x": {}, **WHOLE}
    assert type(dict(databases)) is dict


def test_equality_looks_at_everything(databases: TenantDatabases, fleet: Fleet) -> None:
    assert databases == WHOLE
    assert databases == WHOLE
    assert databases == fleet.databases()
    assert not databases != WHOLE  # noqa: SIM202 - dict has a `!=` of its own
    assert databases != STATIC
    assert databases != {**WHOLE, "BETA": {}}
    assert databases != Fleet("ALPHA").databases()
    assert databases != {}
    assert databases != list(WHOLE)
    with pytest.raises(TypeError):
        hash(databases)


def test_it_is_true_even_without_tenants() -> None:
    assert Fleet().databases()
    assert not TenantDatabases({}, tenants=frozenset, build=lambda tenant, replica: {})


@pytest.mark.parametrize("make", [lambda d: d.copy(), copy.copy])
def test_a_copy_has_the_same_tenants_and_static_aliases_of_its_own(
    databases: TenantDatabases, fleet: Fleet, make: Any
) -> None:
    other = make(databases)
    assert isinstance(other, TenantDatabases)
    other["extra"] = {}
    assert "extra" not in databases
    assert other["default"] is databases["default"]
    fleet.names = frozenset({"GAMMA"})
    assert list(other) == ["default", "accounts", "extra", "GAMMA", "GAMMA_RO"]


def test_a_deep_copy_shares_no_settings(databases: TenantDatabases) -> None:
    other = copy.deepcopy(databases)
    assert other == databases
    assert other["default"] is not databases["default"]
    assert other.static == STATIC


def test_tenant_settings_are_built_anew_at_each_look_up(databases: TenantDatabases, fleet: Fleet) -> None:
    first = databases["ALPHA"]
    first["NAME"] = "changed by somebody"
    assert databases["ALPHA"]["NAME"] == "alpha"
    assert fleet.built == [("ALPHA", False)] * 2
    assert databases.static == STATIC


def test_static_settings_are_stored_and_stay_the_same(databases: TenantDatabases) -> None:
    databases["default"]["NAME"] = "test_poseidon"
    assert databases["default"]["NAME"] == "test_poseidon"
    assert databases.static["default"] is databases["default"]


def test_static_is_apart_and_plain(databases: TenantDatabases) -> None:
    static = databases.static
    assert type(static) is dict
    static["extra"] = {}
    assert "extra" not in databases


def test_tenants_is_the_list_of_now(databases: TenantDatabases, fleet: Fleet) -> None:
    assert databases.tenants() == {"ALPHA", "BETA"}
    fleet.names = frozenset({"GAMMA"})
    assert databases.tenants() == {"GAMMA"}
    assert "ALPHA" not in databases
    assert databases["GAMMA_RO"]["HOST"] == "reader"


def test_a_static_alias_hides_a_tenants(fleet: Fleet) -> None:
    databases = fleet.databases({"default": {}, "ALPHA": {"NAME": "test_alpha"}})
    assert databases["ALPHA"] == databases.get("ALPHA") == {"NAME": "test_alpha"}
    assert databases["ALPHA_RO"]["NAME"] == "alpha"
    assert list(databases) == ["default", "ALPHA", "ALPHA_RO", "BETA", "BETA_RO"]
    assert len(databases) == 5


def test_static_aliases_can_be_added_and_removed(databases: TenantDatabases) -> None:
    databases["extra"] = {"NAME": "extra"}
    databases.update(more={"NAME": "more"})
    assert "extra" in databases.static
    assert databases.pop("extra") == {"NAME": "extra"}
    assert databases.pop("extra", None) is None
    del databases["more"]
    assert list(databases) == ALIASES


def test_a_tenants_alias_cannot_be_removed_here(databases: TenantDatabases) -> None:
    with pytest.raises(KeyError, match="ALPHA_RO is not stored here: take its tenant out of the list"):
        databases.pop("ALPHA_RO", None)
    with pytest.raises(KeyError, match="not stored here"):
        del databases["ALPHA"]
    with pytest.raises(KeyError):
        del databases["GAMMA"]


def test_making_it_asks_for_nothing() -> None:
    def refuse(*_: object) -> Any:
        raise AssertionError("asked")

    databases = TenantDatabases(STATIC, tenants=refuse, build=refuse)
    assert databases["default"] == STATIC["default"]
    assert "default" in databases
    assert databases.static == STATIC
    assert "default" in repr(databases)


def test_looking_up_one_alias_neither_walks_the_tenants_nor_builds_another() -> None:
    class Unwalkable(frozenset[str]):
        def __iter__(self) -> Iterator[str]:
            raise AssertionError("walked")

    fleet = Fleet()
    fleet.names = Unwalkable({"ALPHA", "BETA"})
    databases = fleet.databases()
    with pytest.raises(AssertionError, match="walked"):
        list(databases)
    assert "ALPHA" in databases
    assert "GAMMA" not in databases
    assert databases["ALPHA_RO"]["NAME"] == "alpha"
    assert databases.get("BETA") is not None
    assert fleet.built == [("ALPHA", True), ("BETA", False)]


def test_asking_for_names_and_number_builds_nothing(databases: TenantDatabases, fleet: Fleet) -> None:
    list(databases), len(databases), list(databases.keys()), "ALPHA" in databases, databases != {}
    assert fleet.built == []


def test_a_tenant_that_leaves_during_a_walk_is_no_error(databases: TenantDatabases, fleet: Fleet) -> None:
    walk = iter(databases.items())
    seen = [next(walk) for _ in range(3)]
    fleet.names = frozenset()
    assert dict([*seen, *walk]) == WHOLE


@pytest.fixture
def restless_threads() -> Iterator[None]:
    """Threads change places after nearly every step."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def test_walkers_and_changers_do_not_disturb_each_other(
    databases: TenantDatabases, fleet: Fleet, restless_threads: None
) -> None:
    done = threading.Event()
    errors: list[Exception] = []

    def change() -> None:
        for number in range(2000):
            fleet.names = frozenset({f"TENANT{number % 7}", "ALPHA"})
            databases[f"extra{number % 5}"] = {}
            databases.pop(f"extra{(number + 1) % 5}", None)
        done.set()

    def walk() -> None:
        try:
            while not done.is_set():
                list(databases.values())
                list(databases), databases.static, databases.get("extra1"), databases == WHOLE
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            errors.append(error)

    threads = [threading.Thread(target=work) for work in (walk, walk, change)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert errors == []


def test_its_repr_shows_no_settings(databases: TenantDatabases) -> None:
    assert "s3cret" in repr(dict(databases))
    assert "s3cret" not in repr(databases)
    assert "accounts" in repr(databases)


def test_credentials_are_added_to_each_tenants_settings_only(fleet: Fleet) -> None:
    databases = TenantDatabases(
        STATIC, tenants=fleet.tenants, build=fleet.build, credentials=lambda tenant: {"USER": f"p_{tenant}"}
    )
    for each in (databases, copy.copy(databases), copy.deepcopy(databases)):
        assert each["ALPHA"] == {**fleet.build("ALPHA", False), "USER": "p_ALPHA"}
        assert each["BETA_RO"]["USER"] == "p_BETA"
        assert "USER" not in each["default"]


def test_place_is_known_where_credentials_are_missing(fleet: Fleet) -> None:
    def missing(tenant: str) -> dict[str, Any]:
        raise LookupError(tenant)

    databases = TenantDatabases(STATIC, tenants=fleet.tenants, build=fleet.build, credentials=missing)
    with pytest.raises(LookupError, match="ALPHA"):
        databases["ALPHA"]
    assert databases.place_of("ALPHA_RO")["HOST"] == "reader"
    for alias in ("default", "NOBODY"):
        with pytest.raises(KeyError):
            databases.place_of(alias)
