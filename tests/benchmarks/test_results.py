"""The file of results keeps what was not measured again."""

from benchmarks.results import renewed

WRITTEN = "# Results\n\nhead\n\nmachine\n\n## Web\n\nold\n\n### part\n\nkept\n\n## Admin\n\nfirst\n"


def test_section_that_was_measured_replaces_its_old_one_in_its_place() -> None:
    text = renewed(WRITTEN, ["## Admin\n\nsecond"], "a machine")
    assert "first" not in text
    assert text.endswith("## Admin\n\nsecond\n")
    assert "## Web\n\nold\n\n### part\n\nkept\n\n## Admin" in text
    assert "a machine" in text


def test_new_section_is_added_and_nothing_is_lost() -> None:
    text = renewed(WRITTEN, ["## Exports\n\n50,000 rows/s"], "a machine")
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## Web",
        "## Admin",
        "## Exports",
    ]
    assert renewed(text, [], "a machine") == text


def test_first_results_need_no_file() -> None:
    assert renewed("", ["## Web\n\nnew"], "a machine").endswith("\n\na machine\n\n## Web\n\nnew\n")
