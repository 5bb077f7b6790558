"""The image's own commands: static files are collected, and the server needs no file system to write on."""

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docker.composition import PATH, ROOT, told
from tests.support.servers.processes import start_bound_process, stop_process
from tests.support.warm_python import python_in

PRODUCTION = {
    "PATH": PATH,
    "DJANGO_SETTINGS_MODULE": "settings.production",
    "SECRET_KEY": "k" * 60,
    "ALLOWED_HOSTS": "poseidon.example.org",
    "PLANSTONE_TENANTS_LIST": "ALPHA",
    "DATABASE_RW_CONNECTION_STRING": "localhost:1",  # nobody is there: the process is to answer all the same
    "DATABASE_RO_CONNECTION_STRING": "localhost:1",
    "POSEIDON_DATABASE_USERNAME": "nobody",
    "POSEIDON_DATABASE_PASSWORD": "nothing",
    "MIGRATE": "no",
    "WEB_CONCURRENCY": "1",
}
AS_IN_A_CONTAINER = """
set -e
mount --make-rprivate /
for place in / "$PWD"; do
    mount --bind "$place" "$place"
    mount -o remount,ro,bind "$place"
    cd "$PWD"
done
mount -t tmpfs tmpfs /tmp
if [ ! -e "$PWD/Dockerfile" ]; then  # the project itself stands below /tmp
    mkdir -p "$PWD"
    mount --no-canonicalize --bind . "$PWD"
    mount -o remount,ro,bind "$PWD"
    cd "$PWD"
fi
if touch "$PWD/.written" 2>/dev/null; then echo "the file system can be written"; exit 9; fi
exec setpriv --bounding-set=-all --inh-caps=-all --no-new-privs "$@"
"""


def can_unshare() -> bool:
    """Whether this machine lets us have mounts of our own."""
    if os.geteuid() != 0 or not (shutil.which("unshare") and shutil.which("setpriv")):
        return False
    tried = subprocess.run(["unshare", "--mount", "mount", "--make-rprivate", "/"], check=False)
    return tried.returncode == 0


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What `RUN docker/web/collect-static.sh` makes; below var/, for /tmp is another one in the container."""
    folder = ROOT / "var" / f"test-static-{os.getpid()}"
    path = f"{python_in(tmp_path_factory.mktemp('bin'))}:{PATH}"
    environment = {"PATH": path, "STATIC_ROOT": str(folder)}
    subprocess.run(["docker/web/collect-static.sh"], cwd=ROOT, env=environment, check=True, timeout=60)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def port(static: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """ENTRYPOINT and CMD, but tini: only /tmp and /dev/shm can be written, and no capability is left."""
    if not can_unshare():
        pytest.skip("needs root and the right to mount, to make the file system read-only")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = int(probe.getsockname()[1])
    environment = {**PRODUCTION, "STATIC_ROOT": str(static), "GUNICORN_BIND": f"127.0.0.1:{number}"}
    entrypoint = [part for part in told("ENTRYPOINT") if part not in ("tini", "--")]
    log = tmp_path_factory.mktemp("image") / "log"
    command = ["unshare", "--mount", "bash", "-c", AS_IN_A_CONTAINER, "bash", *entrypoint, *told("CMD")]
    server = start_bound_process(
        ["env", "-i", *(f"{name}={value}" for name, value in environment.items()), *command], log=log
    )
    try:
        deadline = time.monotonic() + 60
        while not healthy(number):
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
        yield number
    finally:
        stop_process(server, patience=20)


def healthy(port: int) -> bool:
    environment = {"PATH": PATH, "HEALTH_PORT": str(port)}
    return subprocess.run(told("HEALTHCHECK"), cwd=ROOT, env=environment, check=False).returncode == 0


def test_static_files_are_named_by_their_content_and_compressed(static: Path) -> None:
    names = json.loads((static / "staticfiles.json").read_text())["paths"]
    named = names["poseidon/poseidon.css"]
    assert re.fullmatch(r"poseidon/poseidon\.[0-9a-f]{12}\.css", named)
    assert (static / f"{named}.gz").exists()


def test_health_check_fails_where_nobody_listens() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        assert not healthy(int(probe.getsockname()[1]))


def test_image_serves_its_static_files_from_a_read_only_file_system(static: Path, port: int) -> None:
    name = json.loads((static / "staticfiles.json").read_text())["paths"]["poseidon/poseidon.css"]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Host": "poseidon.example.org", "X-Forwarded-Proto": "https", "Accept-Encoding": "gzip"}
    connection.request("GET", f"/static/{name}", headers=headers)
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Content-Encoding")) == (200, "gzip")
    assert "immutable" in str(answer.getheader("Cache-Control"))
    connection.close()
