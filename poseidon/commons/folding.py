"""Two spellings of one word, made equal."""

import unicodedata
from typing import Final

ALONE: Final = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "\u0131": "i", "ħ": "h"}
TOGETHER: Final = {"æ": "ae", "œ": "oe", "þ": "th"}
"""Letters that Unicode does not take apart, by their nearest plain ones."""
_UNDECOMPOSED: Final = str.maketrans({**ALONE, **TOGETHER})


def fold(text: str) -> str:
    """`text` without accents, case, punctuation and repeated space: equal for two spellings of one name.

    What is all punctuation keeps it, so that no name folds to nothing. Folding again changes nothing.
    """
    plain = _decompose(_decompose(text).casefold()).translate(_UNDECOMPOSED)
    kept = "".join(
        " " if unicodedata.category(char)[0] in "PZ" or char.isspace() else char
        for char in plain
        if unicodedata.category(char) not in ("Mn", "Cf", "Cc", "Cs") or char.isspace()
    )
    return " ".join(kept.split()) or " ".join(plain.split())


def without_accents(text: str) -> str:
    """`text` with its accents taken off and everything else as it is."""
    return "".join(char for char in _decompose(text) if unicodedata.category(char) != "Mn")


def _decompose(text: str) -> str:
    return unicodedata.normalize("NFKD", text)
