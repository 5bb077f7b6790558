"""Takes what may be about a person out of a text: mail addresses, query strings, values that errors quote.

Not a licence to log them. It catches what libraries and database servers say by themselves.
"""

import re
from typing import Final

GONE: Final = "…"

_RULES: Final = tuple(
    (re.compile(pattern, re.DOTALL), replacement)
    for pattern, replacement in (
        (r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+", GONE),
        (r"(/[^\s?\"']*)\?[^\s\"']+", rf"\1?{GONE}"),
        (r"(Duplicate entry )'.*?'( for key)", rf"\1'{GONE}'\2"),  # MySQL 1062
        (r"(\w+ value: )'.*?'( for column|$|\"|\))", rf"\1'{GONE}'\2"),  # 1292, 1366
        (r"( near )'.*?'( at line)", rf"\1'{GONE}'\2"),  # 1064: the rest of the statement
        (r"(Key \([^)]*\)=)\(.*?\)( already| is )", rf"\1({GONE})\2"),  # PostgreSQL
        (r"(Failing row contains )\(.*?\)\.", rf"\1({GONE})."),
        (r"(invalid literal for .*?: |could not convert string to \w+: )'[^\n]*'", rf"\1'{GONE}'"),
        (r"“[^”]*”", f"“{GONE}”"),  # how Django's validation quotes what somebody typed
        (r"\bip=[^\s,;]+", f"ip={GONE}"),  # gunicorn, of a request that it cannot read
        # gunicorn, where even the page of a failure failed
        (r"(Error handling request )[^\n]*", rf"\1{GONE}"),
    )
)

_PLAIN: Final = re.compile(r"[\w .,:;-]{0,80}")
"""Most messages are like this, and have nothing that a rule looks for."""


def without_personal_data(text: str) -> str:
    """`text`, with an ellipsis in place of what may be about a person."""
    if _PLAIN.fullmatch(text):
        return text
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text
