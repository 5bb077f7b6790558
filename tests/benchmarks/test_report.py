"""What the tables say."""

from benchmarks.contenders import BASELINE, by_key
from benchmarks.plan import QUICK
from benchmarks.table import table
from benchmarks.web.load import Load
from benchmarks.web.report import Table, report


def _load(rate: float, connections: int = 2) -> Load:
    return Load(rate, p50=1.0, p99=2.0, cpu=3.0, connections=connections)


def test_share_compares_turns_of_the_same_round() -> None:
    slow_round_last = [_load(1000), _load(800), _load(100)]
    half_of_each = [_load(500), _load(400, connections=5), _load(50)]
    seen = Table("sync", "people.json", {BASELINE: slow_round_last, "naive-0": half_of_each})
    text = report(QUICK, [by_key(BASELINE), by_key("naive-0")], [seen], "versions")
    row = next(line for line in text.splitlines() if line.startswith("| `naive-0`"))
    assert [cell.strip() for cell in row.strip("|").split("|")] == [
        *("`naive-0`", "400", "50-500", "0.50", "1.0", "2.0", "3.00", "5")
    ]


def test_columns_line_up() -> None:
    lines = table(("What", "us"), [["a long name", "1"], ["b", "12345"]]).splitlines()
    assert len({len(line) for line in lines}) == 1
    assert lines[2] == "| a long name |     1 |"
