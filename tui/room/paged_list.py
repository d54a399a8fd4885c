"""A list for the room view: few rows in block letters, more in pages that turn; without a cursor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from tui.widgets.big_text import big_segments, fit_largest
from tui.widgets.empty_state import empty_lines
from tui.widgets.signs import sign_width, write_sign
from tui.widgets.text_wrap import wrap_text
from tui.widgets.top_and_key_lines import truncate

SPACED_HEIGHT = 40
"""Height of the screen in lines from which an empty line separates two members."""


@dataclass(frozen=True, slots=True)
class PagedRow:
    """A row of the list, such as a commitment. Successive rows with the same `who` stay on one page if they fit."""

    key: int
    text: str
    owner: str = ""
    sign: str = ""
    right: str = ""


class PagedList(Widget):
    """Rows in pages. A new row is highlighted, and its page is shown."""

    COMPONENT_CLASSES = {"pages--who", "pages--sign", "pages--right", "pages--new", "pages--quiet"}
    DEFAULT_CSS = """
    PagedList {
        height: 1fr;
        padding: 0 3;
        & > .pages--who { text-style: bold; }
        & > .pages--sign { color: $accent; text-style: bold; }
        & > .pages--right { color: $dim; }
        & > .pages--new { text-style: bold; }
        & > .pages--quiet { color: $dim; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[PagedRow, ...] = ()
        self._subject: object = None
        self._new_keys: frozenset[int] = frozenset()
        self._empty = ""
        self._page = 0
        self._strips_by_page: list[list[Strip]] | None = None

    def set_rows(self, rows: Sequence[PagedRow], *, subject: object, empty: str = "") -> None:
        """Show these rows, in order.

        `subject` identifies what they are about: with the same one as before, new and changed rows are highlighted;
        with another one, the first page is shown.
        """
        fresh = tuple(rows)
        if (fresh, subject, empty) == (self._rows, self._subject, self._empty):
            return
        before = set(self._rows)
        same = subject == self._subject
        self._new_keys = frozenset(row.key for row in fresh if row not in before) if same else frozenset()
        self._rows, self._subject, self._empty = fresh, subject, empty
        self._strips_by_page = None
        if not same:
            self._page = 0
        elif self._new_keys:
            self._page = self._page_of(next(row.key for row in reversed(fresh) if row.key in self._new_keys))
        self.refresh()

    @property
    def rows(self) -> tuple[PagedRow, ...]:
        """The rows of all pages."""
        return self._rows

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return len(self._painted_pages())

    def show_next_page(self) -> None:
        """Show the next page, and after the last one the first."""
        if self.page_count > 1:
            self._page = (self._page + 1) % self.page_count
            self.refresh()

    def on_resize(self, _event: events.Resize) -> None:
        self._strips_by_page = None

    def notify_style_update(self) -> None:
        self._strips_by_page = None
        super().notify_style_update()

    # -- drawing

    def render_line(self, y: int) -> Strip:
        width, height = self.size
        pages = self._painted_pages()
        page = min(self._page, len(pages) - 1)
        if len(pages) > 1 and y == height - 1:
            words = f"{page + 1} of {len(pages)}"
            quiet = self.get_component_rich_style("pages--quiet")
            return Strip([Segment(words.rjust(width), quiet)]).adjust_cell_length(width, self.rich_style)
        lines = pages[page]
        return lines[y] if y < len(lines) else Strip.blank(width, self.rich_style)

    def _page_of(self, key: int) -> int:
        number = 0
        for number, (_, keys) in enumerate(self._fill_pages()):
            if key in keys:
                return number
        return number

    def _painted_pages(self) -> list[list[Strip]]:
        if self._strips_by_page is None:
            if self._rows:
                self._strips_by_page = [lines for lines, _ in self._fill_pages()]
            else:
                self._strips_by_page = [empty_lines(self, self._empty, self.get_component_rich_style("pages--quiet"))]
        return self._strips_by_page

    def _paint_in_letters(self) -> list[Strip] | None:
        """Return all rows in block letters, each below its owner; None where they do not fit on one page."""
        width, height = self.size
        loud, who = self.get_component_rich_style("pages--new"), self.get_component_rich_style("pages--who")
        right = self.get_component_rich_style("pages--right")
        sizes = range(1, 0, -1)
        strips: list[Strip] = []
        for row in self._rows:
            if len(strips) > height or not fit_largest(row.text, width, height, sizes)[0]:
                return None
            words = f"{row.sign} {row.owner}   ".lstrip()
            segments = [[Segment(words, who), Segment(row.right, right)]]
            segments += big_segments(row.text, width, height, self.rich_style, loud, sizes)
            strips += [Strip.blank(width, self.rich_style)] if strips else []
            strips += [Strip(line).adjust_cell_length(width, self.rich_style) for line in segments]
        return strips if len(strips) <= height else None

    def _fill_pages(self) -> list[tuple[list[Strip], set[int]]]:
        """Return the pages, each with the keys of its rows. A member's rows stay on one page where they fit."""
        width, height = self.size
        if large := self._paint_in_letters():
            return [(large, {row.key for row in self._rows})]
        blank = Strip.blank(width, self.rich_style)
        gap = [blank] if self.app.size.height >= SPACED_HEIGHT else []
        blocks: list[tuple[list[Strip], set[int]]] = []
        previous: PagedRow | None = None
        for row in self._rows:
            lines = self._paint_row(row, first=previous is None or previous.owner != row.owner)
            if (
                previous is not None
                and row.owner
                and previous.owner == row.owner
                and len(blocks[-1][0] + lines) < height
            ):
                blocks[-1][0].extend(lines)
                blocks[-1][1].add(row.key)
            else:
                blocks.append((lines, {row.key}))
            previous = row
        if sum(len(lines) + len(gap) for lines, _ in blocks) - len(gap) > height:
            height -= 1  # for the line with the page number
        pages: list[tuple[list[Strip], set[int]]] = []
        for lines, keys in blocks:
            if pages and len(pages[-1][0]) + len(gap) + len(lines) <= height:
                pages[-1][0].extend(gap + lines)
                pages[-1][1].update(keys)
            else:
                pages.append((list(lines), set(keys)))
        return pages

    def _paint_row(self, row: PagedRow, *, first: bool) -> list[Strip]:
        width = self.size.width
        # A longer line cannot be read at one glance.
        width = min(width, 150)
        sign_space = 1 + sign_width(other.sign for other in self._rows) if any(row.sign for row in self._rows) else 0
        who_width = min(max((cell_len(other.owner) for other in self._rows), default=0), max(12, width // 4))
        who_width = who_width + 3 if who_width else 0
        right = truncate(row.right, width // 3)
        room = width - sign_space - who_width - (cell_len(right) + 2 if right else 0)
        style = self.get_component_rich_style("pages--new") if row.key in self._new_keys else self.rich_style
        strips = []
        for number, line in enumerate(wrap_text(row.text, max(10, room))):
            who = truncate(row.owner, who_width - 3) if first and number == 0 else ""
            segments = [
                Segment(set_cell_size(who, who_width), self.get_component_rich_style("pages--who")),
                Segment(
                    (write_sign(row.sign) if number == 0 else "").ljust(sign_space),
                    self.get_component_rich_style("pages--sign"),
                ),
                Segment(line, style),
            ]
            if number == 0 and right:
                used = who_width + sign_space + cell_len(line) + cell_len(right)
                segments += [
                    Segment(" " * max(2, width - used), self.rich_style),
                    Segment(right, self.get_component_rich_style("pages--right")),
                ]
            strips.append(Strip(segments).adjust_cell_length(self.size.width, self.rich_style))
        return strips
