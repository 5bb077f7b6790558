"""Child processes that cannot outlive the process that started them."""

import ctypes
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def start_bound_process(command: Sequence[str | Path], *, log: Path) -> subprocess.Popen[bytes]:
    """Start `command`, writing what it says to `log`; the kernel kills it when this process ends, however.

    The child gets a session of its own, so that Ctrl-C reaches the tests first and they stop it in order.
    Raises `RuntimeError` off the main thread: the kernel's promise is tied to the *thread* that started the
    child, and a server would vanish with a worker thread.
    """
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError(f"Start {command[0]} from the main thread: it would die with this thread.")
    with log.open("ab") as output:
        return subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_die_with(os.getpid()),  # noqa: PLW1509 - only makes two system calls
        )


def stop_process(process: subprocess.Popen[bytes], *, patience: float) -> None:
    """Ask `process` to end and wait `patience` seconds for it; then kill it. Harmless when it has ended."""
    process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        kill_process(process)


def kill_process(process: subprocess.Popen[bytes]) -> None:
    """End `process` at once and wait until it is gone."""
    process.kill()
    process.wait()


def _die_with(parent: int) -> Callable[[], None]:
    def ask_kernel() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # the parent ended between fork and prctl: nobody would tell us
            os._exit(1)

    return ask_kernel
