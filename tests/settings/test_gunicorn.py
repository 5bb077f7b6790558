"""gunicorn.conf.py: numbers from the environment, and what must hold whatever they are."""

import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
BORROW_SECONDS = 120  # for which a database proxy lets one wait for a connection


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WEB_CONCURRENCY", "GUNICORN_THREADS", "GUNICORN_TIMEOUT", "GUNICORN_MAX_REQUESTS"):
        monkeypatch.delenv(name, raising=False)


def read() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "gunicorn.conf.py"))


def test_defaults_suit_a_proxy_in_front_and_one_behind() -> None:
    config = read()
    assert config["worker_class"] == "gthread"
    assert config["timeout"] < BORROW_SECONDS
    assert config["keepalive"] > 60
    assert 0 < config["max_requests_jitter"] < config["max_requests"]
    assert config["preload_app"] is False
    assert config["accesslog"] is None
    assert config["workers"] == config["cores"]() >= 1


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_CONCURRENCY", "7")
    monkeypatch.setenv("GUNICORN_MAX_REQUESTS", "0")
    config = read()
    assert (config["workers"], config["max_requests"], config["max_requests_jitter"]) == (7, 0, 0)


@pytest.mark.parametrize(
    ("limit", "workers"), [("max 100000", 4), ("150000 100000", 2), ("50000 100000", 1), ("nonsense", 4)]
)
def test_workers_keep_to_the_container_s_share(
    monkeypatch: pytest.MonkeyPatch, limit: str, workers: int
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _pid: {0, 1, 2, 3})
    monkeypatch.setattr(Path, "read_text", lambda _path: limit)
    assert read()["workers"] == workers


def test_a_number_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUNICORN_THREADS", "many")
    with pytest.raises(SystemExit, match="GUNICORN_THREADS is 'many'"):
        read()


def test_reading_it_loads_no_settings_and_no_client() -> None:
    code = """
import runpy, sys
runpy.run_path("gunicorn.conf.py")["logconfig_dict"]
sys.exit(sorted({"django", "boto3", "botocore", "MySQLdb", "settings.production"} & set(sys.modules)) or 0)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
