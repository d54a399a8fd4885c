"""The keys for choosing what a meeting collects, and for opening the sheets of what was collected."""

from __future__ import annotations

from textual.binding import Binding

from core.access.session import Session
from core.meeting import boards, lifecycle
from core.meeting.agenda import COLLECT_BOARDS, SWOT_BOARDS
from core.models import BoardKind
from core.values.text import format_count
from tui.dialogs.choice import Choice, ChooseScreen
from tui.shell.screen import HuddleScreen

SHEET_KEYS = [
    Binding(
        "S",
        "app.sheet('swot')",
        "SWOT",
        show=False,
        id="boards.swot",
        tooltip="The team's map of the year, on one sheet",
    ),
    Binding(
        "O",
        "app.sheet('measures')",
        "Measures",
        show=False,
        id="boards.measures",
        tooltip="What the team measures itself by",
    ),
]
BOARD_KEYS = [
    Binding("o", "choose_board", "Ask", id="boards.choose", tooltip="Ask the room something else: SWOT, measures"),
    *SHEET_KEYS,
]


def describe_sheet_key(kind: BoardKind) -> str:
    """Return a sentence that names the key of the sheet for a board of this kind; empty where there is none."""
    return (
        "S shows the map of the year" if kind in SWOT_BOARDS else "O shows our measures" if kind == "measures" else ""
    )


def may_choose_board(session: Session) -> bool:
    """Tell whether the viewer hosts an open meeting that has a collect stage."""
    open_meeting = lifecycle.open_meeting_or_none(session)
    return (
        open_meeting is not None
        and lifecycle.is_host(session, open_meeting)
        and any(stage.name == "collect" for stage in lifecycle.list_stages(session, open_meeting))
    )


def ask_board_to_collect(screen: HuddleScreen) -> None:
    """Ask the host which board the meeting turns to, and turn to it."""
    session = screen.session
    open_meeting = lifecycle.open_meeting_or_none(session)
    if open_meeting is None:
        return
    counts, asked_kind = boards.count_cards_by_kind(session, open_meeting), boards.collect_board_kind(open_meeting)
    choices = [
        Choice(kind, kind, right=_describe_count(counts.get(kind), kind == asked_kind)) for kind in COLLECT_BOARDS
    ]

    def chosen(choice: Choice[BoardKind]) -> None:
        screen.run_change(boards.switch_board, session, choice.value, from_kind=asked_kind)

    question = f"What do you ask the room, after {asked_kind}?"
    screen.open_dialog(ChooseScreen(question, choices), chosen)


def _describe_count(cards: int | None, is_asked: bool) -> str:
    count = "" if cards is None else format_count(cards, "card")
    return " · ".join(words for words in (count, "asked now" if is_asked else "") if words)
