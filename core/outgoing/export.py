"""Export every table as CSV and JSON, and charts as SVG: only what the acting member may see."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from core.access.paths import require_other_file
from core.access.rules import PREFIX
from core.access.session import Session
from core.errors import HuddleError
from core.metrics.metrics import list_metrics
from core.models import MODELS, JournalEntry, JournalRow, Row
from core.outgoing.private_output import write_new_file
from core.outgoing.svg_charts import burn_up_svg, distribution_svg
from core.standings.charts import burn_up, distribution
from core.standings.leaderboard import standings
from core.values.csv_safety import escape_formula
from core.values.periods import period_containing
from data.file_modes import PRIVATE_FOLDER, private_opener

_WORD = re.compile(r"[^\W_]+")

_BLOCK = 2000
"""How many rows are read at once."""


def export_tables(session: Session, folder: Path | str) -> list[Path]:
    """Write every table as `TABLE.csv` and `TABLE.json`, and team charts of the quarter; return the paths.

    The charts are in the folder `charts`. All files show the same moment. In CSV, text that a spreadsheet would run as
    a formula gets a leading `'`; JSON keeps it as it is. Raises `HuddleError` when the folder is not empty or cannot be
    written to.
    """
    folder = Path(folder)
    require_other_file(folder, session.store.path)
    with new_folder(folder) as written, at_one_moment(session) as reading:
        for model in MODELS.values():
            written += _table(reading, model, folder)
        for name, svg in _charts(reading):
            path = folder / "charts" / name
            path.parent.mkdir(PRIVATE_FOLDER, exist_ok=True)
            written.append(path)
            write_new_file(path, svg)
    return written


@contextmanager
def at_one_moment(session: Session) -> Iterator[Session]:
    """Open a session of the same viewer in which all reads show the file as it is now."""
    # A separate store: the long read transaction must not block others on the session's connection.
    with closing(session.store.open_again()) as store:
        reading = Session(store, session.viewer, session.clock)
        store.connection.execute("BEGIN")
        yield reading


@contextmanager
def new_folder(folder: Path) -> Iterator[list[Path]]:
    """Make a folder for new files, and take a list of those that were written: they go again where one cannot be.

    Raises `HuddleError` when the folder is not empty or cannot be written to.
    """
    written: list[Path] = []
    try:
        _make_empty(folder)
        yield written
    except OSError as error:
        for path in written:
            with suppress(OSError):
                path.unlink()
        raise HuddleError(
            f"Can't write to {folder} ({error.strerror or error}). Choose another folder, or free some space."
        ) from error


def _make_empty(folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()):
        raise HuddleError(f"{folder} is not empty. Choose a new folder.")
    if folder.exists() and not folder.is_dir():
        raise HuddleError(f"{folder} is a file. Choose a folder for the export.")
    folder.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)


def _table(session: Session, model: type[Row], folder: Path) -> list[Path]:
    paths = [folder / f"{model.table}.csv", folder / f"{model.table}.json"]
    columns = list(model.model_fields)
    with (
        open(paths[0], "x", encoding="utf-8", newline="", opener=private_opener) as csv_file,
        open(paths[1], "x", encoding="utf-8", opener=private_opener) as json_file,
    ):
        table = csv.writer(csv_file)
        table.writerow(columns)
        separator = "[\n"
        for row in _rows(session, model):
            values = row.model_dump(mode="json")
            table.writerow([escape_formula(value) if isinstance(value, str) else value for value in values.values()])
            json_file.write(separator + json.dumps(values, ensure_ascii=False))
            separator = ",\n"
        json_file.write("\n]\n" if separator != "[\n" else "[]\n")
    return paths


def _charts(session: Session) -> Iterator[tuple[str, str]]:
    """Yield file name and SVG for each metric with a team target this quarter: burn-up and distribution."""
    quarter = period_containing(session.today, "quarter")
    for metric in list_metrics(session):
        board = standings(session, metric, quarter)
        if board.team.target is None:
            continue
        # The id keeps names apart that differ only in characters left out of file names.
        words = "-".join(_WORD.findall(metric.name.casefold())) or "metric"
        name = f"{words}-{metric.id}.svg"
        yield f"burn-up-{name}", burn_up_svg(burn_up(session, board, board.team))
        spread = distribution(board)
        if spread is not None:
            yield f"distribution-{name}", distribution_svg(spread)


def _rows(session: Session, model: type[Row]) -> Iterator[Row]:
    prefix = "" if model in (JournalEntry, JournalRow) else PREFIX
    newest = session.query(f'SELECT ifnull(max(id), 0) AS newest FROM "{prefix}{model.table}"')[0]["newest"]
    for first in range(1, newest + 1, _BLOCK):
        yield from session.all(model, "id BETWEEN ? AND ?", (first, first + _BLOCK - 1))
