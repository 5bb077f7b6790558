"""The script that installs system packages says one clear line, or nothing."""

import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "bin" / "install-system-packages"
PROGRAMS = [
    "mariadbd",
    "mariadb_config",
    "pkg-config",
    "gcc",
    "chromium",
    "redis-server",
    "postgres",
    "python3",
]


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A PATH on which every program is there and the person is not root."""
    for program in PROGRAMS:
        write_program(tmp_path / program, "exit 0")
    write_program(tmp_path / "id", "echo 1000")
    (tmp_path / "sh").symlink_to("/bin/sh")
    return tmp_path


def write_program(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)


def run_script(machine: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", str(SCRIPT)], env={"PATH": str(machine)}, capture_output=True, text=True, check=False
    )


def test_complete_machine_hears_nothing(machine: Path) -> None:
    done = run_script(machine)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_person_who_is_not_root_reads_one_line_with_packages_and_command(machine: Path) -> None:
    (machine / "chromium").unlink()
    (machine / "redis-server").unlink()
    done = run_script(machine)
    assert done.returncode == 1
    assert done.stderr == (
        "Missing system packages: chromium redis-server."
        " As root: apt-get install --no-install-recommends chromium redis-server\n"
    )


def test_python_without_its_headers_asks_for_them(machine: Path) -> None:
    write_program(machine / "python3", 'case "$2" in *Python.h*) exit 1;; esac')
    assert run_script(machine).stderr.startswith("Missing system packages: python3-dev.")
