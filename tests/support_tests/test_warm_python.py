"""Forked processes are as good as started ones: nothing of one is in the next, nor of the test run."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import warm_python

TELL = "import os, sys; print(sys.argv, os.getcwd(), sorted(os.environ), __name__)"


def started(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What a process says that was started in the ordinary way."""
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env={"A": "1"}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["-c", TELL, "one", "two"],
        ["-c", "import sys; sys.exit('so it ends')"],
        ["-c", "import sys; print('said'); sys.exit(7)"],
        ["-c", "import atexit; atexit.register(print, 'last'); print('first')"],
        ["script.py", "--option"],
        ["-m", "script", "--option"],
    ],
)
def test_it_says_and_ends_what_a_started_one_does(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text("import sys\nprint(sys.argv[1:], __name__)\nsys.exit(3)\n")
    fresh = started(*arguments, folder=tmp_path)
    forked = warm_python.run(arguments, environment={"A": "1"}, folder=tmp_path)
    assert forked.stdout == fresh.stdout.replace(", 'LC_CTYPE'", "")
    assert (forked.returncode, forked.stderr) == (fresh.returncode, fresh.stderr)


def test_what_one_changed_the_next_does_not_see(tmp_path: Path) -> None:
    change = "import os, json; os.environ['B'] = '2'; json.changed = True; print('changed')"
    assert warm_python.run(["-c", change], environment={}).stdout == "changed\n"
    look = "import os, json; print('B' in os.environ, hasattr(json, 'changed'))"
    assert warm_python.run(["-c", look], environment={}).stdout == "False False\n"


def test_nothing_of_ours_and_no_mysqlclient_is_loaded_before_it_forks() -> None:
    look = "import sys; print({'poseidon', 'settings', 'tests', 'MySQLdb', 'django'} & set(sys.modules))"
    assert warm_python.run(["-c", look], environment={}).stdout == "{'django'}\n"


def test_an_error_is_told_and_a_signal_is_the_exit_code() -> None:
    failed = warm_python.run(["-c", "1 / 0"], environment={})
    assert (failed.returncode, failed.stderr.splitlines()[-1]) == (1, "ZeroDivisionError: division by zero")
    ended = warm_python.run(["-c", "import os; os.kill(os.getpid(), 9)"], environment={})
    assert ended.returncode == -signal.SIGKILL


def test_one_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    code = "import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(60)"
    with pytest.raises(TimeoutError):
        warm_python.run(["-c", code], environment={}, folder=tmp_path, timeout=2)
    gone = "import os, sys, time\nwhile os.path.exists('/proc/' + sys.argv[1]): time.sleep(0.01)"
    pid = (tmp_path / "pid").read_text()
    assert warm_python.run(["-c", gone, pid], environment={}, timeout=20).returncode == 0


def test_shell_s_python_reads_and_writes_the_shell_s_streams(tmp_path: Path) -> None:
    path = f"{warm_python.python_in(tmp_path / 'bin')}:/usr/bin:/bin"
    commands = "echo words | python -c 'import sys; print(sys.stdin.read().upper()); sys.exit(5)'; echo $?;"
    commands += "python -c 'import os; os.kill(os.getpid(), 9)'; echo $?"
    done = subprocess.run(
        ["bash", "-c", commands], env={"PATH": path}, capture_output=True, text=True, check=True
    )
    assert done.stdout == "WORDS\n\n5\n137\n"
