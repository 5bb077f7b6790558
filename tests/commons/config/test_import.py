"""What importing the configuration does: nothing."""

import subprocess
import sys

import pytest

from tests.support.ssm import SsmServer


def run(code: str) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_both_names_are_one_object() -> None:
    assert (
        run(
            "from poseidon.commons.config import pconfig as a\n"
            "from poseidon.commons.config.ps_config import pconfig as b\n"
            "print(a is b)"
        )
        == "True"
    )


def test_importing_loads_neither_django_nor_boto3_and_sends_nothing(
    ssm: SsmServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSEIDON_SSM_PREFIX", "/poseidon/test/")
    loaded = run(
        "import sys, poseidon.commons.config, poseidon.commons.config.databases\n"
        "print([name for name in ('django', 'boto3', 'botocore') if name in sys.modules])"
    )
    assert loaded == "[]"
    assert ssm.calls == []


def test_the_global_one_reads_the_real_environment_and_the_real_store(
    ssm: SsmServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSEIDON_SSM_PREFIX", "/poseidon/test/")
    monkeypatch.setenv("IN_THE_ENVIRONMENT", "one")
    ssm.put("IN_THE_STORE", "two")
    read = (
        "from poseidon.commons.config import pconfig\n"
        "print(pconfig.get_param('IN_THE_ENVIRONMENT'), pconfig.get_param('IN_THE_STORE'))"
    )
    assert run(read) == "one two"


def test_without_a_prefix_boto3_is_not_even_loaded(ssm: SsmServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("POSEIDON_SSM_PREFIX", raising=False)
    read = (
        "import sys\n"
        "from poseidon.commons.config import pconfig\n"
        "print(pconfig.get_param('NAME', 'default'), 'boto3' in sys.modules)"
    )
    assert run(read) == "default False"
    assert ssm.calls == []
