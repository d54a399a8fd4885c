"""The option for choosing the topic on which a meeting collects cards."""

from __future__ import annotations

from core.access.session import Session
from core.meeting import boards, lifecycle
from core.meeting.agenda import COLLECT_BOARDS, SWOT_BOARDS
from core.models import BoardKind
from core.values.text import format_count
from tui import keymap
from tui.app import HuddleApp
from tui.dialogs.choice import Choice, ChooseScreen
from tui.shell.screen import HuddleScreen

BOARD_KEYS = [
    keymap.option(
        "choose_board",
        "Topic",
        id="boards.choose",
        tooltip="Change the topic: accountabilities, SWOT, measures",
    ),
]


def describe_sheet_key(app: HuddleApp, kind: BoardKind) -> str:
    """Return the key and the name of the page for the cards of a topic; empty where there is none."""
    if kind in SWOT_BOARDS:
        return f"{app.page_label('swot')} SWOT"
    return f"{app.page_label('measures')} Measures" if kind == "measures" else ""


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

    screen.open_dialog(ChooseScreen("What are you collecting?", choices), chosen)


def _describe_count(cards: int | None, is_asked: bool) -> str:
    count = "" if cards is None else format_count(cards, "card")
    return " · ".join(words for words in (count, "current topic" if is_asked else "") if words)
