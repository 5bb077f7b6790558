"""Configuration: parameters (`pconfig`) and databases. Imports no Django, so that settings may import it."""

from poseidon.commons.config.errors import (
    ParameterError,
    ParameterInvalid,
    ParameterMissing,
    ParameterStoreUnavailable,
)
from poseidon.commons.config.ps_config import ParameterConfig, pconfig

__all__ = [
    "ParameterConfig",
    "ParameterError",
    "ParameterInvalid",
    "ParameterMissing",
    "ParameterStoreUnavailable",
    "pconfig",
]
