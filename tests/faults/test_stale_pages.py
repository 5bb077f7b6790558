"""While a tenant's primary is gone, its workspace and admin can be read, and say how old they are."""

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.installation import ROOT, Installation
from tests.support.warm_python import python_in

Looks = dict[str, tuple[int, str, str]]


@pytest.fixture
def browser(site: Installation, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [python_in(tmp_path) / "python", "-m", "tests.faults.pages_child"],
        cwd=ROOT,
        env=site.environment("tests.faults.product_settings"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.kill()


def told(process: Any) -> Looks:
    line = process.stdout.readline()
    assert line, "the browser gave up"
    looks: Looks = json.loads(line)
    return looks


@pytest.mark.slow
def test_every_page_can_be_read_and_says_how_old_it_is(
    site: Installation, browser: subprocess.Popen[str]
) -> None:
    well = told(browser)
    assert {path: status for path, (status, _, _) in well.items() if status != 200} == {"post": 400}
    assert not any("Read only" in alert for _, alert, _ in well.values())
    site.shard.catch_up()
    site.shard.primary.kill()
    time.sleep(1.5)  # until the replica's watcher has seen that replication stands
    assert browser.stdin is not None
    browser.stdin.write("\n")
    browser.stdin.flush()
    gone = told(browser)
    for written in ("form", "post"):  # what is to be changed is read from the primary, or not at all
        assert tuple(gone.pop(written)) == (503, "", "5")
    assert {path: status for path, (status, _, _) in gone.items() if status != 200} == {}
    silent = [path for path, (_, alert, _) in gone.items() if "Read only: the database of ALPHA" not in alert]
    assert silent == []
