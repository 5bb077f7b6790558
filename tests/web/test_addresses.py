"""Addresses across the border of a tenant."""

from collections.abc import Iterator

import pytest
from django.template import Context, Template
from django.urls import get_script_prefix, set_script_prefix

from poseidon.web.addresses import platform_address, tenant_address


@pytest.fixture(params=["/", "/TESTCLIENT/"])
def prefix(request: pytest.FixtureRequest) -> Iterator[str]:
    """Outside all tenants, and inside one."""
    before = get_script_prefix()
    set_script_prefix(request.param)
    yield request.param
    set_script_prefix(before)


def test_platform_is_reached_from_everywhere(prefix: str) -> None:
    assert platform_address("entrance:home") == "/"
    assert platform_address("entrance:sign-out") == "/sign-out/"
    assert platform_address("admin:index") == "/admin/"


def test_tenant_is_reached_from_everywhere(prefix: str) -> None:
    assert tenant_address("OTHERCLIENT", "workspace:dashboard") == "/OTHERCLIENT/"
    assert tenant_address("OTHERCLIENT", "workspace:person", 7) == "/OTHERCLIENT/people/7/"


def test_templates_reach_both(prefix: str) -> None:
    template = Template(
        "{% load poseidon_web %}{% platform_url 'entrance:home' %} {% tenant_url 'T1' 'admin:index' %}"
    )
    assert template.render(Context()) == "/ /T1/admin/"
