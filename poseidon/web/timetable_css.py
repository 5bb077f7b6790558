"""Makes `static/poseidon/timetable.css`: `write()` in `manage.py shell`, when rows or lanes change.

The security policy allows no inline styles, so every place in a timetable is a class of a style sheet.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from poseidon.domain.program.timetable import MOST_LANES, MOST_ROWS

FILE: Final = Path(__file__).parent / "static" / "poseidon" / "timetable.css"
HEAD: Final = """/* Places in a timetable; made by poseidon/web/timetable_css.py, not by hand. */
@media screen and (min-width: 44.001rem) {
"""


def style_sheet() -> str:
    """The whole file."""
    return HEAD + "\n".join(_rules()) + "\n}\n"


def _rules() -> Iterator[str]:
    yield from (f".at-{row}{{grid-row-start:{row}}}" for row in range(1, MOST_ROWS + 1))
    yield from (f".for-{rows}{{grid-row-end:span {rows}}}" for rows in range(1, MOST_ROWS + 1))
    for lane in range(1, MOST_LANES + 1):
        yield f".timetable .lane-{lane}{{grid-column:{lane}}}"
        yield f".lanes-{lane}{{--lanes:{lane}}}"


def write() -> None:
    """Make the file anew."""
    FILE.write_text(style_sheet(), encoding="utf-8")
