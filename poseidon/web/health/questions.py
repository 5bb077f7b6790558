"""Asking what may hang, without hanging."""

import threading
import time
from collections.abc import Callable
from typing import Final

from django.db import connections

PATIENCE: Final = 1.0
"""Seconds after which no answer is an answer."""
FRESH: Final = 1.0
"""Seconds for which an answer counts: whoever asks often asks the servers no oftener."""
SILENT: Final = f"no answer within {PATIENCE:g} s"


class _Round:
    """One time that the question is put."""

    def __init__(self) -> None:
        self.began, self.done, self.trouble = time.monotonic(), threading.Event(), ""

    def holds(self) -> bool:
        """Whether it is under way, or was a moment ago."""
        return not self.done.is_set() or time.monotonic() - self.began < FRESH


class Question:
    """Something that is asked in a thread of its own, at most once at a time: what hangs holds one thread,
    however often it is asked. `ask` returns what is wrong, or nothing; an exception is told by its kind."""

    def __init__(self, ask: Callable[[], str]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._round: _Round | None = None

    def begin(self) -> Callable[[float], str]:
        """Puts the question, unless it is being put; returns what waits for the trouble, at most until the
        given moment of the monotonic clock."""
        with self._lock:
            if self._round is None or not self._round.holds():
                self._round = _Round()
                threading.Thread(target=self._put, args=[self._round], daemon=True).start()
            asked = self._round

        def trouble_until(moment: float) -> str:
            answered = asked.done.wait(max(0.0, moment - time.monotonic()))
            return asked.trouble if answered else SILENT

        return trouble_until

    def _put(self, asked: _Round) -> None:
        try:
            asked.trouble = self._ask()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is not ready
            asked.trouble = f"fails ({type(error).__name__})"
        finally:
            connections.close_all()
            asked.done.set()
