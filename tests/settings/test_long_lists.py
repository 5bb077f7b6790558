"""settings.production with more tenants than a parameter of the store can hold."""

import json

import pytest

from tests.commons.config.test_continued import LIST, SHARDS, TENANTS, parts_of, put
from tests.settings.test_production import PARAMETERS, run
from tests.support.ssm import PREFIX, SsmServer

TELL = """
import json

import pytest
from django.conf import settings
d = settings.DATABASES
print(json.dumps([len(d.tenants()), d["CUSTOMER_00000"]["HOST"], d["CUSTOMER_09999"]["HOST"]]))
"""


@pytest.mark.slow
def test_ten_thousand_tenants_are_served_from_the_parameter_store() -> None:
    server = SsmServer()
    try:
        for name, value in PARAMETERS.items():
            server.put(name, value)
        server.put("DATABASE_RW_CONNECTION_STRING_EU_1", "eu.example.org")
        put(server, LIST, parts_of(TENANTS))
        put(server, SHARDS, parts_of([f"{name}=eu-1" for name in TENANTS[5_000:]]))
        done = run("-c", TELL, POSEIDON_SSM_PREFIX=PREFIX, **server.environment())
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout) == [
            10_000,
            PARAMETERS["DATABASE_RW_CONNECTION_STRING"],
            "eu.example.org",
        ]
        assert len(server.calls) <= 12
    finally:
        server.stop()
