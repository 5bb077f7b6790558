"""`pconfig`: every parameter of the installation, from the environment or from SSM.

    pconfig.get_param("POSEIDON_DATABASE_PASSWORD")

The environment variable of that name wins; else SSM is asked for `POSEIDON_SSM_PREFIX` + name, and its answer
is kept (`lifetimes.py`). Without `POSEIDON_SSM_PREFIX` there is no store and nothing goes over the network.
"""

from __future__ import annotations

import os
import re
import time
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from typing import Final, TypeVar, overload

from poseidon.commons.config import values
from poseidon.commons.config.cache import ParameterCache
from poseidon.commons.config.continued import Joined, join, joined_in
from poseidon.commons.config.errors import ParameterInvalid, ParameterMissing, ParameterStoreUnavailable
from poseidon.commons.config.lifetimes import Entry, Lifetimes, Outage
from poseidon.commons.config.ssm import Answer, Failure, ParameterStore

PREFIX_VARIABLE = "POSEIDON_SSM_PREFIX"
PRODUCTION_PREFIX = "/poseidon/production/"
_NAME = re.compile(r"[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*")

T = TypeVar("T")


class Missing(Enum):
    """The type of "no default was given", since None is a fair default."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING


class ParameterConfig:
    """Parameters by name. Thread-safe, fork-safe, cheap enough for every request (about 1 us when known).

    `environ`, `store`, `clock` and `lifetimes` exist so that tests can run several side by side.
    """

    def __init__(
        self,
        *,
        environ: Mapping[str, str] | None = None,
        store: ParameterStore | None = None,
        clock: Callable[[], float] = time.monotonic,
        lifetimes: Lifetimes | None = None,
    ) -> None:
        self._environ = os.environ if environ is None else environ
        self._store = store or ParameterStore()
        self._clock = clock
        self._cache = ParameterCache(self._fetch, clock=clock, lifetimes=lifetimes)
        self._joined: dict[str, Joined] = {}
        _renew_after_fork(self)

    def __repr__(self) -> str:
        return f"<ParameterConfig prefix={self.prefix!r} known={len(self._cache.entries)}>"

    @property
    def prefix(self) -> str | None:
        """Where the parameters stand in SSM, with both slashes; None: there is no store."""
        given = self._environ.get(PREFIX_VARIABLE, "").strip().strip("/")
        return f"/{given}/" if given else None

    def path(self, name: str) -> str:
        """The full path of `name` in SSM (in production's place, for messages, when there is no store)."""
        if not _NAME.fullmatch(name):
            raise ValueError(
                f"{name!r} is no parameter name: letters, digits, '_', '.', '-' and inner '/' only."
            )
        return (self.prefix or PRODUCTION_PREFIX) + name

    @overload
    def get_param(self, name: str) -> str: ...
    @overload
    def get_param(self, name: str, default: T) -> str | T: ...

    def get_param(self, name: str, default: object = MISSING) -> object:
        """The text of a parameter; an empty environment variable is an empty text.

        `default` stands for a parameter that nobody defines. It does not hide a store that cannot be asked:
        that is `ParameterStoreUnavailable`. Without a default: `ParameterMissing`.
        """
        value = self._environ.get(name)
        if value is not None:
            return value
        entry = self._cache.entries.get(name)
        if entry is None or self._clock() >= entry.usable_until:
            entry = self._look_up(name)
        if entry is not None and entry.value is not None:
            return entry.value
        if default is MISSING:
            raise self._missing([name])
        return default

    @overload
    def get_params(self, names: Iterable[str]) -> dict[str, str]: ...
    @overload
    def get_params(self, names: Iterable[str], default: T) -> dict[str, str | T]: ...

    def get_params(self, names: Iterable[str], default: object = MISSING) -> Mapping[str, object]:
        """Several parameters by name, asked for ten at a time. One error names all that are missing."""
        wanted = list(dict.fromkeys(names))
        self.preload(wanted)
        absent = [name for name in wanted if not self._is_defined(name)]
        if absent and default is MISSING:
            raise self._missing(absent)
        return {name: self.get_param(name, default) for name in wanted}

    def preload(self, names: Iterable[str]) -> None:
        """Have the names answered in as few questions as possible; later reads find them known.

        A missing one is no error here. A store that cannot be asked is, if a name has no older answer.
        """
        asked = [name for name in names if name not in self._environ]
        if self.prefix is None:
            return
        for name in asked:
            self.path(name)  # refuse a bad name before anything is sent
        self._cache.ask(asked)
        for name in asked:
            self._look_up(name)

    @overload
    def refresh(self, name: str) -> str: ...
    @overload
    def refresh(self, name: str, default: T) -> str | T: ...

    def refresh(self, name: str, default: object = MISSING) -> object:
        """Ask the store again now, and return what is true then. For a value that was seen to fail.

        After error 1045 (access denied): compare the result with the password that was refused, and connect
        again only if it differs. Many callers at once cost one question, and at most one is sent in ten
        seconds; a store that fails leaves the older value in place.
        """
        if name not in self._environ and self.prefix is not None:
            self.path(name)
            self._cache.refresh(name)
            self._joined.clear()  # it may be a part of one
        return self.get_param(name, default)

    @overload
    def get_continued(self, name: str) -> str: ...
    @overload
    def get_continued(self, name: str, default: T) -> str | T: ...

    def get_continued(self, name: str, default: object = MISSING) -> object:
        """As `get_param`, of a list that may be too long for one parameter.

        It goes on in `NAME_2`, `NAME_3` and so on, up to the first that nobody defines; the parts are joined
        by commas. All of them stand where the first one is, in the environment or in the store. While no part
        is due, the same text (the very object) is returned without a look at the parts.
        """
        if name in self._environ:
            return joined_in(self._environ, name)
        known = self._joined.get(name)
        if known is None or self._clock() >= known.until:
            if self.prefix is None:
                return self.get_param(name, default)
            known = self._joined[name] = self._join(name, known.parts if known is not None else 0)
        if known.text is not None:
            return known.text
        if default is MISSING:
            raise self._missing([name])
        return default

    @overload
    def get_bool(self, name: str) -> bool: ...
    @overload
    def get_bool(self, name: str, default: T) -> bool | T: ...

    def get_bool(self, name: str, default: object = MISSING) -> object:
        """True for 1, true, yes, on; False for 0, false, no, off; in any case. Else `ParameterInvalid`."""
        return self._convert(name, default, values.to_bool, "one of true, false, yes, no, on, off, 1, 0")

    @overload
    def get_int(self, name: str) -> int: ...
    @overload
    def get_int(self, name: str, default: T) -> int | T: ...

    def get_int(self, name: str, default: object = MISSING) -> object:
        """A whole number, else `ParameterInvalid`."""
        return self._convert(name, default, values.to_int, "a whole number")

    @overload
    def get_list(self, name: str) -> list[str]: ...
    @overload
    def get_list(self, name: str, default: T) -> list[str] | T: ...

    def get_list(self, name: str, default: object = MISSING) -> object:
        """The comma-separated items, stripped, without empty ones, in their order."""
        return self._convert(name, default, values.to_list, "a comma-separated list")

    def forget(self) -> None:
        """Drop every known answer. The next read of each name asks the store."""
        self._joined.clear()
        self._cache.forget()

    def after_fork(self) -> None:
        """Called in each child process: keep the answers, drop the parent's client and locks."""
        self._store.after_fork()
        self._cache.after_fork()

    def _convert(
        self, name: str, default: object, convert: Callable[[str], object | None], expected: str
    ) -> object:
        # The text is in no variable of this frame: error pages print the variables of frames.
        if default is not MISSING and not self._is_defined(name):
            return default
        result = convert(self.get_param(name))
        if result is None:
            raise ParameterInvalid(f"Parameter {name} ({self.path(name)}) must be {expected}.")
        return result

    def _join(self, name: str, expected: int) -> Joined:
        return join(name, expected, ask=self.preload, look_up=self._look_up)

    def _is_defined(self, name: str) -> bool:
        return self.get_param(name, None) is not None

    def _look_up(self, name: str) -> Entry | None:
        """What the store says; None when there is no store."""
        path = self.path(name)
        if self.prefix is None:
            return None
        known = self._cache.answer(name)
        if isinstance(known, Outage):
            raise ParameterStoreUnavailable(
                f"Parameter {path} could not be read: {known.cause}. No earlier value is young enough. "
                "Check the way to SSM (network, region, the role's right to ssm:GetParameters and the key), "
                f"or set the environment variable {name}."
            )
        return known

    def _fetch(self, names: Sequence[str]) -> Answer | Failure:
        """Ask by path, answer by name."""
        names_by_path = {self.path(name): name for name in names}
        result = self._store.fetch(list(names_by_path))
        if isinstance(result, Failure):
            return result
        found = {names_by_path[path]: value for path, value in result.found.items() if path in names_by_path}
        return Answer(
            found, frozenset(names_by_path[path] for path in result.missing if path in names_by_path)
        )

    def _missing(self, names: list[str]) -> ParameterMissing:
        paths = ", ".join(self.path(name) for name in names)
        unasked = f" (not asked: {PREFIX_VARIABLE} is not set)" if self.prefix is None else ""
        variables, these = ", ".join(names), "it" if len(names) == 1 else "them"
        return ParameterMissing(
            f"Missing: {paths}. Neither the environment ({variables}) nor SSM{unasked} defines {these}. "
            f"Set {variables} in the environment, or put {these} into SSM: "
            f"aws ssm put-parameter --type SecureString --name {self.path(names[0])} --value ..."
        )


def _renew_after_fork(config: ParameterConfig) -> None:
    reference = weakref.ref(config)

    def renew() -> None:
        alive = reference()
        if alive is not None:
            alive.after_fork()

    os.register_at_fork(after_in_child=renew)


pconfig: Final = ParameterConfig()

__all__ = ["MISSING", "ParameterConfig", "pconfig"]
