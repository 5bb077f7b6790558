"""What docker-compose.yml and the Dockerfile promise, as far as they can be read without an engine."""

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docker.composition import ROOT, Composition, MissingVariableError

WITH_SECRETS = {"POSEIDON_SECRETS": "./var/secrets", "POSEIDON_USER": "1000:1000"}
BIN = Path(sys.executable).parent


def linter(*command: str) -> subprocess.CompletedProcess[str]:
    program, *arguments = command
    return subprocess.run([BIN / program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def composition() -> Composition:
    return Composition(WITH_SECRETS)


@pytest.fixture
def working_tree(tmp_path: Path) -> Path:
    """A folder with the script that makes secrets, and nothing else."""
    (tmp_path / "bin").mkdir()
    shutil.copy(ROOT / "bin" / "make-secrets", tmp_path / "bin")
    return tmp_path


def make_secrets(working_tree: Path) -> dict[str, str]:
    """Runs the script; what Compose would read from `.env`."""
    subprocess.run([working_tree / "bin" / "make-secrets"], check=True, timeout=20, cwd="/")
    lines = (working_tree / ".env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)


def test_dockerfile_and_compose_file_are_clean() -> None:
    for done in (
        linter("hadolint", "Dockerfile"),
        linter("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"),
    ):
        assert done.returncode == 0, done.stdout + done.stderr


def test_linters_find_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM debian\nRUN cd /tmp && sudo make\n")
    (tmp_path / "docker-compose.yml").write_text("services: {web: {imagine: debian}}\n")
    assert "DL3006" in linter("hadolint", str(tmp_path / "Dockerfile")).stdout
    schema = ("--builtin-schema", "vendor.compose-spec")
    assert linter("check-jsonschema", *schema, str(tmp_path / "docker-compose.yml")).returncode == 1


def test_ports_are_open_on_loopback_only(composition: Composition) -> None:
    ports = [port for service in composition.file["services"].values() for port in service.get("ports", ())]
    assert len(ports) == 4
    assert all(re.fullmatch(r"127\.0\.0\.1:\d+:\d+", port) for port in ports)


def test_no_password_is_written_down(composition: Composition) -> None:
    for name, service in composition.file["services"].items():
        for variable, value in service.get("environment", {}).items():
            secret = re.search(r"PASSWORD|SECRET", variable) and variable != "AWS_SECRET_ACCESS_KEY"
            assert not secret or str(value).startswith("/run/secrets/"), f"{name}: {variable}"


def test_each_service_gets_only_the_secrets_it_reads(composition: Composition) -> None:
    for name, service in composition.file["services"].items():
        read = {
            Path(value).name
            for value in service.get("environment", {}).values()
            if str(value).startswith("/run/secrets/")
        }
        assert read == set(service.get("secrets", ())), name
    assert "secrets" not in composition.service("web")


def test_images_are_pinned(composition: Composition) -> None:
    for name, service in composition.file["services"].items():
        image, _, tag = service["image"].rpartition(":")
        assert image, name
        assert tag != "latest", name
    base = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert [part for part in base if part != "base"] == [base[0]]
    assert re.fullmatch(r"python:\d+\.\d+\.\d+-slim-bookworm@sha256:[0-9a-f]{64}", base[0])


def test_first_start_without_secrets_says_what_to_run() -> None:
    with pytest.raises(MissingVariableError, match=r"run bin/make-secrets once"):
        Composition({})


def test_secrets_are_made_once_random_and_private(working_tree: Path) -> None:
    variables = make_secrets(working_tree)
    assert Composition(variables).file["secrets"].keys() == {
        path.name for path in (working_tree / "var" / "secrets").iterdir()
    }
    kept = {}
    for secret in Composition(variables).file["secrets"].values():
        path = working_tree / secret["file"]
        kept[path] = path.read_text()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert re.fullmatch(r"[A-Za-z0-9]{40}", kept[path])
    assert len(set(kept.values())) == 3
    assert make_secrets(working_tree) == variables
    assert {path: path.read_text() for path in kept} == kept


def test_what_stands_in_env_is_kept(working_tree: Path) -> None:
    (working_tree / ".env").write_text("PORT=8001\nPOSEIDON_USER=0:0\n")
    variables = make_secrets(working_tree)
    owner = working_tree.stat()
    assert variables == {"PORT": "8001", "POSEIDON_USER": "0:0", "POSEIDON_SECRETS": "./var/secrets"}
    (working_tree / ".env").unlink()
    assert make_secrets(working_tree)["POSEIDON_USER"] == f"{owner.st_uid}:{owner.st_gid}"


def test_secrets_are_never_committed_nor_sent_to_the_builder() -> None:
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert {"/var/", ".env"} <= set(ignored)
    sent = (ROOT / ".dockerignore").read_text().splitlines()
    assert {"var", ".env", ".git"} <= set(sent)


def test_everything_the_image_runs_is_sent_to_the_builder() -> None:
    left_out = [
        line for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] not in ("#", "")
    ]
    told = (ROOT / "Dockerfile").read_text()
    for path in ("docker/web/entrypoint.sh", "docker/web/healthy.py", "docker/web/collect-static.sh"):
        assert path in told
        assert (ROOT / path).exists()
        assert not any(path.startswith(line) for line in left_out)
    for script in ROOT.glob("docker/**/*.sh"):
        assert os.access(script, os.X_OK), script
