"""The team screen: members by group, who is present, and who hosts when and why."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from core.access.feed import CommittedChange
from core.hosting import rotation
from core.meeting import lifecycle
from core.team import group_records, groups, members, record
from core.values.text import format_count, format_people, short_name
from tui.team.actions import TeamActions
from tui.team.list_lines import describe_concern, past_turns, team_picks
from tui.team.member_page import MemberPageScreen
from tui.widgets.fact_list import Fact, Facts
from tui.widgets.pick_list import PickList
from tui.widgets.section import Section

TABLES = {"member", "group", "rotation", "turn", "meeting", "attendance", "team"}
"""Tables whose changes refresh this screen."""

FAMILIES = ("member", "group", "rotation", "attendance", "praise")
"""Families of journal events that `u` undoes on this screen."""

TALL = 40
"""Screen height in lines from which all concerns about the groups are shown; below it only the first two."""


class TeamScreen(TeamActions):
    """The members by group, with the order of hosting beside them."""

    CSS_PATH = "screen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (130, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (TALL, "-tall")]
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

    def compose_content(self) -> Iterable[Widget]:
        with Horizontal(id="team"):
            with Vertical(id="people"):
                yield PickList(empty="Nobody is on the team yet. Press a to add somebody.")
                yield Facts(id="concerns")
                yield Static("", id="why", markup=False)
            with VerticalScroll(id="turns", can_focus=False):
                yield Section("Who hosts when, and why")
                yield Facts(id="order")
                yield Section("Turns so far", id="history-head")
                yield Facts(id="history")

    def on_mount(self) -> None:
        self.picks.focus()

    def on_resize(self) -> None:
        if self.is_mounted:
            self.show()

    # -- showing

    def show(self) -> None:
        first = not self._people
        self._read()
        session = self.session
        name = record.get_team(session).name.upper()
        sizes = f"{format_people(len(self._people))} · {format_count(len(self._groups), 'group')}"
        self.top_line.left = f"{name} · {sizes}"
        self.top_line.right = f"{session.today:%a} {session.today.day} {session.today:%b %Y}"
        if self._meeting is not None:
            present = sum(self._here.get(member_id, False) for member_id in self._people)
            self.top_line.right = f"{self._meeting.kind} {self._meeting.number} · {present} of {len(self._people)} here"
        host_id = self._meeting.host_id if self._meeting else None
        self.picks.set_picks(
            team_picks(list(self._people.values()), self._groups, self._places, self._here, host_id, self.size.width)
        )
        if first:  # the viewer's own row has the most actions
            self.picks.pick(session.viewer.member_id)
        self._show_concerns()
        self._show_turns()
        self._show_why()
        self.refresh_bindings()

    def _read(self) -> None:
        session = self.session
        self._people = {member.id: member for member in members.list_members(session)}
        self._groups = group_records.list_groups(session)
        self._places = {place.member.id: place for place in rotation.coming_hosts(session)}
        self._meeting = lifecycle.open_meeting_or_none(session)
        rows = lifecycle.list_attendances(session, self._meeting) if self._meeting else []
        self._here = {row.member_id: row.present for row in rows}
        hosts = self._meeting is not None and session.viewer.is_member(self._meeting.host_id)
        self._arranges = session.viewer.is_leader or hosts
        self._rotates = rotation.can_edit(session)
        self._can_undo = not session.viewer.is_room and session.last_change(*FAMILIES) is not None

    def _show_concerns(self) -> None:
        concerns = groups.find_problems(self.session)
        most = len(concerns) if self.size.height >= TALL else 2
        facts = [Fact(describe_concern(concern, with_keys=self._arranges), quiet=True) for concern in concerns[:most]]
        if len(concerns) > most:
            facts.append(Fact(f"and {len(concerns) - most} more: huddle group list", quiet=True))
        self.query_one("#concerns", Facts).set_facts(facts)

    def _show_turns(self) -> None:
        facts = [
            Fact(place.reason, who=f"{place.position:>2}  {short_name(place.member, list(self._people.values()))}")
            for place in self._places.values()
        ]
        self.query_one("#order", Facts).set_facts(facts, empty="Nobody can host yet. Press a to add somebody.")
        past = past_turns(self.session)
        self.query_one("#history-head").display = bool(past)
        self.query_one("#history", Facts).set_facts(past)

    def _show_why(self) -> None:
        person = self._picked
        place = self._places.get(person.id) if person else None
        words = ""
        if person is not None and place is None:
            words = f"{person.name} watches, and takes no turns to host."
        elif person is not None and place is not None:
            turn = f"turn {place.position} of {len(self._places)}" if place.position > 1 else "hosts next"
            words = f"{person.name} · {turn}: {place.reason}"
        self.query_one("#why", Static).update(words)

    # -- updates

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        if any(change.rows.keys() & TABLES for change in changes):
            self.show()

    # -- keys

    def on_pick_list_moved(self) -> None:
        self._show_why()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        viewer, person = self.session.viewer, self._picked
        own = person is not None and viewer.is_member(person.id)
        match action:
            case "add":
                return viewer.is_leader
            case "split":
                return self._arranges
            case "edit" | "leave":
                return person is not None and (viewer.is_leader or own)
            case "group":
                return person is not None and (self._arranges or own) and (bool(self._groups) or viewer.is_leader)
            case "scribe":
                same = person is not None and not viewer.is_room and self.session.me.group_id == person.group_id
                return person is not None and person.group_id is not None and (self._arranges or same)
            case "praise":
                return person is not None and not own and viewer.role in ("leader", "seller")
            case "feedback":
                return (
                    person is not None and not own and person.role != "watcher" and viewer.role in ("leader", "seller")
                )
            case "review" | "ladder":
                return person is not None and viewer.is_leader and not own and person.role != "watcher"
            case "page":
                return person is not None and not viewer.is_room
            case "attend":
                return person is not None and self._meeting is not None and not viewer.is_room
            case "swap" | "skip":
                return person is not None and self._rotates and person.id in self._places
            case "undo":
                return self._can_undo
        return super().check_action(action, parameters)

    def action_page(self) -> None:
        if (person := self._picked) is not None:
            self.app.push_screen(MemberPageScreen(person))

    def action_attend(self) -> None:
        if (person := self._picked) is not None:
            self.run_change(lifecycle.set_attendance, self.session, person, not self._here.get(person.id, False))

    def action_undo(self) -> None:
        self.run_change(self.session.undo, *FAMILIES)
