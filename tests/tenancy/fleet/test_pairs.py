"""Which pairs the check tries."""

import random
import re

from hypothesis import given
from hypothesis import strategies as st

from poseidon.tenancy.fleet.pairs import ALL_PAIRS_UP_TO, NearNames, pairs


def test_few_tenants_are_all_tried_against_each_other() -> None:
    names = [f"T{number:02}" for number in range(ALL_PAIRS_UP_TO)]
    tried = dict(pairs(names, names, others=1, chance=random.Random(1)))
    assert all(tried[name] == [other for other in names if other != name] for name in names)


def test_of_many_some_are_drawn_and_near_names_always() -> None:
    names = [f"T{number:04}" for number in range(2000)] + ["CONF_A", "CONFXA", "CONF9A", "CONF_B"]
    tried = dict(pairs(names, names, others=3, chance=random.Random(1)))
    assert len(tried) == len(names)
    assert all(3 <= len(others) <= 5 and name not in others for name, others in tried.items())
    assert {"CONFXA", "CONF9A"} <= set(tried["CONF_A"])
    assert "CONF_B" not in NearNames(names).of("CONF_A")


def test_chosen_tenants_are_tried_against_everybody() -> None:
    assert list(pairs(["B"], ["A", "B", "C"], others=3, chance=random.Random(1))) == [("B", ["A", "C"])]


@given(st.sets(st.text("AB_1", min_size=1, max_size=5), max_size=40))
def test_near_names_are_those_that_the_pattern_matches(names: set[str]) -> None:
    near = NearNames(sorted(names))
    for name in names:
        pattern = re.compile(name.replace("_", "."))
        expected = {other for other in names if other != name and pattern.fullmatch(other)}
        assert set(near.of(name)) == (expected if "_" in name else set())
