"""The keys of the home screen: to the other screens, and what can be done with one key."""

from __future__ import annotations

from textual.binding import Binding

from core.team import permissions
from tui.dialogs.entry_keys import EntryScreen
from tui.dialogs.hurdle_prompt import ask_hurdle


class HomeKeys(EntryScreen):
    """The bindings of the home screen and their actions."""

    BINDINGS = [
        Binding(
            "enter", "meeting", "Meeting", show=False, id="home.meeting", tooltip="To the meeting, which starts it"
        ),
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
        Binding("l", "log", "Log", id="entry.log", tooltip="Enter an amount: 5 calls"),
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
        Binding(
            "exclamation_mark",
            "misunderstanding",
            "Unclear",
            key_display="!",
            id="misunderstanding",
            tooltip="Tells the host or the leader of a misunderstanding, quietly",
        ),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("misunderstanding", "hurdle", "hurdles"):
            return permissions.takes_part(self.session)
        return super().check_action(action, parameters)

    def action_misunderstanding(self) -> None:
        from tui.dialogs.misunderstandings import open_misunderstandings

        open_misunderstandings(self)

    def action_hurdle(self) -> None:
        ask_hurdle(self)

    def action_hurdles(self) -> None:
        from tui.dialogs.hurdles import open_hurdles

        open_hurdles(self)

    async def action_meeting(self) -> None:
        await self.run_action("app.go('meeting')")

    async def action_go(self, place: str) -> None:
        await self.run_action(f"app.go('{place}')")
