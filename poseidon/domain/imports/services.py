"""Imports a file into a conference of the current tenant, in one transaction, as often as you like."""

from collections.abc import Callable, Mapping
from pathlib import Path

from poseidon.domain.changes.actor import Source, acting_by
from poseidon.domain.changes.services import gathered
from poseidon.domain.conferences.models import PlanionContainer
from poseidon.domain.imports.abstract_book import read_abstract_book
from poseidon.domain.imports.clock import find_zone
from poseidon.domain.imports.errors import FileRefusedError
from poseidon.domain.imports.fitting import Fitter
from poseidon.domain.imports.merge_abstracts import merge_abstracts, merge_authors
from poseidon.domain.imports.merge_answers import merge_answers, merge_questions
from poseidon.domain.imports.merge_conference import (
    check_code,
    find_conference,
    known_zone,
    merge_conference,
    wait_for_other_imports,
)
from poseidon.domain.imports.merge_people import merge_people
from poseidon.domain.imports.merge_program import merge_placements, merge_roles, merge_rooms, merge_sessions
from poseidon.domain.imports.programme import Programme
from poseidon.domain.imports.reading import UNSTORABLE, read_file
from poseidon.domain.imports.rows import Merge
from poseidon.domain.imports.schedule import read_schedule
from poseidon.domain.imports.store import Rehearsal, Store
from poseidon.domain.imports.summary import Summary
from poseidon.domain.imports.timekeeper import Timekeeper
from poseidon.tenancy.api import tenant_atomic

Reader = Callable[[bytes, Timekeeper], Programme]
Progress = Callable[[int], Callable[[int], None]]
"""Told the number of things to come, returns what is called with the number of things done."""


def silent(_total: int) -> Callable[[int], None]:
    """No progress bar."""
    return lambda _done: None


def import_schedule(
    path: Path,
    *,
    conference: str,
    timezone: str | None = None,
    language: str = "en",
    source: str | None = None,
    dry_run: bool = False,
    progress: Progress = silent,
) -> Summary:
    """Imports the programme at `path` (frab XML, frab JSON or pretalx JSON). See `import_programme`."""

    def read(data: bytes, times: Timekeeper) -> Programme:
        return read_schedule(data, times=times, language=language)

    return import_programme(
        path,
        read,
        conference=conference,
        timezone=timezone,
        source=source,
        dry_run=dry_run,
        progress=progress,
    )


def import_abstract_book(
    path: Path,
    *,
    conference: str,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
    timezone: str | None = None,
    source: str | None = None,
    dry_run: bool = False,
    progress: Progress = silent,
) -> Summary:
    """Imports the table at `path`; `columns` maps our names to its headers. See `import_programme`."""

    def read(data: bytes, times: Timekeeper) -> Programme:
        return read_abstract_book(data, columns=columns, encoding=encoding, times=times)

    return import_programme(
        path,
        read,
        conference=conference,
        timezone=timezone,
        source=source,
        dry_run=dry_run,
        progress=progress,
    )


def import_programme(
    path: Path,
    read: Reader,
    *,
    conference: str,
    timezone: str | None,
    source: str | None,
    dry_run: bool,
    progress: Progress,
) -> Summary:
    """Reads the file, compares it with what the tenant in context has, writes the difference.

    One transaction on the tenant's database; a second run writes nothing. Nothing is ever deleted. Raises
    FileRefusedError with the file and the place in it, and then has written nothing.
    """
    check_code(conference)
    _check_source(source)
    timezone = _zone(timezone)
    try:
        file = read_file(path)
        with acting_by(Source.IMPORT), tenant_atomic() as alias, gathered(alias):
            row = find_conference(conference)
            programme = read(file.data, Timekeeper(timezone, stored=known_zone(row)))
            code = row.code if row is not None else conference
            summary = Summary(alias, code, file.name, programme.format, dry_run=dry_run)
            store = (Rehearsal if dry_run else Store)(alias, advance=progress(programme.things()))
            source = source or programme.id_space or code
            merge = Merge(programme, code, source, store, summary, Fitter(alias, summary, programme.headers))
            merge_programme(merge, row, timezone)
            return summary
    except FileRefusedError as error:
        error.file = str(path)
        raise


def _check_source(name: str | None) -> None:
    if name and UNSTORABLE.search(name):
        raise FileRefusedError(f"--source: {name!r} has characters that no database can hold")


def _zone(name: str | None) -> str | None:
    """Its name as zones are called, without space around it."""
    try:
        return None if name is None else str(find_zone(name))
    except ValueError as error:
        raise FileRefusedError(f"--timezone: {error}") from error


def merge_programme(merge: Merge, row: PlanionContainer | None, chosen_zone: str | None) -> None:
    """Brings the whole programme into the database, in the order in which things refer to each other."""
    programme, summary = merge.programme, merge.summary
    for remark in programme.skipped:
        summary.skip(remark)
    summary.repaired.extend(programme.repaired)
    summary.notes.extend(programme.notes)
    merge_conference(merge, row, chosen_zone)
    if programme.people and not summary.dry_run:
        wait_for_other_imports()
    rooms, pids = merge_rooms(merge), merge_people(merge)
    abstracts = merge_abstracts(merge, pids)
    sessions = {key: session.pk for key, session in merge_sessions(merge, rooms).items()}
    merge_roles(merge, sessions, pids)
    merge_placements(merge, sessions, abstracts)
    merge_authors(merge, abstracts, pids)
    merge_answers(merge, merge_questions(merge), {"person": pids, "session": sessions})
