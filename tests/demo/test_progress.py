"""What was loaded is remembered for the databases it was loaded into, and for no others."""

import datetime as dt
import json
from pathlib import Path

import pytest
from django.db.migrations.recorder import MigrationRecorder

from poseidon.demo.progress import Progress, made_at

pytestmark = pytest.mark.django_db


def times_told(folder: Path, *, runs: int) -> int:
    """How often a step is told in that many starts."""
    told: list[str] = []
    for _ in range(runs):
        Progress(folder).once("accounts", lambda: told.append("accounts"))
    return len(told)


def test_finished_step_is_told_once(tmp_path: Path) -> None:
    assert times_told(tmp_path, runs=3) == 1


def test_databases_made_anew_are_filled_anew(tmp_path: Path) -> None:
    assert times_told(tmp_path, runs=1) == 1
    first = MigrationRecorder.Migration.objects.using("default").order_by("id")[0]
    first.applied += dt.timedelta(seconds=1)
    first.save(using="default")
    assert times_told(tmp_path, runs=2) == 1


def test_notes_of_an_older_version_are_believed(tmp_path: Path) -> None:
    (tmp_path / "done.json").write_text(json.dumps(["accounts"]))
    assert times_told(tmp_path, runs=1) == 0
    assert Progress(tmp_path).once("more", lambda: None)
    assert json.loads((tmp_path / "done.json").read_text()) == {
        "databases made": made_at(),
        "done": ["accounts", "more"],
    }
