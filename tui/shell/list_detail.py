"""The base class of screens that are a list with the details of its row beside it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from textual.containers import Container
from textual.widget import Widget

from tui.shell.actions import Action, ActionTable
from tui.shell.screen import HuddleScreen
from tui.shell.undo import can_undo, undo_last
from tui.widgets.pick_list import Pick, PickList

Item = TypeVar("Item")

SIDE, VAST = 112, 140
"""Screen widths in columns from which details are beside the list, and from which there is room for more of them."""

TALL = 40
"""Screen height in lines from which there are empty lines below headings and between few rows."""

MAX_LIST_WIDTH = 110
"""Largest width of a list in columns that has details beside it."""


class ListDetailScreen(HuddleScreen, Generic[Item]):
    """A list of rows, and what concerns the row under the cursor; `Item` is what a row stands for.

    A subclass defines

    - `compose_body`: the list, `self.picks`, alone or with its details: `beside(self.picks, self.detail)`, or
      `only_beside(self.picks, self.detail)` for details that a small screen does without;
    - `show_list`: read what the rows show and call `set_rows`; also the top line;
    - `show_detail`: show what belongs to `self.selected`, the item under the cursor;
    - `TABLES`, `UNDO_FAMILIES`, and `make_actions`, which extends the table of this class.

    The list has the focus from the beginning. All is shown anew when the size or a table of `TABLES` changes; details
    and keys also when the cursor moves. With `UNDO_FAMILIES`, the action "undo" is in the table already.

    Of a screen that `IS_PRIVATE`, `show_list` and `show_detail` are called only uncovered.
    """

    UNDO_FAMILIES: ClassVar[tuple[str, ...]] = ()
    """Families of journal events that the action "undo" takes back on this screen."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (SIDE, "-wide"), (VAST, "-vast")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (TALL, "-tall")]

    DEFAULT_CSS = f"""
    ListDetailScreen {{
        & .list-and-detail {{
            height: 1fr;
            layout: vertical;
            & > PickList {{ height: 1fr; }}
            & > .detail {{
                height: auto;
                max-height: 60%;
                padding: 0 1;
                border-top: solid $rule;
            }}
        }}
        &.-wide .list-and-detail, &.-vast .list-and-detail {{
            layout: horizontal;
            & > PickList {{ width: 3fr; max-width: {MAX_LIST_WIDTH}; }}
            & > .detail {{
                width: 2fr;
                height: 100%;
                max-height: 100%;
                padding: 0 2;
                border-top: none;
                border-left: solid $rule;
            }}
        }}
        &.-tall .detail Section {{ margin-bottom: 1; }}
        & .-only-beside > .detail {{ display: none; }}
        &.-wide .-only-beside > PickList {{ max-width: 100%; }}
        &.-vast .-only-beside > .detail {{ display: block; }}
    }}
    """

    def __init__(self) -> None:
        super().__init__()
        self.picks = PickList()
        self.items: Mapping[Any, Item] = {}
        """What the rows stand for, by their keys; headings and the like have none."""
        self.can_undo = False
        """Whether the viewer has a change that "undo" takes back; read whenever the screen is shown."""

    def compose_content(self) -> Iterable[Widget]:
        yield from self.compose_body()

    def compose_body(self) -> Iterable[Widget]:
        """Return the widgets between the top line and the key line. The default is the list alone."""
        yield self.picks

    def make_actions(self) -> ActionTable:
        return {"undo": Action(self.undo, lambda: self.can_undo)} if self.UNDO_FAMILIES else {}

    def on_mount(self) -> None:
        self.picks.focus()

    def on_resize(self) -> None:
        if self.is_mounted:
            self.show()

    # -- showing

    def show(self) -> None:
        if self.is_covered():
            return
        session = self.session
        self.can_undo = bool(self.UNDO_FAMILIES) and can_undo(session, *self.UNDO_FAMILIES)
        self.show_list()
        self.show_selection()

    def show_list(self) -> None:
        """Read what the rows show and call `set_rows`; also set the top line."""
        raise NotImplementedError

    def show_detail(self) -> None:
        """Show what belongs to the row under the cursor. Called also without rows."""

    def show_selection(self) -> None:
        """Show the details of the row under the cursor and the keys that it has."""
        self.show_detail()
        self.refresh_bindings()

    def set_rows(
        self, picks: Sequence[Pick], items: Mapping[Any, Item], *, empty: str = "", start_at: Hashable = None
    ) -> None:
        """Show these rows, which stand for `items` by their keys; `empty` is the sentence shown without rows.

        The cursor stays on its row. When the list had no items before, it goes to the row with the key `start_at`.
        """
        had_items = bool(self.items)
        self.items = items
        self.picks.set_picks(picks, empty=empty)
        if not had_items and start_at is not None:
            self.picks.pick(start_at)

    def follow(self, key: Hashable) -> None:
        """Show everything anew, with the cursor on the row of this key, which was just added or changed."""
        self.show()
        self.picks.pick(key)

    @property
    def selected(self) -> Item | None:
        """What the row under the cursor stands for; None without one."""
        return self.items.get(self.picks.cursor_key)

    @property
    def is_vast(self) -> bool:
        """Whether there is room for more details; those of `only_beside` are shown only then."""
        return self.size.width >= VAST

    @property
    def list_width(self) -> int:
        """The width in columns of a list that has details, also before it is laid out."""
        width = self.size.width
        return width if width < SIDE else min(MAX_LIST_WIDTH, width * 3 // 5)

    # -- updates

    def on_pick_list_moved(self) -> None:
        self.show_selection()

    def _show_confirmed(self) -> None:
        super()._show_confirmed()
        self.picks.focus()

    # -- actions

    def undo(self) -> None:
        """Undo the viewer's last change on this screen; one of an earlier sitting only after a question."""
        undo_last(self, *self.UNDO_FAMILIES)


def beside(picks: PickList, detail: Widget) -> Container:
    """Return a container of the list and its details: beside it on wide screens, else below it."""
    detail.add_class("detail")
    return Container(picks, detail, classes="list-and-detail")


def only_beside(picks: PickList, detail: Widget) -> Container:
    """Return a container of the list and, beside it on vast screens, what others have to be opened for."""
    return beside(picks, detail).add_class("-only-beside")
