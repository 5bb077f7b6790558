"""What can go wrong with a parameter. No message ever holds a parameter's value."""

from __future__ import annotations


class ParameterError(Exception):
    """A parameter could not be had. Catch this for all of them."""


class ParameterMissing(ParameterError, LookupError):  # noqa: N818 - states a fact, as DoesNotExist does
    """Neither the environment nor the store defines the parameter, and the caller gave no default."""


class ParameterStoreUnavailable(ParameterError):  # noqa: N818 - states a fact, as DoesNotExist does
    """The store did not answer, and what it answered before (if anything) is too old to be used."""


class ParameterInvalid(ParameterError, ValueError):  # noqa: N818 - states a fact, as DoesNotExist does
    """The parameter is there, but its text is not of the kind that was asked for."""


class DatabaseTokenUnavailable(ParameterError):  # noqa: N818 - states a fact, as DoesNotExist does
    """No short-lived password could be signed for a database user, and the last one is too old."""
