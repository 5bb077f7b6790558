"""Plain tables that line up, on a terminal as in a file."""

from collections.abc import Sequence


def columns(heading: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Heading, a rule and the rows; as wide as it must be, without a line break inside a row."""
    table = [list(heading), *([" ".join(str(cell).split()) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in table]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)
