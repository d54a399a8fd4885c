"""A list with a cursor: headings, and rows with a sign, text and a note at the right edge. One widget draws all."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.widgets.card_list import READABLE_WIDTH
from tui.widgets.chosen_line import describe_line, tell_chosen
from tui.widgets.empty_state import empty_line
from tui.widgets.signs import sign_width, write_sign
from tui.widgets.text_wrap import wrap_text
from tui.widgets.tone import Tone, tone_classes, tone_css
from tui.widgets.top_and_key_lines import truncate

MIN_TEXT_WIDTH = 24
"""Smallest width of a row's text in cells; below it the note at the right edge goes to a line of its own."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One row of the list. A heading cannot be selected."""

    key: Hashable
    text: str
    sign: str = ""
    who: str = ""
    """Shown in a column before the text, as wide as the widest of the list."""
    right: str = ""
    tone: Tone = "quiet"
    """What the note at the right means."""
    heading: bool = False
    dim: bool = False
    strong: bool = False
    """Whether the text is bold, for a row that others belong to but that can be selected."""
    indent: int = 0
    """Indent in cells; the row belongs to the nearest row above with a smaller indent."""


class PickList(ScrollView, can_focus=True):
    """A scrolling list of rows. The cursor stays on its row when others are added or removed."""

    COMPONENT_CLASSES = {
        "picklist--heading",
        "picklist--who",
        "picklist--cursor",
        "picklist--dim",
        "picklist--empty",
        *tone_classes("picklist"),
    }
    DEFAULT_CSS = f"""
    PickList {{
        height: 1fr;
        padding: 0 0 0 1;
        & > .picklist--heading {{ text-style: bold; }}
        & > .picklist--who {{ text-style: bold; }}
        & > .picklist--cursor {{ background: $panel; text-style: bold; }}
        & > .picklist--dim {{ color: $dim; }}
        & > .picklist--empty {{ color: $dim; }}
        {tone_css("picklist")}
    }}
    """
    BINDINGS = [
        Binding("up", "move(-1)", "Up", show=False, id="list.up", tooltip="The line above"),
        Binding("down", "move(1)", "Down", show=False, id="list.down", tooltip="The line below"),
        Binding("home", "move(-9999)", "First", show=False, id="list.first", tooltip="The first line"),
        Binding("end", "move(9999)", "Last", show=False, id="list.last", tooltip="The last line"),
    ]

    class Moved(Message):
        """The cursor moved to another row, with this key."""

        def __init__(self, key: Hashable) -> None:
            super().__init__()
            self.key = key

    def __init__(self, *, empty: str = "", id: str | None = None) -> None:
        """`empty` is the sentence shown without rows."""
        super().__init__(id=id)
        self._empty = empty
        self._picks: tuple[Pick, ...] = ()
        self._starts: list[int] = [0]
        self._blocks: list[list[str]] = []
        self._who_width, self._sign_width = 0, sign_width(())
        self._cursor: Hashable | None = None
        self._width = 0

    def on_mount(self) -> None:
        tell_chosen(self)

    # -- rows and cursor

    @property
    def cursor_key(self) -> Hashable | None:
        """The key of the row under the cursor; None without selectable rows."""
        return self._cursor

    def set_picks(self, picks: Sequence[Pick], *, empty: str | None = None) -> None:
        """Show these rows. The cursor stays on its row, or goes to the one that took its place.

        `empty` is the sentence shown without rows; None keeps the present one.
        """
        self._empty = self._empty if empty is None else empty
        before = self._index_of(self._cursor)
        if tuple(picks) == self._picks:
            self.refresh()
            return
        self._picks = tuple(picks)
        if self._index_of(self._cursor) is None:
            self._cursor = self._nearest(before or 0)
        self._measure()
        self.refresh()
        tell_chosen(self)

    def pick(self, key: Hashable) -> None:
        """Move the cursor to the row with this key, if there is one, and post `Moved`."""
        new = self._index_of(key)
        if new is None or key == self._cursor:
            return
        old, self._cursor = self._index_of(self._cursor), key
        for index in (old, new):
            if index is not None:
                self._refresh_line(index)
        self._bring_into_sight(new)
        self.post_message(self.Moved(key))
        tell_chosen(self)

    def describe_chosen(self) -> str:
        """Return the row under the cursor in words; empty without one."""
        rows = [pick for pick in self._picks if not pick.heading]
        for position, pick in enumerate(rows, start=1):
            if pick.key == self._cursor:
                return describe_line(position, len(rows), (pick.who, pick.text, write_sign(pick.sign), pick.right))
        return ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        # It never scrolls sideways, and the screen may have these keys.
        return action not in ("scroll_left", "scroll_right") and super().check_action(action, parameters)

    def action_move(self, step: int) -> None:
        selectable = [index for index, pick in enumerate(self._picks) if not pick.heading]
        current = self._index_of(self._cursor)
        if selectable:
            position = selectable.index(current) if current in selectable else 0
            self.pick(self._picks[selectable[max(0, min(len(selectable) - 1, position + step))]].key)

    def on_click(self, event: events.Click) -> None:
        row = event.y + self.scroll_offset.y
        if row < self._starts[-1]:
            pick = self._picks[bisect_right(self._starts, row) - 1]
            if not pick.heading:
                self.pick(pick.key)

    def _index_of(self, key: Hashable | None) -> int | None:
        return next((index for index, pick in enumerate(self._picks) if pick.key == key and not pick.heading), None)

    def _nearest(self, index: int) -> Hashable | None:
        keys = [pick.key for pick in self._picks[index:] if not pick.heading]
        keys += [pick.key for pick in reversed(self._picks[:index]) if not pick.heading]
        return keys[0] if keys else None

    # -- measuring

    def _row_width(self) -> int:
        """Return the width of the rows in cells: a column of air is at their right, with and without a scrollbar."""
        air = 0 if self.show_vertical_scrollbar else 1
        return min(READABLE_WIDTH, max(0, self.scrollable_content_region.width - air))

    def on_resize(self, _event: events.Resize) -> None:
        width = self._row_width()
        if width != self._width:
            self._width = width
            self._measure()
        current = self._index_of(self._cursor)
        if current is not None:  # the list may have become smaller, and it may not have been laid out before
            self._bring_into_sight(current)

    def watch_show_vertical_scrollbar(self, is_shown: bool) -> None:
        """Measure again when the scrollbar appears: it takes a column, without a resize event."""
        width = self._row_width()
        if is_shown and width < self._width:
            self._width = width
            self._measure()

    def _measure(self) -> None:
        widest = max((cell_len(pick.who) for pick in self._picks), default=0)
        self._who_width = min(widest, self._width // 3) + 2 if widest else 0
        self._sign_width = sign_width(pick.sign for pick in self._picks if not pick.heading)
        self._blocks = [self._block(pick) for pick in self._picks]
        self._starts = [0]
        for block in self._blocks:
            self._starts.append(self._starts[-1] + len(block))
        self.virtual_size = Size(self._width, self._starts[-1])

    def _text_start(self, pick: Pick) -> int:
        return 2 if pick.heading else 4 + self._sign_width + pick.indent + self._who_width

    def _block(self, pick: Pick) -> list[str]:
        if not self._width:  # not laid out yet: a guess that asks for no scrollbar
            return [pick.text]
        room = self._width - self._text_start(pick)
        if self._note_is_below(pick):
            return [*wrap_text(pick.text, max(12, room)), ""]
        return wrap_text(pick.text, max(12, room - (cell_len(pick.right) + 2 if pick.right else 0)))

    def _note_is_below(self, pick: Pick) -> bool:
        """Return whether the note at the right edge needs a line of its own."""
        room = self._width - self._text_start(pick) - cell_len(pick.right) - 2
        return room < min(MIN_TEXT_WIDTH, cell_len(pick.text), cell_len(pick.right))

    def _refresh_line(self, index: int) -> None:
        top = self._starts[index] - self.scroll_offset.y
        shown = Region(0, max(0, top), self.size.width, len(self._blocks[index])).intersection(self.size.region)
        if shown:
            self.refresh(shown)

    def _bring_into_sight(self, index: int) -> None:
        if not self._width:  # not laid out yet
            return
        # The first row below a heading is scrolled into view together with the heading.
        top = self._starts[index - 1] if index and self._picks[index - 1].heading else self._starts[index]
        region = Region(0, top, self._width, self._starts[index + 1] - top)
        self.scroll_to_region(region, animate=False, force=True)

    # -- drawing

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if not self._picks:
            return empty_line(self, self._empty, y, self.get_component_rich_style("picklist--empty"))
        row = y + self.scroll_offset.y
        if row >= self._starts[-1]:
            return Strip.blank(width, self.rich_style)
        index = bisect_right(self._starts, row) - 1
        return self._draw(index, row - self._starts[index], width)

    def _draw(self, index: int, part: int, width: int) -> Strip:
        pick = self._picks[index]
        is_current = pick.key == self._cursor and not pick.heading
        base = self.get_component_rich_style("picklist--cursor") if is_current and self.has_focus else self.rich_style
        words = base
        if pick.heading:
            words = self.get_component_rich_style("picklist--heading")
        elif pick.strong:
            words = base + Style(bold=True)
        elif pick.dim:
            words = base + _colour(self.get_component_rich_style("picklist--dim"))
        first = part == 0
        text = self._blocks[index][part]
        segments: list[Segment] = []
        if not pick.heading:
            segments.append(Segment("▸ " if is_current and first else "  ", base))
            segments.append(Segment(" " * pick.indent, base))
            segments.append(
                Segment(
                    set_cell_size(write_sign(pick.sign) if first else "", self._sign_width),
                    base + self._sign_style(pick.sign),
                )
            )
            segments.append(Segment("  ", base))
            if self._who_width:
                who = set_cell_size(truncate(pick.who, self._who_width - 2) if first else "", self._who_width)
                segments.append(Segment(who, base + Style(bold=self.get_component_rich_style("picklist--who").bold)))
        segments.append(Segment(text, words))
        if pick.right and part == (len(self._blocks[index]) - 1 if self._note_is_below(pick) else 0):
            used = self._text_start(pick) - (2 if pick.heading else 0) + cell_len(text)
            words_right = truncate(pick.right, max(1, self._width - used - 1))
            gap = max(1, self._width - used - cell_len(words_right))
            right = base + _colour(self.get_component_rich_style(f"picklist--{pick.tone}"))
            segments += [Segment(" " * gap, base), Segment(words_right, right)]
        # The cursor's background is as wide as the rows, not as the terminal.
        strip = Strip(segments).adjust_cell_length(min(width, self._width), base)
        return strip.adjust_cell_length(width, self.rich_style)

    def _sign_style(self, sign: str) -> Style:
        name = {"✓": "picklist--good", "✗": "picklist--missed"}.get(sign, "picklist--dim")
        return _colour(self.get_component_rich_style(name))


def _colour(style: Style) -> Style:
    """Return a style with only the foreground colour, so that the cursor's background stays."""
    return Style(color=style.color)
