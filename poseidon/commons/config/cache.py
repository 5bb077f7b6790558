"""What the store said, for as long as it may be believed. One question per name at a time.

A usable answer is given without asking. A stale one is given while the store cannot be asked, or while
another thread is asking. After that it is gone (`lifetimes.py` has the figures).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from poseidon.commons.config.lifetimes import Entry, Lifetimes, Outage
from poseidon.commons.config.ssm import BATCH_SIZE, Answer, Failure

logger = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Flight:
    """A question on its way. Threads that want one of its names wait for `landed`."""

    names: list[str]
    landed: threading.Event = field(default_factory=threading.Event)


class ParameterCache:
    """Answers by name. `fetch` asks the store for at most ten names; `clock` gives seconds, never backwards.

    Reading `entries` needs no lock; whoever changes the fields below it holds the lock.
    """

    def __init__(
        self,
        fetch: Callable[[Sequence[str]], Answer | Failure],
        *,
        clock: Callable[[], float] = time.monotonic,
        lifetimes: Lifetimes | None = None,
    ) -> None:
        self._fetch = fetch
        self._clock = clock
        self._lifetimes = lifetimes or Lifetimes()
        self.forget()

    def forget(self) -> None:
        """Drop all that is known, as if the process had just started."""
        self.entries: dict[str, Entry] = {}
        self._outages: dict[str, Outage] = {}
        self._refreshed_at: dict[str, float] = {}
        self.after_fork()

    def after_fork(self) -> None:
        """Keep the answers, but not the lock and the questions: their threads stayed in the parent."""
        self._lock = threading.Lock()
        self._flights: dict[str, Flight] = {}

    def answer(self, name: str) -> Entry | Outage:
        """What is known of `name` now, asking the store if need be. `Outage`: nothing to fall back on."""
        self.ask([name])
        while (known := self._known(name)) is None:  # the asking thread was interrupted: ask ourselves
            self.ask([name])
        return known

    def ask(self, names: Iterable[str]) -> None:
        """Have every name answered or given up. With a stale value, no waiting for another thread."""
        with self._lock:
            now = self._clock()
            wanted = [name for name in dict.fromkeys(names) if self._is_due(name, now)]
            waiting = [self._flights[name] for name in wanted if self._must_wait(name, now)]
            flight = self._take_off([name for name in wanted if name not in self._flights], now)
        self._fly_and_wait(flight, waiting)

    def refresh(self, name: str) -> None:
        """Ask again although the answer is usable, for callers that saw it fail (a rotated password).

        A storm of callers makes one question: they join the one on its way, and within `between_refreshes`
        seconds of the last one nothing is asked.
        """
        with self._lock:
            now = self._clock()
            waiting = [self._flights[name]] if name in self._flights else []
            last = self._refreshed_at.get(name)
            granted = not waiting and (last is None or now >= last + self._lifetimes.between_refreshes)
            if granted:
                self._refreshed_at[name] = now
            flight = self._take_off([name] if granted else [], now)
        self._fly_and_wait(flight, waiting)

    def _known(self, name: str) -> Entry | Outage | None:
        entry = self.entries.get(name)
        if entry is not None and self._clock() < entry.stale_until:
            return entry
        return self._outages.get(name)

    def _is_due(self, name: str, now: float) -> bool:
        entry, outage = self.entries.get(name), self._outages.get(name)
        return (entry is None or now >= entry.usable_until) and (outage is None or now >= outage.retry_at)

    def _must_wait(self, name: str, now: float) -> bool:
        entry = self.entries.get(name)
        return name in self._flights and (entry is None or now >= entry.stale_until)

    def _take_off(self, names: list[str], now: float) -> Flight | None:
        if not names:
            return None
        flight = Flight([*names, *self._companions(names, now)])
        self._flights.update(dict.fromkeys(flight.names, flight))
        return flight

    def _companions(self, names: list[str], now: float) -> list[str]:
        """Names that expire soon, to fill the last batch: a process asks once per TTL, not once per name."""
        soon = now + self._lifetimes.renew_early
        # Not those in trouble: a name that may not be read would have the whole batch refused, every time.
        taken = {*names, *self._flights, *self._outages}
        due = [
            name for name, entry in self.entries.items() if entry.usable_until <= soon and name not in taken
        ]
        return due[: -len(names) % BATCH_SIZE]

    def _fly_and_wait(self, flight: Flight | None, waiting: list[Flight]) -> None:
        if flight is not None:
            try:
                self._fetch_all(flight.names)
            finally:
                with self._lock:
                    for name in flight.names:
                        self._flights.pop(name, None)
                flight.landed.set()
        for other in waiting:
            other.landed.wait()

    def _fetch_all(self, names: list[str]) -> None:
        for start in range(0, len(names), BATCH_SIZE):
            batch = names[start : start + BATCH_SIZE]
            result = self._fetch(batch)
            if isinstance(result, Answer):
                self._keep(result)
            elif result.outage:
                # Not batch by batch: the others would wait as long, for nothing.
                self._give_up(names[start:], result)
                break
            else:
                self._fetch_each(batch, result)

    def _fetch_each(self, batch: list[str], refusal: Failure) -> None:
        """Ask one by one: a name that may not be read (a denied key) must not take the others with it."""
        for name in batch:
            result = self._fetch([name]) if len(batch) > 1 else refusal
            if isinstance(result, Answer):
                self._keep(result)
            else:
                self._give_up([name], result)

    def _keep(self, answer: Answer) -> None:
        with self._lock:
            now = self._clock()
            for name in [*answer.found, *answer.missing]:
                entry = self._lifetimes.new_entry(answer.found.get(name), now)
                before = self.entries.get(name)
                self.entries[name] = entry
                self._outages.pop(name, None)
                if before is not None and before.warned:
                    logger.info("Parameter %s: the store answers again.", name)

    def _give_up(self, names: list[str], failure: Failure) -> None:
        with self._lock:
            now = self._clock()
            for name in names:
                entry = self.entries.get(name)
                serving = entry is not None and now < entry.stale_until
                pause = self._lifetimes.retry_with_stale if serving else self._lifetimes.retry_with_nothing
                self._outages[name] = Outage(failure.cause, now + pause)
                if entry is not None and serving:
                    self._serve_stale(name, entry, failure, now)

    def _serve_stale(self, name: str, entry: Entry, failure: Failure, now: float) -> None:
        entry.usable_until = min(now + self._lifetimes.retry_with_stale, entry.stale_until)
        if not entry.warned:
            entry.warned = True
            age, left = now - entry.fetched_at, entry.stale_until - now
            logger.warning(
                "Parameter %s: the store did not answer (%s). Its answer of %d s ago serves %d s at most.",
                name,
                failure.cause,
                age,
                left,
            )
