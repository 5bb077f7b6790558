"""settings.production in a process of its own: what it needs, what it refuses, what it asks the network."""

import json
import os
import subprocess

import pytest

from tests.support import warm_python
from tests.support.ssm import PREFIX, SsmServer

PARAMETERS = {
    "SECRET_KEY": "k3y-" + "x" * 30 + "".join(map(chr, range(97, 123))),
    "ALLOWED_HOSTS": "conf.example.org",
    "PLANSTONE_TENANTS_LIST": " alpha,BETA, ,",
    "DATABASE_RW_CONNECTION_STRING": "writer.example.org",
    "DATABASE_RO_CONNECTION_STRING": "reader.example.org:3307",
    "POSEIDON_DATABASE_USERNAME": "poseidon_app",
    "POSEIDON_DATABASE_PASSWORD": "geheim-7f3a",
}
TELL = """
import json
from django.conf import settings
from poseidon.commons.config.databases import TenantDatabases
d = settings.DATABASES
told = {"aliases": list(d), "alpha": d["ALPHA"], "alpha_ro": d["ALPHA_RO"], "control": d["default"]}
print(json.dumps(told))
"""


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    given = {**kept, "DJANGO_SETTINGS_MODULE": "settings.production", **environment}
    return warm_python.run(arguments, environment=given)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {
            "POSEIDON_DATABASE_AUTH": "iam",
            "TENANCY_DATABASE_USERS": "per_tenant",
            "POSEIDON_SHARED_CONNECTIONS": "change_user",
        },
    ],
    ids=["plain", "tokens, users and connections of its own"],
)
def test_deployment_check_is_clean(more: dict[str, str]) -> None:
    done = run("manage.py", "check", "--deploy", "--fail-level", "DEBUG", **PARAMETERS, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PLANSTONE_TENANTS_LIST", '["ALPHA","BETA"'),
        ("DATABASE_RO_CONNECTION_STRING", "mysql://root:geheim@reader"),
        ("LOG_LEVEL", "LOUD"),
        ("EMAIL_PORT", "twenty"),
    ],
)
def test_start_with_a_parameter_that_means_nothing_says_which(name: str, text: str) -> None:
    done = run("-c", TELL, **{**PARAMETERS, name: text})
    last = done.stderr.splitlines()[-1]
    assert done.returncode != 0
    assert f"Parameter {name} " in last
    assert "geheim" not in done.stderr


@pytest.mark.parametrize("name", sorted(PARAMETERS))
def test_start_without_a_parameter_says_which_and_no_other_value(name: str) -> None:
    given = {key: value for key, value in PARAMETERS.items() if key != name}
    done = run("-c", TELL, **given)
    assert done.returncode != 0
    assert f"/poseidon/production/{name}" in done.stderr
    assert PARAMETERS["POSEIDON_DATABASE_PASSWORD"] not in done.stderr + done.stdout


def test_start_names_all_that_is_missing_at_once() -> None:
    done = run("-c", TELL, SECRET_KEY="x", POSEIDON_SSM_PREFIX="")
    for name in set(PARAMETERS) - {"SECRET_KEY"}:
        assert f"/poseidon/production/{name}" in done.stderr


def test_databases_are_built_from_parameters() -> None:
    told = json.loads(run("-c", TELL, **PARAMETERS).stdout)
    shared = ["default", "poseidon", "poseidon_RO", "accounts", "accounts_RO"]
    assert told["aliases"] == [*shared, "ALPHA", "ALPHA_RO", "BETA", "BETA_RO"]
    assert (told["alpha"]["HOST"], told["alpha"]["PORT"]) == ("writer.example.org", "3306")
    assert (told["alpha_ro"]["HOST"], told["alpha_ro"]["PORT"]) == ("reader.example.org", "3307")
    for settings in (told["alpha"], told["alpha_ro"], told["control"]):
        assert settings["CONN_MAX_AGE"] == 0
        assert settings["OPTIONS"]["ssl_mode"] == "VERIFY_IDENTITY"
        assert settings["OPTIONS"]["ssl"]["ca"]
        assert "init_command" not in settings["OPTIONS"]


def test_tenant_is_placed_on_its_shard() -> None:
    on_shard = {
        **PARAMETERS,
        "PLANSTONE_TENANT_SHARDS": "ALPHA=eu-1",
        "DATABASE_RW_CONNECTION_STRING_EU_1": "eu.example.org",
        "DATABASE_RO_CONNECTION_STRING_EU_1": "eu-ro.example.org",
    }
    told = json.loads(run("-c", TELL, **on_shard).stdout)
    assert told["alpha"]["HOST"] == "eu.example.org"
    assert told["alpha_ro"]["HOST"] == "eu-ro.example.org"
    assert told["control"]["HOST"] == "writer.example.org"


def test_connections_are_shared_where_a_parameter_says_so() -> None:
    assert "pool" not in json.loads(run("-c", TELL, **PARAMETERS).stdout)["alpha"]["OPTIONS"]
    shared = {
        **PARAMETERS,
        "POSEIDON_SHARED_CONNECTIONS": "select_db",
        "POSEIDON_SHARED_CONNECTIONS_SIZE": "3",
    }
    told = json.loads(run("-c", TELL, **shared).stdout)
    assert told["alpha"]["ENGINE"] == "poseidon.tenancy.backends.mysql"
    assert told["alpha"]["OPTIONS"]["pool"] == {"size": 3, "reset": "select_db"}


def test_everything_from_the_parameter_store_in_few_calls() -> None:
    server = SsmServer()
    try:
        for name, value in PARAMETERS.items():
            server.put(name, value)
        done = run("-c", TELL, POSEIDON_SSM_PREFIX=PREFIX, **server.environment())
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["alpha"]["PASSWORD"] == PARAMETERS["POSEIDON_DATABASE_PASSWORD"]
        assert len(server.calls) == 3  # at most ten names a call
        assert all(path.startswith(PREFIX) for path in server.calls[0])
    finally:
        server.stop()


def test_loading_the_application_connects_to_the_store_and_to_nothing_else() -> None:
    server = SsmServer()
    watched = """
import json, socket
asked = []
connect = socket.socket.connect
socket.socket.connect = lambda self, address: (asked.append(address), connect(self, address))[1]
socket.getaddrinfo = lambda host, port, *a, **k: (asked.append((host, port)), look_up(host, port, *a, **k))[1]
from poseidon.wsgi import application
print(json.dumps(asked))
""".replace("socket.getaddrinfo =", "look_up, socket.getaddrinfo = socket.getaddrinfo,")
    try:
        for name, value in PARAMETERS.items():
            server.put(name, value)
        done = run("-c", watched, POSEIDON_SSM_PREFIX=PREFIX, **server.environment())
        assert done.returncode == 0, done.stderr
        host, _, port = server.environment()["AWS_ENDPOINT_URL_SSM"].removeprefix("http://").partition(":")
        assert {tuple(address) for address in json.loads(done.stdout)} == {(host, int(port))}
    finally:
        server.stop()


def test_sessions_are_for_https_only() -> None:
    tell = "from django.conf import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
    tell += " s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS >= 31536000, s.SESSION_COOKIE_HTTPONLY, s.DEBUG)"
    assert run("-c", tell, **PARAMETERS).stdout.split() == ["True"] * 5 + ["False"]
