"""Starts a meeting: which kind, and whether now if another day is planned for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.meeting import lifecycle
from core.values.periods import format_heading_day
from tui.shell.screen import HuddleScreen

if TYPE_CHECKING:
    from core.models import MeetingKind

MEETING_AGENDAS: dict[MeetingKind, str] = {
    "kickoff": "goal, collect, trends, commit, close",
    "weekly": "nine stages, from wins to close",
    "quarterly": "nine stages, for the quarter",
}
"""The kinds of meeting that can be started, with what each goes through."""


def ask_which_to_start(screen: HuddleScreen) -> None:
    """Ask which kind of meeting to start: the planned one first, and before any meeting was held the kickoff."""
    from tui.dialogs.choice import Choice, ChooseScreen

    session = screen.session
    planned = lifecycle.next_planned_meeting(session)
    first = planned.kind if planned else "weekly" if lifecycle.list_started_meetings(session, 1) else "kickoff"
    kinds = sorted(MEETING_AGENDAS, key=lambda kind: kind != first)
    choices: list[Choice[MeetingKind]] = [
        Choice(kind, kind.capitalize(), right=MEETING_AGENDAS[kind], words="meeting start begin") for kind in kinds
    ]
    dialog = ChooseScreen("Which meeting do you want to start?", choices)
    screen.open_dialog(dialog, lambda choice: start(screen, choice.value))


def start(screen: HuddleScreen, kind: MeetingKind) -> None:
    """Start a meeting of this kind, after a question if another day is planned for it."""
    session = screen.session
    planned = lifecycle.next_planned_meeting(session)
    if planned is None or planned.kind != kind or planned.day <= session.today:
        screen.run_change(lifecycle.start_meeting, session, kind)
        return

    def start_if_sure(sure: bool | None) -> None:
        if sure:
            screen.run_change(lifecycle.start_meeting, session, kind)

    # A host who presses enter a few times to end a meeting does not mean to start the next one.
    from tui.shell.confirm import ConfirmScreen

    when = format_heading_day(planned.day, session.today)
    question = f"The next {kind} meeting is planned for {when}. Start it now instead?"
    screen.app.push_screen(ConfirmScreen(question, "Start meeting"), start_if_sure)
