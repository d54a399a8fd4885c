"""Import a CRM export: entries and targets by a map, in one change; later imports update by key."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from core.access.session import Session
from core.errors import HuddleError
from core.importing.apply import ImportRun
from core.importing.guessed_mapping import explain_map
from core.importing.mapped_rows import FileSurvey, MappedRows
from core.importing.mapping import ImportMap, read_map
from core.importing.open_file import open_table, read_first_rows
from core.importing.questions import AmbiguousFileError, PossibleAnswer, Question
from core.importing.refusals import Refusal, RefusalReport
from core.importing.result import ImportProgress, ImportResult, ProgressCallback
from core.models import TakenFile

__all__ = [
    "AmbiguousFileError",
    "ImportMap",
    "ImportProgress",
    "ImportResult",
    "PossibleAnswer",
    "Question",
    "Refusal",
    "find_questions",
    "import_file",
]


class _DryRun(Exception):
    """Ends the transaction of a dry run, which is then rolled back."""


def _ignore_progress(_progress: ImportProgress) -> None:
    """Ignore the progress."""


def import_file(
    session: Session,
    path: Path | str,
    map_path: Path | str | ImportMap | None = None,
    *,
    add_members: bool = False,
    dry_run: bool = False,
    people: Mapping[str, str] | None = None,
    on_progress: ProgressCallback = _ignore_progress,
    content_hash: str | None = None,
) -> ImportResult:
    """Import the file at `path` by the map, in one change, and return what was done.

    A row that was imported before under the same key is updated; entries of a row that no longer gives them are
    withdrawn; entries whose row is not in the file stay. Rows that cannot be imported are listed in `NAME.refused.csv`
    beside the file. `dry_run` counts what would happen and changes nothing. `people` maps the file's names to members,
    and is remembered; with `content_hash` the file is marked as imported. Raises `AmbiguousFileError` when the file's
    days could be read in two ways, and `HuddleError` when the file or the map cannot be used, or the acting member may
    not import.
    """
    path = Path(path)
    if map_path is None:
        table = open_table(path)
        raise HuddleError(explain_map(table.column_names, path.name, read_first_rows(table)))
    map_ = map_path if isinstance(map_path, ImportMap) else read_map(map_path)
    if people:
        map_ = map_.model_copy(update={"people": map_.people | dict(people)})
    rows, survey = _survey(path, map_, on_progress)
    for question in survey.questions:
        if question.key == "dates":
            raise AmbiguousFileError(question)
    report = RefusalReport(rows.file.column_names)
    result = ImportResult(
        dry_run=dry_run, rows=survey.rows, ignored_lines=survey.ignored_lines, questions=survey.questions
    )
    result.notes = _notes(rows, survey)
    try:
        if dry_run and not map_.target:
            ImportRun(session, None, rows, survey, report, result, add_members, on_progress).run()
        else:
            _apply_in_change(session, rows, survey, report, result, add_members, on_progress, content_hash)
        if not dry_run:
            result.refusals_file = report.write(path)
        result.refusals, result.refusal_count = report.first_refusals, report.count
    finally:
        report.close()
    return result


def find_questions(
    path: Path | str, map_: ImportMap, on_progress: ProgressCallback = _ignore_progress
) -> list[Question]:
    """Return what must be answered before the file can be read. Raises `HuddleError` when it cannot be used."""
    return _survey(Path(path), map_, on_progress)[1].questions


def _survey(path: Path, map_: ImportMap, heard: ProgressCallback) -> tuple[MappedRows, FileSurvey]:
    """Return the mapped rows, and a survey from a first read of the file, before the database is locked."""
    table = open_table(path, map_.file, tuple(map_.column_names()))
    rows = MappedRows(table, map_)
    return rows, rows.survey(lambda count: heard(ImportProgress("looking", count, None, table.share_read)))


def _apply_in_change(
    session: Session,
    rows: MappedRows,
    survey: FileSurvey,
    report: RefusalReport,
    done: ImportResult,
    add_members: bool,
    heard: ProgressCallback,
    content_hash: str | None,
) -> None:
    try:
        with session.change("entries.imported") as change:
            ImportRun(session, change, rows, survey, report, done, add_members, heard).run()
            if done.dry_run:
                raise _DryRun
            if content_hash is not None and not session.all(TakenFile, "hash = ?", (content_hash,)):
                change.insert(
                    TakenFile(
                        hash=content_hash, name=rows.file.path.name, taken_by=session.me.id, taken_at=session.timestamp
                    )
                )
    except _DryRun:
        pass


def _notes(rows: MappedRows, survey: FileSurvey) -> list[str]:
    """Return how the file was read, as sentences."""
    notes = [rows.file.format_note] if rows.file.format_note else []
    if rows.map.file.dates is None and survey.days.order is not None:
        notes.append(f"Read {rows.map.columns.on} with the {survey.days.order.replace(' ', ' standing ')}.")
    if rows.map.file.decimal is None and any(mark.decimal == "," for mark in survey.marks.values()):
        notes.append("Read amounts with a decimal comma.")
    return notes
