"""The check of a team file: SQLite's own checks, and whether its rows, sums and journal agree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core.conversations.receipts import find_receipt_problems, read_receipts
from core.conversations.seals import day_in_file, find_broken_seals, find_erased_seals
from core.conversations.signature_check import find_broken_signatures, find_notes
from core.errors import HuddleError, describe_ways_out
from core.models import MODELS, JournalEntry, JournalRow, Row
from core.values.text import clean, format_count
from data.chain import parse_head, read_head, verify_chain
from data.checked_file import CheckedFile, UnreadableRows
from data.file_check import describe_damage
from data.saved_copies import missing_file
from data.sqlite import SCHEMA_VERSION

MAX_LISTED = 10
"""How many problems of one kind are listed one by one."""

_BLOCK_SIZE = 2000


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found: a sentence each."""

    problems: list[str]
    """What is not as it should be; empty when the file is whole."""
    notes: list[str]
    """What is as it should be, and worth knowing."""


def check_file(path: Path | str) -> list[str]:
    """Return the problems of the file at `path`, as `inspect_file` does."""
    return inspect_file(path).problems


def read_journal_head(path: Path | str) -> str:
    """Return the newest entry of the journal with its hash, as it stands on prints: `journal 1237 · 7F3A-…`. Empty
    where it cannot be read."""
    with suppress(HuddleError, IndexError, AttributeError), closing(CheckedFile(Path(path))) as file:
        if file.version == SCHEMA_VERSION:
            return str(read_head(file))
    return ""


def compare_head(path: Path | str, typed: str) -> list[str]:
    """Return what is wrong with the journal since the head that somebody typed, as it stands on prints and backups.

    Raises `HuddleError` when that is no head.
    """
    head = parse_head(typed)
    with closing(CheckedFile(_require_file(path))) as file:
        return verify_chain(file, head).problems


def compare_receipts(path: Path | str, text: str) -> tuple[int, list[str]]:
    """Return how many receipts stand in a text, and what of them does not hold in the file at `path`.

    Raises `HuddleError` when there is no receipt in it.
    """
    receipts = read_receipts(text)
    with closing(CheckedFile(_require_file(path))) as file:
        return len(receipts), [_printable(problem) for problem in find_receipt_problems(file, receipts)]


def _require_file(path: Path | str) -> Path:
    path = Path(path)
    if not path.is_file():
        raise missing_file(path)
    return path


def inspect_file(path: Path | str) -> CheckReport:
    """Check the file at `path`, and change nothing in it.

    It needs no viewer: it names tables and row numbers, and no content. What cannot be read is named, and the check
    goes on behind it. Raises `HuddleError` when there is no file.
    """
    path = _require_file(path)
    notes: list[str] = []
    try:
        with closing(CheckedFile(path)) as file:
            problems = _problems(file)
            if file.version == SCHEMA_VERSION:
                finders = (_erasures, find_erased_seals, find_notes)
                notes = [note for finder in finders for note in _survived(finder, file)]
    except HuddleError as error:  # not a team's file, or damaged so far that not even its tables are known
        problems = [str(error)]
    # Names of tables and columns may be damaged, too.
    return CheckReport([_printable(problem) for problem in problems], [_printable(note) for note in notes])


def _printable(sentence: str) -> str:
    return clean(sentence.encode(errors="replace").decode())


def _problems(file: CheckedFile) -> list[str]:
    damage = [*_damage(file), *_unreadable_tables(file)]
    finders: list[Callable[[CheckedFile], Iterator[str]]] = [_dangling_references]
    if file.version == SCHEMA_VERSION:  # older files lack tables and columns, until they are opened
        finders += [_wrong_sums, find_broken_seals, find_broken_signatures, _journal_differences, _broken_chain]
        finders += [_forged_erasures]
    problems = [*_shortened(damage), describe_ways_out(file.path)] if damage else []
    for finder in finders:
        problems += _shortened(list(_survived(finder, file)))
    return problems


def _survived(finder: Callable[[CheckedFile], Iterator[str]], file: CheckedFile) -> Iterator[str]:
    """Yield what the finder finds, up to where the file cannot be read."""
    try:
        yield from finder(file)
    except (UnreadableRows, ValueError, TypeError, AttributeError):
        # Pydantic's error is a ValueError; its text would show the row. The others: a number where a text should be.
        yield f"{_SUBJECTS[finder]}: not all checked, because the file is damaged."


def _shortened(problems: list[str]) -> list[str]:
    more = len(problems) - MAX_LISTED
    return [*problems[:MAX_LISTED], f"{more} more problems of this kind."] if more > 0 else problems


def _damage(file: CheckedFile) -> Iterator[str]:
    """Yield what SQLite finds wrong with the pages of the file."""
    try:
        verdicts = [str(row["integrity_check"]) for row in file.query("PRAGMA integrity_check(10)")]
    except UnreadableRows as error:
        verdicts = [str(error)]
    lines = [line for verdict in verdicts for line in verdict.splitlines() if not line.startswith("***")]
    yield from (f"The file is damaged: {describe_damage(line)}." for line in lines if line != "ok")


def _unreadable_tables(file: CheckedFile) -> Iterator[str]:
    for table in file.tables:
        yield from file.find_unreadable(table)


def _dangling_references(file: CheckedFile) -> Iterator[str]:
    """Yield rows that refer to a row that does not exist."""
    for row in file.query("PRAGMA foreign_key_check"):
        yield f"{row['table']} row {row['rowid']} refers to a missing {row['parent']} row."


def _wrong_sums(file: CheckedFile) -> Iterator[str]:
    """Yield days on which the stored sums, which leaderboards read, differ from the entries."""
    entries = "SELECT metric_id, day, member_id, sum(amount), count(*) FROM entry GROUP BY metric_id, day, member_id"
    stored = "SELECT metric_id, day, member_id, total, entries FROM entry_day"
    differing = file.query(
        f"""SELECT DISTINCT metric_id, day FROM (SELECT * FROM ({entries}) EXCEPT {stored})
            UNION
            SELECT DISTINCT metric_id, day FROM ({stored} EXCEPT SELECT * FROM ({entries}))"""
    )
    for row in differing:
        yield f"The sum of metric {row['metric_id']} on {_day(row['day'])} differs from its entries."


def _day(text: object) -> str:
    """Return a stored day, if it is one: other text is content of the row."""
    try:
        return date.fromisoformat(str(text)).isoformat()
    except ValueError:
        return "an invalid day"


def _journal_differences(file: CheckedFile) -> Iterator[str]:
    """Yield rows that differ from their last state in the journal."""
    for table, model in MODELS.items():
        if model in (JournalEntry, JournalRow) or not model.is_journaled:
            continue
        try:
            newest = file.query(
                f'SELECT max(ifnull((SELECT max(id) FROM "{table}"), 0), '
                "ifnull((SELECT max(row_id) FROM journal_row WHERE row_table = ?), 0)) AS newest",
                (table,),
            )[0]["newest"]
        except UnreadableRows:
            yield f"The rows of {table} were not compared with the journal, because the file is damaged."
            continue
        for first in range(1, newest + 1, _BLOCK_SIZE):
            last = first + _BLOCK_SIZE - 1
            try:
                yield from _block_differences(file, model, first, last)
            except UnreadableRows:
                rows = f"Rows {first} to {min(last, newest)} of {table}"
                yield f"{rows} were not compared with the journal, because the file is damaged."


def _block_differences(file: CheckedFile, model: type[Row], first: int, last: int) -> Iterator[str]:
    rows = {
        row["id"]: row for row in file.query(f'SELECT * FROM "{model.table}" WHERE id BETWEEN ? AND ?', (first, last))
    }
    last_states = file.query(
        "SELECT row_id, after, max(id) FROM journal_row WHERE row_table = ? AND row_id BETWEEN ? AND ? GROUP BY row_id",
        (model.table, first, last),
    )
    after_by_id = {row["row_id"]: row["after"] for row in last_states}
    for row_id in sorted(rows.keys() | after_by_id.keys()):
        row, after = rows.get(row_id), after_by_id.get(row_id)
        what = f"Row {row_id} of {model.table}"
        if row is None and after is not None:
            yield f"{what} is missing, and the journal does not show who removed it."
        elif row is not None and row_id not in after_by_id:
            yield f"{what} is not in the journal: another program added it."
        elif row is not None and after is None:
            yield f"{what} exists, but the journal shows it as removed."
        elif row is not None and after is not None and not _is_same(model, row, after):
            yield f"{what} differs from the journal: another program changed it."


def _is_same(model: type[Row], row: dict[str, object], after: str) -> bool:
    try:
        return model.model_validate(row) == model.model_validate_json(after)
    except ValueError:  # pydantic's own, and of text that is not UTF-8
        return False


def _broken_chain(file: CheckedFile) -> Iterator[str]:
    """Yield where the journal is not as it was written."""
    yield from verify_chain(file).problems


_ERASING = """erased
    JOIN (SELECT row_id, min(journal_id) AS journal_id FROM journal_row WHERE row_table = 'erased' GROUP BY row_id)
        AS told ON told.row_id = erased.id
    JOIN journal ON journal.id = told.journal_id"""
"""What was erased, each with the first entry that tells of it."""


def _forged_erasures(file: CheckedFile) -> Iterator[str]:
    """Yield a problem for each row marked as erased by an entry that erases no one: its hash could hide any change."""
    for row in file.query(f"SELECT DISTINCT journal.id AS id FROM {_ERASING} WHERE what <> 'member.erased'"):
        yield f"Journal entry {row['id']} claims an erasure that did not happen: another program wrote it."
    rows = file.query(
        "SELECT count(*) AS n FROM erased JOIN journal_row ON journal_row.id = journal_row_id WHERE salt IS NOT NULL"
    )
    if rows[0]["n"]:
        yield "Parts of the journal were erased by another program, not by Huddle."


def _erasures(file: CheckedFile) -> Iterator[str]:
    """Yield what was erased from the journal, by which entries and when; not what it was, nor whose."""
    erasing = file.query(
        f"""SELECT journal.id AS id, journal.at AS at, count(*) AS parts FROM {_ERASING}
        GROUP BY journal.id ORDER BY journal.id"""
    )
    for row in erasing:
        parts = format_count(row["parts"], "part")
        yield (
            f"{parts} of the journal erased on {day_in_file(file, row['at'])} by entry {row['id']}. The chain keeps "
            "the hashes."
        )


_SUBJECTS: dict[Callable[[CheckedFile], Iterator[str]], str] = {
    _dangling_references: "References between rows",
    _wrong_sums: "Sums",
    find_broken_seals: "Signed conversations",
    find_broken_signatures: "Signatures",
    find_notes: "Keys",
    _journal_differences: "Rows and the journal",
    _broken_chain: "The chain of the journal",
    _erasures: "Erased parts",
    _forged_erasures: "Claimed erasures",
    find_erased_seals: "Signed and erased conversations",
}
"""What each finder looks at."""
