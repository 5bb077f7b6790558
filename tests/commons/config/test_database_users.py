"""Whose name and password a tenant's connections carry."""

import pytest

from poseidon.commons.config import ParameterConfig, ParameterInvalid, ParameterMissing
from poseidon.commons.config.database_users import (
    PASSWORD,
    USERNAME,
    DatabaseUser,
    shared_user,
    tenant_user,
    tenant_username,
    users_mode,
)


def config_of(**environ: str) -> ParameterConfig:
    return ParameterConfig(environ=environ)


@pytest.mark.parametrize(
    ("given", "mode"), [({}, "shared"), ({"TENANCY_DATABASE_USERS": "per_tenant"}, "per_tenant")]
)
def test_users_are_shared_unless_said_otherwise(given: dict[str, str], mode: str) -> None:
    assert users_mode(config_of(**given)) == mode


def test_unknown_mode_is_refused() -> None:
    with pytest.raises(ParameterInvalid, match="must be shared or per_tenant"):
        users_mode(config_of(TENANCY_DATABASE_USERS="each"))


def test_longest_tenant_has_a_name_that_mysql_takes() -> None:
    longest = "A" * 20
    assert tenant_username(longest, config_of()) == f"p_{'a' * 20}"
    assert len(tenant_username(longest, config_of())) <= 32


def test_parameter_gives_the_user_another_name() -> None:
    assert tenant_username("ALPHA", config_of(**{f"{USERNAME}_ALPHA": "alpha.app"})) == "alpha.app"


@pytest.mark.parametrize("name", ["", "x" * 33, "a'b", "a b", "a`"])
def test_name_that_no_server_takes_is_refused(name: str) -> None:
    with pytest.raises(ParameterInvalid, match=f"{USERNAME}_ALPHA"):
        tenant_username("ALPHA", config_of(**{f"{USERNAME}_ALPHA": name}))


def test_missing_password_names_its_parameter() -> None:
    with pytest.raises(ParameterMissing, match=f"{PASSWORD}_ALPHA"):
        tenant_user("ALPHA", config_of(**{USERNAME: "shared", PASSWORD: "shared"}))


def test_tenants_user_is_not_the_shared_one() -> None:
    config = config_of(**{USERNAME: "shared", PASSWORD: "one", f"{PASSWORD}_ALPHA": "two"})
    assert shared_user(config) == ("shared", "one")
    assert tenant_user("ALPHA", config) == ("p_alpha", "two")


def test_password_is_in_no_representation() -> None:
    assert repr(DatabaseUser("p_alpha", "s3cret")) == f"{DatabaseUser('p_alpha', 's3cret')}"
    assert "s3cret" not in repr([DatabaseUser("p_alpha", "s3cret")])
