"""The team screen: members by group, who is present, and who hosts when and why."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from core.models import Member
from core.team import groups, record
from core.values.periods import format_heading_day
from core.values.text import format_count, format_people
from tui import keymap
from tui.shell.actions import ActionTable
from tui.shell.list_detail import TALL, ListDetailScreen
from tui.shell.person_pages import person_actions
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

MAX_CONCERNS_WHEN_LOW = 2
"""How many concerns about the groups are shown on a screen that is not tall."""


class TeamScreen(ListDetailScreen[Member]):
    """The members by group, with the order of hosting beside them."""

    CSS_PATH = "screen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (130, "-wide")]
    TABLES = frozenset({"member", "group", "rotation", "turn", "meeting", "attendance", "team"})
    UNDO_FAMILIES = ("member", "group", "rotation", "attendance", "praise")
    WHY = (
        "Members, groups and the order of hosting. "
        "Everyone hosts once per round; members who missed a turn come first. "
        "Groups of 10 to 15 are small enough for everyone to speak."
    )
    BINDINGS = [
        keymap.OPEN.bind("profile", "Open profile", id="person.open", tooltip="Open this person's profile"),
        keymap.MARK.bind("attend", "Here / away", id="team.attend", tooltip="Mark as here in this meeting, or away"),
        keymap.ADD.bind("add", "Add member", id="team.add", tooltip="Add a member"),
        keymap.EDIT.bind("edit", "Edit", id="team.edit", tooltip="Edit name, role, seller type, territory, email"),
        keymap.MOVE.bind("group", "Move", id="team.group", tooltip="Move this person to a group"),
        keymap.PRAISE.bind("praise", "Praise", id="team.praise", tooltip="Praise this person"),
        keymap.DELETE.bind(
            "leave", "Remove", show=False, id="team.leave", tooltip="Remove this person from the team, after a question"
        ),
        keymap.UNDO.bind("undo", "Undo", id="undo", tooltip="Undo your last step here"),
        keymap.PROFILE.bind(
            "profile", "Profile", show=False, id="person.profile", tooltip="Open this person's profile"
        ),
        keymap.ONE_ON_ONES.bind(
            "one_on_one", "One-on-one", show=False, id="team.one_on_one", tooltip="Open your one-on-one"
        ),
        keymap.REVIEWS.bind(
            "reviews", "Reviews", show=False, id="person.reviews", tooltip="Open this person's reviews"
        ),
        keymap.FEEDBACK.bind(
            "feedback",
            "Feedback",
            show=False,
            id="person.feedback",
            tooltip="Ask this person for feedback, or give some",
        ),
        keymap.option("scribe", "Scribe", id="team.scribe", tooltip="Choose who types for this group"),
        keymap.option("split", "Split into groups", id="team.split", tooltip="Split the team into even groups"),
        keymap.option("swap", "Swap turn", id="team.swap", tooltip="Swap this person's turn to host"),
        keymap.option("skip", "Skip turn", id="team.skip", tooltip="Skip this person's turn to host"),
        keymap.option("formal_steps", "Formal steps", id="person.steps", tooltip="Open formal steps with this person"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._team = TeamSnapshot()
        self._concerns = Facts(id="concerns")
        self._turn_text = Static("", id="why", markup=False)
        self._order = Facts(id="order")
        self._history_heading = Section("Past hosts", id="history-head")
        self._history = Facts(id="history")

    def compose_body(self) -> Iterable[Widget]:
        with Horizontal(id="team"):
            with Vertical(id="people"):
                yield self.picks
                yield self._concerns
                yield self._turn_text
            with VerticalScroll(id="turns", can_focus=False):
                yield Section("Host rotation")
                yield self._order
                yield self._history_heading
                yield self._history

    def make_actions(self) -> ActionTable:
        actions = TeamActions(self, team=lambda: self._team, selected=lambda: self.selected, follow=self.follow)
        return {**super().make_actions(), **person_actions(self, lambda: self.selected), **actions.table()}

    def show_list(self) -> None:
        session = self.session
        team = self._team = read_team_snapshot(session)
        sizes = f"{format_people(len(team.people))} · {format_count(len(team.groups), 'group')}"
        self.top_line.left = f"Team · {record.get_team(session).name} · {sizes}"
        self.top_line.right = format_heading_day(session.today)
        if team.meeting is not None:
            present = sum(team.present.get(member_id, False) for member_id in team.people)
            self.top_line.right = f"{team.meeting.kind} {team.meeting.number} · {present} of {len(team.people)} here"
        add = self.app.key_label(keymap.ADD, "team.add")
        self.set_rows(
            team_picks(team, self.size.width),
            team.people,
            empty=f"No members yet. Press {add} to add one.",
            start_at=session.viewer.member_id,  # the viewer's own row has the most actions
        )
        limit = None if self.size.height >= TALL else MAX_CONCERNS_WHEN_LOW
        problems = groups.find_problems(session)
        self._concerns.set_facts(concern_facts(problems, limit, self._remedy_of if team.can_arrange else None))
        self._order.set_facts(coming_turns(team), empty=f"No one can host yet. Press {add} to add people.")
        past = past_turns(session, with_reasons=projected_meeting_id(session) is None)
        self._history_heading.display = bool(past)
        self._history.set_facts(past)

    def _remedy_of(self, command: str) -> str:
        """Return what to press for what a shell command does; empty if nothing here does it."""
        options = self.app.key_label(keymap.OPTIONS, "options")
        remedies = {
            "huddle group split": f"{options} to split",
            "huddle group scribe": f"{options} to choose one",
            "huddle group assign": f"{self.app.key_label(keymap.MOVE, 'team.group')} to choose one",
        }
        return next((remedy for begin, remedy in remedies.items() if command.startswith(begin)), "")

    def show_detail(self) -> None:
        member = self.selected
        self._turn_text.update(describe_turn(self._team, member) if member is not None else "")
