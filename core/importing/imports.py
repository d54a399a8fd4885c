"""Import a CRM export: entries and targets by a map, in one change; later imports update by key."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict, Unpack

from core.access.session import Session
from core.accounts.from_imports import WIN_METRICS
from core.errors import HuddleError
from core.importing.apply import ImportRun, ImportTask
from core.importing.map_explanation import explain_map
from core.importing.mapped_rows import FileSurvey, MappedRows
from core.importing.mapping import ImportMap, read_map
from core.importing.member_lookup import list_names
from core.importing.open_file import open_table, read_first_rows
from core.importing.questions import AmbiguousFileError, Question, won_stages_question
from core.importing.refusals import RefusalReport
from core.importing.result import ImportProgress, ImportResult, ProgressCallback
from core.models import TakenFile
from core.team.record import get_team
from core.values.text import capitalize, format_count


class _DryRun(Exception):
    """Ends the transaction of a dry run, which is then rolled back."""


def _ignore_progress(_progress: ImportProgress) -> None:
    """Ignore the progress."""


class ImportOptions(TypedDict, total=False):
    """How a file is imported."""

    add_members: bool
    """Whether names that are not on the team are added to it."""
    dry_run: bool
    """Whether what would happen is counted, and nothing changed."""
    people: Mapping[str, str] | None
    """Members by the file's names for them; it is remembered."""
    content_hash: str | None
    """The hash under which the file is marked as imported; without one it is not marked."""


def import_file(
    session: Session,
    path: Path | str,
    map_path: Path | str | ImportMap | None = None,
    *,
    on_progress: ProgressCallback = _ignore_progress,
    **options: Unpack[ImportOptions],
) -> ImportResult:
    """Import the file at `path` by the map, in one change, and return what was done.

    A row that was imported before under the same key is updated; entries of a row that no longer gives them are
    withdrawn; entries whose row is not in the file stay. Rows that cannot be imported are listed in `NAME.refused.csv`
    beside the file. Raises `AmbiguousFileError` when the file's days could be read in two ways, and `HuddleError` when
    the file or the map cannot be used, or the acting member may not import.
    """
    dry_run = options.get("dry_run", False)
    path = Path(path)
    if map_path is None:
        table = open_table(path, names=list_names(session))
        raise HuddleError(explain_map(table.column_names, path.name, read_first_rows(table)))
    map_ = map_path if isinstance(map_path, ImportMap) else read_map(map_path)
    if people := options.get("people"):
        map_ = map_.model_copy(update={"people": map_.people | dict(people)})
    names = list_names(session)
    table = open_table(path, map_.file, tuple(map_.column_names()), names)
    rows = MappedRows(table, map_, get_team(session).currency, names)
    survey = _survey(rows, on_progress)
    for question in survey.questions:
        if question.is_about_all:
            raise AmbiguousFileError(question)
    report = RefusalReport(rows.file.column_names)
    result = ImportResult(
        dry_run=dry_run, rows=survey.rows, ignored_lines=survey.ignored_lines, questions=survey.questions
    )
    result.notes = _notes(rows, survey)
    _count_rows(result, rows, survey)
    task = ImportTask(session, rows, survey, report, result, options.get("add_members", False), on_progress)
    try:
        if dry_run and not map_.target:
            ImportRun(task, None).run()
        else:
            _apply_in_change(task, options.get("content_hash"))
        if not dry_run:
            result.refusals_file = report.write(path)
        if result.rounded:
            result.notes.append(
                f"{capitalize(format_count(result.rounded, 'amount'))} rounded: the file has computed decimals."
            )
        result.refusals, result.refusal_count = report.first_refusals, report.count
    finally:
        report.close()
    return result


def find_questions(
    path: Path | str, map_: ImportMap, on_progress: ProgressCallback = _ignore_progress
) -> list[Question]:
    """Return what must be answered before the file can be read. Raises `HuddleError` when it cannot be used."""
    table = open_table(path, map_.file, tuple(map_.column_names()))
    return _survey(MappedRows(table, map_), on_progress).questions


def _survey(rows: MappedRows, heard: ProgressCallback) -> FileSurvey:
    """Return the survey from a first read of the file, before the database is locked."""
    return rows.survey(lambda count: heard(ImportProgress("looking", count, None, rows.file.share_read)))


def _apply_in_change(task: ImportTask, content_hash: str | None) -> None:
    session = task.session
    try:
        with session.change("entries.imported") as change:
            ImportRun(task, change).run()
            if task.result.dry_run:
                raise _DryRun
            if content_hash is not None and not session.all(TakenFile, "hash = ?", (content_hash,)):
                name = task.rows.file.path.name
                change.insert(
                    TakenFile(hash=content_hash, name=name, taken_by=session.me.id, taken_at=session.timestamp)
                )
        if change.is_journaled:
            task.result.import_id = change.entry.id
    except _DryRun:
        pass


def _count_rows(result: ImportResult, rows: MappedRows, survey: FileSurvey) -> None:
    """Tell how many rows count, and what the others are; ask about those that seem to be won."""
    first = rows.map.parts[0]
    counted = survey.taken_rows
    result.counted = "won" if first.metric.casefold() in WIN_METRICS or first.won else first.metric
    result.taken, result.others = counted.taken, counted.others
    stages = {stage: number for stage, number in counted.won_elsewhere().items() if len(first.where) == 1}
    if stages and result.counted == "won":
        result.questions.append(won_stages_question(next(iter(first.where)), stages))


def _notes(rows: MappedRows, survey: FileSurvey) -> list[str]:
    """Return how the file was read, as sentences."""
    notes = [rows.file.format_note] if rows.file.format_note else []
    if rows.map.file.dates is None:
        orders = sorted(set(survey.days.orders.values()))
        if orders:
            notes.append(f"Read {' and '.join(rows.map.columns.on)} with the {' and the '.join(orders)}.")
    if survey.owners.rows_without:
        below = format_count(survey.owners.rows_without, "row")
        notes.append(f"An owner stands for the rows below it: {below} without one.")
    if survey.extra_cells:
        notes.append(f"Ignored cells beyond the last column in {format_count(survey.extra_cells, 'row')}.")
    if rows.map.file.decimal is None and any(mark.decimal == "," for mark in survey.marks.values()):
        notes.append("Read amounts with a decimal comma.")
    return notes
