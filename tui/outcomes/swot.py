"""The SWOT screen: the four quadrants of a year in priority order, and what became of each item."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.widget import Widget
from textual.widgets import Static

from core.meeting.agenda import SWOT_BOARDS
from core.models import BoardKind
from core.outcomes import swot
from core.outcomes.swot import Swot, SwotItem, SwotQuadrant
from core.values.text import format_count
from tui import keymap
from tui.dialogs.list import ListScreen
from tui.outcomes.swot_actions import SwotActions
from tui.shell.actions import Action, ActionTable
from tui.shell.screen import HuddleScreen
from tui.widgets.pick_list import Pick, PickList
from tui.widgets.section import Section
from tui.widgets.signs import COMMITTED, Sign

MIN_WIDTH_FOR_ALL, MIN_HEIGHT_FOR_ALL = 96, 26
"""The smallest terminal, in columns and lines, on which all four quadrants are shown together."""


class QuadrantList(Vertical):
    """A heading and the items of one quadrant, as a list with a cursor."""

    def __init__(self, title: str = "", *, id: str) -> None:
        super().__init__(id=id, classes="swot--quadrant")
        self.picks = PickList()
        self._heading = Section(title)

    def compose(self) -> ComposeResult:
        yield self._heading
        yield self.picks

    def set_items(self, title: str, quadrant: SwotQuadrant, *, empty: str) -> None:
        """Show the items of a quadrant; `empty` is the sentence shown without any."""
        self._heading.title = f"{title.capitalize()} · {len(quadrant.items)}" if quadrant.items else title.capitalize()
        self._heading.note = "votes" if any(item.votes is not None for item in quadrant.items) else ""
        self.picks.set_picks([item_pick(item) for item in quadrant.items], empty=empty)


class SwotScreen(HuddleScreen):
    """The four quadrants of a year as lists; one at a time on a small terminal."""

    CSS_PATH = "swot.tcss"
    AUTO_FOCUS = ""
    TABLES = frozenset({"card", "board", "trend", "vote", "outcome", "commitment", "goal", "meeting", "stage"})
    WHY = (
        "Once a year the team collects strengths, weaknesses, opportunities and threats. "
        "What you can change becomes a commitment or a goal. "
        "The rest goes to the department that can change it."
    )
    HELP_NAME = "SWOT"
    BINDINGS = [
        keymap.OPEN.bind("use", "Use it", id="swot.use", tooltip="Turn it into a commitment or the team's goal"),
        keymap.YES.bind("ours", "Ours", id="swot.ours", tooltip="Mark as something we can change"),
        keymap.NO.bind("others", "Not ours", id="swot.others", tooltip="Assign it to another department"),
        keymap.FIELD.bind("quadrant(1)", "Next", id="swot.next", tooltip="Go to the next quadrant"),
        keymap.FIELD_BACK.bind(
            "quadrant(-1)", "Before", show=False, id="swot.before", tooltip="Go to the quadrant before"
        ),
        keymap.EARLIER.bind("year(-1)", "Earlier", show=False, id="swot.year_before", tooltip="Show the year before"),
        keymap.LATER.bind("year(1)", "Later", show=False, id="swot.year_after", tooltip="Show the year after"),
        keymap.UNDO.bind("undo", "Undo", id="undo", tooltip="Undo your last step here"),
        keymap.BACK.bind("back", "Back", id="back", tooltip="Go back to where you came from"),
        keymap.option("beside", "Compare years", id="swot.beside", tooltip="Compare with last year"),
        keymap.option("sheets", "By department", id="swot.sheets", tooltip="See what goes to which department"),
    ]

    def __init__(self, year: int | None = None) -> None:
        """Show `year`, or the current year when None."""
        super().__init__()
        self._year = year
        self._kind: BoardKind = SWOT_BOARDS[0]
        """The quadrant that has the cursor."""
        self._swot: Swot | None = None
        self._shows_last_year = False
        self._quadrants = {kind: QuadrantList(kind, id=f"swot-{kind}") for kind in SWOT_BOARDS}
        self._last_year = QuadrantList(id="swot-last")
        self._about = Static("", id="swot-about", markup=False)

    def compose_content(self) -> Iterable[Widget]:
        yield Container(*self._quadrants.values(), self._last_year, id="swot")
        yield self._about

    def make_actions(self) -> ActionTable:
        return {
            **SwotActions(self, lambda: self._selected).table(),
            "quadrant": Action(self._move_to_quadrant),
            "year": Action(self._move_to_year),
            "beside": Action(self._toggle_last_year, describe_state=lambda: "on" if self._shows_last_year else ""),
            "sheets": Action(self._list_sheets),
        }

    def on_mount(self) -> None:
        self._picks.focus()

    def on_resize(self, _event: events.Resize) -> None:
        if self.is_mounted:
            self._arrange()

    # -- showing

    @property
    def year(self) -> int:
        return self._year or self.session.today.year

    @property
    def _picks(self) -> PickList:
        return self._quadrants[self._kind].picks

    @property
    def _selected(self) -> SwotItem | None:
        """The item under the cursor."""
        items = self._swot.items if self._swot else []
        return next((item for item in items if item.card_id == self._picks.cursor_key), None)

    def show(self) -> None:
        self._swot = swot.read_swot(self.session, self.year)
        options = self.app.key_label(keymap.OPTIONS, "options")
        for quadrant in self._swot.quadrants:
            empty = (
                f"No {quadrant.kind} for {self.year} yet. "
                f"Collect them in a meeting: Collect, then {options}, then Topic."
            )
            self._quadrants[quadrant.kind].set_items(quadrant.kind, quadrant, empty=empty)
        items = self._swot.items
        open_count = sum(item.ours is None for item in items)
        self.top_line.left = f"SWOT · {self.year} · {format_count(len(items), 'item')}"
        self.top_line.right = f"{open_count} not decided yet" if open_count else "all decided" if items else ""
        self._arrange()

    def _arrange(self) -> None:
        """Show the quadrants that fit, and last year's quadrant if it is compared."""
        has_room = self.size.width >= MIN_WIDTH_FOR_ALL and self.size.height >= MIN_HEIGHT_FOR_ALL
        shows_all = has_room and not self._shows_last_year
        self.set_class(shows_all, "-four")
        self.set_class(self._shows_last_year, "-beside")
        for kind, quadrant in self._quadrants.items():
            quadrant.display = shows_all or kind == self._kind
        self._last_year.display = self._shows_last_year
        if self._shows_last_year:
            last = swot.read_swot(self.session, self.year - 1)
            quadrant_then = next(quadrant for quadrant in last.quadrants if quadrant.kind == self._kind)
            empty = f"No {self._kind} in {last.year}."
            self._last_year.set_items(str(last.year), quadrant_then, empty=empty)
        number = SWOT_BOARDS.index(self._kind) + 1
        self.key_line.note = "" if shows_all else f"{number} of {len(SWOT_BOARDS)}"
        self._show_about()

    def _show_about(self) -> None:
        """Describe below the lists what became of the item under the cursor, and offer its keys."""
        item = self._selected
        self._about.update(describe_item(item, self._mark_keys) if item else "")
        self.refresh_bindings()

    @property
    def _mark_keys(self) -> str:
        """The keys that mark an item, in words; empty where the viewer may not."""
        if not self.session.viewer.takes_part:
            return ""
        yes, no = self.app.key_label(keymap.YES, "swot.ours"), self.app.key_label(keymap.NO, "swot.others")
        return f"{yes} Ours   {no} Not ours"

    def on_pick_list_moved(self) -> None:
        self._kind = next((kind for kind in SWOT_BOARDS if self._quadrants[kind].picks.has_focus), self._kind)
        self._show_about()

    def on_descendant_focus(self) -> None:
        self.on_pick_list_moved()

    # -- actions

    def _move_to_quadrant(self, step: int) -> None:
        self._kind = SWOT_BOARDS[(SWOT_BOARDS.index(self._kind) + step) % len(SWOT_BOARDS)]
        self._arrange()
        self._picks.focus()

    def _move_to_year(self, step: int) -> None:
        self._year = max(swot.FIRST_YEAR + 1, min(self.session.today.year + 1, self.year + step))
        self.show()

    def _toggle_last_year(self) -> None:
        self._shows_last_year = not self._shows_last_year
        self._arrange()
        self._picks.focus()

    def _list_sheets(self) -> None:
        no = self.app.key_label(keymap.NO, "swot.others")
        empty = f"No items for other departments yet. Press {no} on an item to assign it."
        self.app.push_screen(ListScreen(self._read_sheets, empty=empty))

    def _read_sheets(self) -> tuple[str, list[Pick]]:
        heading = f"By department · {self.year} · print one with: huddle export --audience NAME"
        return heading, sheet_picks(self._swot.items if self._swot else [])


def item_pick(item: SwotItem) -> Pick:
    """Return the row of an item: whether it is the team's own, what became of it, and its votes."""
    sign = COMMITTED if item.became else "→" if item.ours is False else Sign("●", "ours") if item.ours else "○"
    state = "committed" if item.became else item.addressee or ("ours" if item.ours else "")
    votes = "" if item.votes is None else f"{item.votes:>3}"
    return Pick(key=item.card_id, text=item.text, sign=sign, right="  ".join(word for word in (state, votes) if word))


def describe_item(item: SwotItem, mark_keys: str) -> str:
    """Return what became of an item, in one line; `mark_keys` mark it, and are empty where the viewer may not."""
    parts = (
        f"trend: {item.trend}" if item.trend else "",
        f"now “{item.became}”" if item.became else "",
        f"for {item.addressee} · print with: huddle export --audience “{item.addressee}”" if item.addressee else "",
        mark_keys if item.ours is None else "",
    )
    return " · ".join(part for part in parts if part)


def sheet_picks(items: Sequence[SwotItem]) -> list[Pick]:
    """Return what goes to others, as rows under the name of each addressee."""
    picks: list[Pick] = []
    for name in sorted({item.addressee for item in items if item.addressee}, key=str.casefold):
        picks.append(Pick(key=("to", name), text=name, heading=True))
        picks += [Pick(key=item.card_id, text=item.text) for item in items if item.addressee == name]
    return picks
