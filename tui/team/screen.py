"""The team screen: members by group, who is present, and who hosts when and why."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from core.models import Member
from core.team import groups, record
from core.values.periods import format_heading_day
from core.values.text import format_count, format_people
from tui.shell.actions import ActionTable
from tui.shell.list_detail import ListDetailScreen
from tui.shell.projection_cover import projected_meeting_id
from tui.team.actions import TeamActions
from tui.team.list_lines import (
    TeamSnapshot,
    coming_turns,
    concern_facts,
    describe_turn,
    past_turns,
    read_team_snapshot,
    team_picks,
)
from tui.widgets.fact_list import Facts
from tui.widgets.section import Section

TALL = 40
"""Screen height in lines from which all concerns about the groups are shown; below it only a few."""

MAX_CONCERNS_WHEN_LOW = 2
"""How many concerns are shown on a low screen."""


class TeamScreen(ListDetailScreen[Member]):
    """The members by group, with the order of hosting beside them."""

    CSS_PATH = "screen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (130, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (TALL, "-tall")]
    TABLES = frozenset({"member", "group", "rotation", "turn", "meeting", "attendance", "team"})
    UNDO_FAMILIES = ("member", "group", "rotation", "attendance", "praise")
    WHY = (
        "Members hold each other to what they own, and so they take turns to lead the meeting. "
        "The order is fair and explained: everybody once a round, and who was away is first next time. "
        "Groups of 10 to 15 are small enough for everybody to speak."
    )
    BINDINGS = [
        Binding("enter,i", "page", "Page", id="team.page", tooltip="All about this person, as far as it is for you"),
        Binding("space", "attend", "Here", id="team.attend", tooltip="Here in this meeting, or away"),
        Binding("a", "add", "Add", id="team.add", tooltip="Take somebody into the team"),
        Binding("e", "edit", "Edit", id="team.edit", tooltip="Name, role, kind, territory, email"),
        Binding("g", "group", "Group", id="team.group", tooltip="Put this person into a group"),
        Binding("s", "scribe", "Scribe", id="team.scribe", tooltip="Who types for the group; again for nobody"),
        Binding("G", "split", "Split", id="team.split", tooltip="Split the team evenly into groups of its range"),
        Binding("w", "swap", "Swap", id="team.swap", tooltip="Swap this person's turn to host with another's"),
        Binding("K", "skip", "Skip", id="team.skip", tooltip="Let this person's turn to host pass, with a reason"),
        Binding("x", "leave", "Leaves", show=False, id="team.leave", tooltip="This person leaves the team today"),
        Binding("p", "praise", "Praise", id="team.praise", tooltip="Praise this person; it goes to them alone"),
        Binding(
            "f",
            "feedback",
            "Feedback",
            id="team.feedback",
            tooltip="Ask this person for it, or offer yours",
        ),
        Binding("r", "review", "Review", id="team.review", tooltip="When this person is reviewed, by what"),
        Binding("l", "ladder", "Steps", id="team.ladder", tooltip="What is documented between you two"),
        Binding("u", "undo", "Undo", id="team.undo", tooltip="Take back your last step here"),
        Binding("T", "app.sheet('training')", "Training", id="team.training", tooltip="Who trains, pairs, mentoring"),
        Binding("A", "app.sheet('accounts')", "Accounts", id="team.accounts", tooltip="Whose each customer is"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._team = TeamSnapshot()
        self._concerns = Facts(id="concerns")
        self._turn_text = Static("", id="why", markup=False)
        self._order = Facts(id="order")
        self._history_heading = Section("Turns so far", id="history-head")
        self._history = Facts(id="history")

    def compose_body(self) -> Iterable[Widget]:
        with Horizontal(id="team"):
            with Vertical(id="people"):
                yield self.picks
                yield self._concerns
                yield self._turn_text
            with VerticalScroll(id="turns", can_focus=False):
                yield Section("Who hosts when, and why")
                yield self._order
                yield self._history_heading
                yield self._history

    def make_actions(self) -> ActionTable:
        actions = TeamActions(self, team=lambda: self._team, selected=lambda: self.selected, follow=self.follow)
        return {**super().make_actions(), **actions.table()}

    def show_list(self) -> None:
        session = self.session
        team = self._team = read_team_snapshot(session)
        sizes = f"{format_people(len(team.people))} · {format_count(len(team.groups), 'group')}"
        self.top_line.left = f"{record.get_team(session).name.upper()} · {sizes}"
        self.top_line.right = format_heading_day(session.today)
        if team.meeting is not None:
            present = sum(team.present.get(member_id, False) for member_id in team.people)
            self.top_line.right = f"{team.meeting.kind} {team.meeting.number} · {present} of {len(team.people)} here"
        self.set_rows(
            team_picks(team, self.size.width),
            team.people,
            empty="Nobody is on the team yet. Press a to add somebody.",
            start_at=session.viewer.member_id,  # the viewer's own row has the most actions
        )
        limit = None if self.size.height >= TALL else MAX_CONCERNS_WHEN_LOW
        problems = groups.find_problems(session)
        self._concerns.set_facts(concern_facts(problems, limit=limit, with_keys=team.can_arrange))
        self._order.set_facts(coming_turns(team), empty="Nobody can host yet. Press a to add somebody.")
        past = past_turns(session, with_reasons=projected_meeting_id(session) is None)
        self._history_heading.display = bool(past)
        self._history.set_facts(past)

    def show_detail(self) -> None:
        member = self.selected
        self._turn_text.update(describe_turn(self._team, member) if member is not None else "")
