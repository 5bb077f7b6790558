"""The index of the decisions names every page once, in order, under the page's own title."""

import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "decisions"
ROW = re.compile(r"\| \[(\d{4})\]\((\S+)\) \| (.+) \|")
PAGE = re.compile(r"\d{4}-[a-z0-9-]+\.md")


def test_index_names_every_decision_once_in_order_and_by_its_title() -> None:
    pages = sorted(path.name for path in FOLDER.iterdir() if path.name != "README.md")
    rows = ROW.findall((FOLDER / "README.md").read_text())
    assert rows == [(name[:4], name, _title(name)) for name in pages]


def test_pages_are_numbered_without_a_gap() -> None:
    numbers = [path.name[:4] for path in sorted(FOLDER.iterdir()) if PAGE.fullmatch(path.name)]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


def _title(name: str) -> str:
    """What stands behind `# 7. ` in the page's first line."""
    first = (FOLDER / name).read_text().partition("\n")[0]
    number, title = re.fullmatch(r"# (\d+)\. (.+)", first).groups()  # type: ignore[union-attr]
    assert int(number) == int(name[:4]), name
    return title
