"""What stays of a person whom an import found by name and gave an id: the words that were there and differ.

The next import finds them by that id, and would put the file's words in place of those somebody wrote. So the
columns that differed are kept in a custom field for staff, by person.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from poseidon.domain.custom_fields.models import CstmFlds, CstmVals
from poseidon.domain.imports.rows import Merge

MEMORY_KEY: Final = "imported-people"


def columns_kept() -> dict[int, set[str]]:
    """Columns, by pid, that no import may change; of every conference of the tenant."""
    kept: dict[int, set[str]] = defaultdict(set)
    rows = CstmVals.objects.filter(field__key=MEMORY_KEY, field__entity=CstmFlds.Entity.PERSON)
    for pid, told in rows.values_list("row_key", "value"):
        if pid and pid.isdecimal():
            kept[int(pid)].update(_columns(told))
    return kept


def keep_columns(merge: Merge, columns: Mapping[int, list[str]]) -> None:
    """Remembers `columns`, by pid."""
    if not columns:
        return
    known = {"conference_code": merge.code, "key": MEMORY_KEY, "entity": CstmFlds.Entity.PERSON}
    field = CstmFlds.objects.filter(**known).order_by("pk").first()
    if field is None:
        field = CstmFlds(**known, label="What an import left as it was", active=False)
        merge.store.insert([field], known_by=("conference_code", "key"))
    values = {str(pid): json.dumps(sorted(names)) for pid, names in columns.items()}
    merge.store.insert([CstmVals(field=field, row_key=pid, value=value) for pid, value in values.items()])


def _columns(told: str | None) -> set[str]:
    try:
        names = json.loads(told or "[]")
    except ValueError:
        return set()
    return set(map(str, names)) if isinstance(names, list) else set()
