"""Taking in an export of a CRM: entries and targets by a map, in one change, followed by key from then on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from core.errors import HuddleError
from core.importing.example import example
from core.importing.files import first_rows, open_table
from core.importing.map import Map, read_map
from core.importing.outcome import Heard, Imported, Progress
from core.importing.questions import Ambiguous, Answer, Question
from core.importing.report import Refusal, Report
from core.importing.rows import Rows, Survey
from core.importing.run import Run
from core.models import TakenFile
from core.session import Session

__all__ = [
    "Ambiguous",
    "Answer",
    "Imported",
    "Map",
    "Progress",
    "Question",
    "Refusal",
    "import_file",
    "questions",
]


class _DryRun(Exception):
    """Ends the transaction of a dry run, which is then rolled back."""


def _unheard(_progress: Progress) -> None:
    """Nobody asked how far it has come."""


def import_file(
    s: Session,
    path: Path | str,
    map_path: Path | str | Map | None = None,
    *,
    add_members: bool = False,
    dry_run: bool = False,
    people: Mapping[str, str] | None = None,
    heard: Heard = _unheard,
    content_hash: str | None = None,
) -> Imported:
    """Takes the file at `path` in, as the map says, in one change: all that can be taken, or nothing.

    A row that was imported before under the same key is updated; one that gives nothing any more is withdrawn;
    entries whose row is not in the file are left alone. Rows that cannot be taken are listed in
    `NAME.refused.csv` beside the file. `dry_run` tells what would happen and changes nothing. `people` says by what
    the file calls somebody which member it is, and is remembered; with `content_hash` the file itself is.
    Raises `Ambiguous` when the file's days could be read in two ways, and `HuddleError` when the file or the map
    cannot be used, or the acting member may not do it.
    """
    path = Path(path)
    if map_path is None:
        table = open_table(path)
        raise HuddleError(example(table.names, path.name, first_rows(table)))
    map_ = map_path if isinstance(map_path, Map) else read_map(map_path)
    if people:
        map_ = map_.model_copy(update={"people": map_.people | dict(people)})
    rows, survey = _surveyed(path, map_, heard)
    for question in survey.questions:
        if question.key == "dates":
            raise Ambiguous(question)
    report = Report(rows.file.names)
    done = Imported(dry_run=dry_run, rows=survey.rows, left_out=survey.left_out, questions=survey.questions)
    done.notes = _notes(rows, survey)
    try:
        if dry_run and not map_.target:
            Run(s, None, rows, survey, report, done, add_members, heard).run()
        else:
            _change(s, rows, survey, report, done, add_members, heard, content_hash)
        if not dry_run:
            done.report = report.write(path)
        done.refused, done.refused_count = report.first, report.count
    finally:
        report.close()
    return done


def questions(path: Path | str, map_: Map, heard: Heard = _unheard) -> list[Question]:
    """What must be said before the file can be read as the map says. Raises `HuddleError` when it cannot be used."""
    return _surveyed(Path(path), map_, heard)[1].questions


def _surveyed(path: Path, map_: Map, heard: Heard) -> tuple[Rows, Survey]:
    """The whole file is read once before the team's file is locked: what is wrong with it is found out here."""
    table = open_table(path, map_.file, tuple(map_.names()))
    rows = Rows(table, map_)
    return rows, rows.survey(lambda count: heard(Progress("looking", count, None, table.share)))


def _change(
    s: Session,
    rows: Rows,
    survey: Survey,
    report: Report,
    done: Imported,
    add_members: bool,
    heard: Heard,
    content_hash: str | None,
) -> None:
    try:
        with s.change("entries.imported") as change:
            Run(s, change, rows, survey, report, done, add_members, heard).run()
            if done.dry_run:
                raise _DryRun
            if content_hash is not None and not s.all(TakenFile, "hash = ?", (content_hash,)):
                change.insert(
                    TakenFile(hash=content_hash, name=rows.file.path.name, taken_by=s.me.id, taken_at=s.moment)
                )
    except _DryRun:
        pass


def _notes(rows: Rows, survey: Survey) -> list[str]:
    """How the file was read, in sentences."""
    notes = [rows.file.kind] if rows.file.kind else []
    if rows.map.file.dates is None and survey.days.order is not None:
        notes.append(f"Read {rows.map.columns.on} with the {survey.days.order.replace(' ', ' standing ')}.")
    if rows.map.file.decimal is None and any(mark.decimal == "," for mark in survey.marks.values()):
        notes.append("Read amounts with a decimal comma.")
    return notes
