"""A widget with the first rows of a file below the role and the name of each column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from core.values.text import clean
from tui.widgets.top_and_key_lines import truncate

ROLE_LABELS = {
    "whose": "Member", "when": "Date", "which one": "Row ID", "customer": "Customer", "how much": "Amount",
    "which rows": "Rows",
}  # fmt: skip
"""What is shown above a column for what it is used for."""

MAX_COLUMN_WIDTH, MAX_COLUMN_WIDTH_WHEN_NARROW = 24, 15
"""Largest width of a column in cells, on a wide and a narrow terminal; longer values are cut."""

WIDE = 140
"""Width of the widget in cells above which columns may have `MAX_COLUMN_WIDTH`."""

MAX_ROWS = 5
"""How many rows of the file are shown."""


class FirstRows(Widget):
    """The first rows of a file. Where not all columns fit, those that the map uses do; the others are dim."""

    COMPONENT_CLASSES = {"firstrows--role", "firstrows--name", "firstrows--used", "firstrows--other"}
    DEFAULT_CSS = """
    FirstRows {
        height: 7;
        padding: 0 2;
        & > .firstrows--role { color: $accent; }
        & > .firstrows--name { text-style: bold; }
        & > .firstrows--other { color: $dim; }
    }
    """

    def __init__(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        super().__init__()
        self._roles: Mapping[str, str] = {}
        self.set_rows(columns, rows)

    def set_rows(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show the first rows of a file that is read in another way."""
        self._columns = list(columns)
        self._rows = [[clean(cell) for cell in row] for row in rows[:MAX_ROWS]]
        self.refresh()

    def set_roles(self, roles: Mapping[str, str]) -> None:
        """Show the role of each column; `roles` is by casefolded column name."""
        self._roles = roles
        self.refresh()

    def _fitting_columns(self, width: int) -> list[tuple[int, int]]:
        """Return (index, width in cells) of the columns that fit, in the file's order; used columns have precedence."""
        max_width = MAX_COLUMN_WIDTH if width > WIDE else MAX_COLUMN_WIDTH_WHEN_NARROW
        widths = [
            min(max_width, max(map(cell_len, [name, self._role(name), *(_cell(row, index) for row in self._rows)])))
            for index, name in enumerate(self._columns)
        ]
        chosen: list[int] = []
        free_width = width
        for index in sorted(range(len(self._columns)), key=lambda index: (not self._role(self._columns[index]), index)):
            if widths[index] + 2 <= free_width:
                chosen.append(index)
                free_width -= widths[index] + 2
        return [(index, widths[index]) for index in sorted(chosen)]

    def _role(self, name: str) -> str:
        role = self._roles.get(name.casefold(), "")
        return ROLE_LABELS.get(role, role)

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        segments = []
        for index, column_width in self._fitting_columns(width):
            name = self._columns[index]
            used = bool(self._role(name))
            if y == 0:
                text, style = self._role(name), "role"
            elif y == 1:
                text, style = name, "name" if used else "other"
            else:
                text = _cell(self._rows[y - 2], index) if y - 2 < len(self._rows) else ""
                style = "used" if used else "other"
            text = truncate(text, column_width)
            padded = text + " " * (column_width - cell_len(text) + 2)
            segments.append(Segment(padded, self.get_component_rich_style(f"firstrows--{style}")))
        return Strip(segments).adjust_cell_length(width, self.rich_style)


def _cell(row: Sequence[str], index: int) -> str:
    return row[index] if index < len(row) else ""
