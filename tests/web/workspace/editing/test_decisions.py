"""Whoever writes in between, and whatever is chosen: each value is the one that was chosen last, and seen.

A model of a few lines plays the same edits as the pages, on a dict.
"""

import random
import re

import pytest

from poseidon.models import ChangeRecord, People
from tests import factories
from tests.web.conftest import DATABASES
from tests.web.workspace.editing.conftest import OlderProduct, Open, Send

pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.usefixtures("in_tenant")]

COLUMNS = ("city", "country", "phone", "biography")
WORDS = ("Rome", "Pisa", "", "rome", "<b>Milan</b> & Co.")
PATH = "people/7/edit/"

Values = dict[str, str]


class Model:
    """The row, and what a person who edits it has seen and decided."""

    def __init__(self, row: Values, mine: Values) -> None:
        self.row, self.mine, self.seen, self.given_up = dict(row), mine, dict(row), set[str]()
        self.written: Values = {}

    def send(self) -> set[str]:
        """The keys in conflict; writes if there are none."""
        kept = {key: value for key, value in self.mine.items() if key not in self.given_up}
        conflicts = {key for key, value in kept.items() if self.row[key] not in (value, self.seen[key])}
        if not conflicts:
            self.written = {key: value for key, value in kept.items() if self.row[key] != value}
            self.row |= kept
        self.seen |= {key: self.row[key] for key in conflicts}
        return conflicts


def stored() -> Values:
    row = People.objects.values(*COLUMNS).get(pid=7)
    return {name: value or "" for name, value in row.items()}


def write_beside(chance: random.Random, model: Model, older_product: OlderProduct) -> None:
    for name in chance.sample(COLUMNS, chance.randrange(3)):
        model.row[name] = chance.choice(WORDS)
        older_product(f"UPDATE people SET {name} = %s WHERE pid = 7", model.row[name])


@pytest.mark.parametrize("seed", range(8))
def test_pages_write_what_was_chosen(
    seed: int, open_form: Open, send: Send, older_product: OlderProduct
) -> None:
    chance = random.Random(seed)
    factories.PeopleFactory(pid=7, **{name: chance.choice(WORDS) for name in COLUMNS})
    page, row = open_form(PATH), stored()
    mine = {name: chance.choice(WORDS) for name in chance.sample(COLUMNS, 3)}
    model = Model(row, {name: value for name, value in mine.items() if value != row[name]})
    write_beside(chance, model, older_product)
    answer, conflicts = send(PATH, page, **mine), model.send()
    for _attempt in range(6):
        assert set(re.findall(r'name="keep\.(\w+)"[^>]* value="theirs" ', answer.text)) == conflicts
        assert (answer.status_code, stored()) == (409 if conflicts else 302, model.row)
        if not conflicts:
            break
        choices = {name: chance.choice(["yours", "theirs"]) for name in conflicts}
        model.given_up |= {name for name, choice in choices.items() if choice == "theirs"}
        write_beside(chance, model, older_product)
        decided = {f"keep__{name}": choice for name, choice in choices.items()}
        answer, conflicts = send(PATH, answer.text, **decided), model.send()
    assert conflicts == set()
    told = ChangeRecord.objects.filter(action="change").values_list("after", flat=True)
    after = [{name: value or "" for name, value in each.items()} for each in told]
    assert after == ([model.written] if model.written else [])
