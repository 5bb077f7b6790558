"""What a legacy column can hold, as `poseidon.web.charsets` tells it."""

from poseidon.web.charsets import charsets_of, holds, refuse_what_does_not_fit

__all__ = ["charsets_of", "holds", "refuse_what_does_not_fit"]
