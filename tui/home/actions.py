"""The keys of the home screen: to the other screens, and what can be done with one key."""

from __future__ import annotations

from functools import partial

from textual.binding import Binding

from core.team import permissions
from tui.dialogs.entry_keys import entry_actions, entry_bindings
from tui.dialogs.hurdle_prompt import ask_hurdle
from tui.dialogs.misunderstanding_key import MISUNDERSTANDING_KEY, misunderstanding_action
from tui.shell.actions import Action, ActionTable
from tui.shell.screen import HuddleScreen

HOME_BINDINGS = [
    *entry_bindings(show_log=True),
    Binding("enter", "meeting", "Meeting", show=False, id="home.meeting", tooltip="To the meeting, which starts it"),
    Binding("h", "hurdle", "Hurdle", id="home.hurdle", tooltip="Name what stands in the way, for the team"),
    Binding(
        "H",
        "hurdles",
        "Hurdles",
        show=False,
        id="home.hurdles",
        tooltip="What stands in the way, between meetings too, and how each ends",
    ),
    Binding("2", "go('meeting')", "Meeting", id="go.meeting", tooltip="The meeting on the wall, stage by stage"),
    Binding("3", "go('capture')", "Capture", id="go.capture", tooltip="Type what people say, as fast as they do"),
    Binding("4", "go('trends')", "Trends", id="go.trends", tooltip="Put what was said into trends"),
    Binding("5", "go('board')", "Board", id="go.board", tooltip="The leaderboard of any metric"),
    Binding("6", "go('me')", "Me", id="go.me", tooltip="My numbers, my commitments, my turn to host"),
    Binding(
        "F",
        "app.sheet('follow-through')",
        "Follow-through",
        id="home.follow_through",
        tooltip="What was kept, and in time: you, the team, trends",
    ),
    Binding(
        "S",
        "app.sheet('signals')",
        "Signals",
        id="home.signals",
        tooltip="What is behind, and what went well, early",
    ),
    Binding("7", "go('team')", "Team", id="go.team", tooltip="People, groups, and who hosts when"),
    Binding("8", "go('one-on-one')", "One-on-one", id="go.one-on-one", tooltip="What leader and member talk about"),
    Binding("9", "go('plan')", "Plan", id="go.plan", tooltip="Targets, agreed, and what they add up to"),
    Binding(
        "0", "go('goals')", "Goals", id="go.goals", tooltip="What you want, what the team wants, and who carries it"
    ),
    MISUNDERSTANDING_KEY,
]


def home_actions(screen: HuddleScreen) -> ActionTable:
    """Return what the keys do: watchers and the projector's view enter nothing."""

    def takes_part() -> bool:
        return permissions.takes_part(screen.session)

    def open_hurdles() -> None:
        from tui.dialogs import hurdles

        hurdles.open_hurdles(screen)

    return {
        **entry_actions(screen),
        "meeting": Action(lambda: screen.app.action_go("meeting")),
        "go": Action(lambda place: screen.app.action_go(place)),
        "hurdle": Action(partial(ask_hurdle, screen), takes_part),
        "hurdles": Action(open_hurdles, takes_part),
        "misunderstanding": misunderstanding_action(screen),
    }
