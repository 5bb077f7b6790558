"""Which reader a programme needs, told by its content."""

from poseidon.domain.imports.errors import NotThisKindError
from poseidon.domain.imports.frab_json import read_frab_json
from poseidon.domain.imports.frab_xml import read_frab_xml
from poseidon.domain.imports.json_tree import Node, read_json
from poseidon.domain.imports.pretalx import is_pretalx, read_pretalx
from poseidon.domain.imports.programme import LEFT_OUT, Programme, Remark
from poseidon.domain.imports.reading import JSON, TABLE, XML, kind_of
from poseidon.domain.imports.timekeeper import Timekeeper

_READS = "import_schedule reads frab XML, frab JSON and pretalx's JSON dump."


def read_schedule(data: bytes, *, times: Timekeeper | None = None, language: str = "en") -> Programme:
    """The programme in `data`, whichever of the three formats it is in. FileRefusedError says why not."""
    kind = kind_of(data)
    if kind == XML:
        return read_frab_xml(data, times=times)
    if kind == JSON:
        document = read_json(data)
        programme = _read_json(document, times, language)
        for path, text in document.lost.items():
            programme.repaired.append(Remark(path.rpartition(".")[2], text[:60], LEFT_OUT, path))
        return programme
    if kind == TABLE:
        raise NotThisKindError(f"looks like a table (CSV or TSV): import_abstract_book reads those. {_READS}")
    raise NotThisKindError(f"looks like {kind}. {_READS}")


def _read_json(document: Node, times: Timekeeper | None, language: str) -> Programme:
    if is_pretalx(document):
        return read_pretalx(document, times=times, language=language)
    schedule = document.value.get("schedule") if isinstance(document.value, dict) else None
    if isinstance(schedule, dict) and "conference" in schedule:
        return read_frab_json(document, times=times, language=language)
    raise NotThisKindError(
        f"is JSON, but no programme: {_told(document)}. A frab programme has schedule.conference.days, "
        f"a pretalx dump has a schedule keyed by days. {_READS}"
    )


def _told(document: Node) -> str:
    if not isinstance(document.value, dict):
        return "it is not an object"
    keys = ", ".join(map(repr, list(document.value)[:10])) or "nothing"
    return f"it holds {keys}"
