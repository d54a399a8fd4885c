"""The training screen: each member's sessions and streak, the role-play pairs, and mentorings."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget

from core.access.feed import CommittedChange
from core.conversations import mentoring, role_play, training
from core.conversations.training import TOPICS, MemberTraining
from core.errors import HuddleError
from core.models import Entry, Member
from core.team import members
from core.team.record import get_team
from core.team.team import edit_team
from core.values import input_parsing
from tui.dialogs.form import FormScreen
from tui.dialogs.prompt_helper import ask_line
from tui.dialogs.prompts import ConfirmScreen
from tui.growth.mentoring_actions import MentoringActions
from tui.growth.training_lines import (
    join_with_gaps,
    member_picks,
    mentoring_facts,
    mentoring_picks,
    pair_facts,
    pair_picks,
    training_facts,
)
from tui.widgets.fact_list import Fact, Facts
from tui.widgets.form import Field
from tui.widgets.pick_list import PickList
from tui.widgets.section import Section
from tui.widgets.top_and_key_lines import first_that_fits

TABLES = frozenset(
    {"entry", "pair", "conversation", "point", "member", "metric", "team", "absence", "holiday", "meeting"}
)
"""Tables whose changes refresh this screen."""

FAMILIES = ("entry", "pair", "conversation", "point")
"""Families of journal events that `u` undoes on this screen."""

TALL = 28
"""Screen height in lines from which the parts of the list have an empty line between them."""

SIDE, SIDE_WIDTH = 130, 52
"""Screen width in columns from which the details of a row are beside the list, and how many columns they take."""


class TrainingScreen(MentoringActions):
    """The training of the team: the leader first, then the others by name."""

    CSS_PATH = "training.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (SIDE, "-wide")]
    WHY = (
        "Improving a little every day is a condition of being on the team, and the leader goes first. "
        "Role play is drawn so that everybody practises with everybody, and a mentor helps in between. "
        "Nobody is ranked here: who has not trained yet still has the day before them."
    )
    BINDINGS = [
        Binding("escape", "back", "Back", id="training.back", tooltip="Back to where you came from"),
        Binding("a", "train", "Log", id="training.log", tooltip="Log a session: online, role play, product, market…"),
        Binding("d", "draw", "Draw pairs", id="training.draw", tooltip="Draw today's role-play pairs"),
        Binding("m", "mentoring", "Mentoring", id="training.mentoring", tooltip="You two have met; else begin one"),
        Binding("n", "note(False)", "Note", id="training.note", tooltip="A note on this mentoring, only for you"),
        Binding("b", "note(True)", "For both", id="training.both", tooltip="For the next time, seen by both"),
        Binding("e", "edit", "Change", id="training.edit", tooltip="The team's minimum; on a mentoring, its rhythm"),
        Binding("x", "end", "End", id="training.end", tooltip="End this mentoring"),
        Binding("u", "undo", "Undo", id="training.undo", tooltip="Take back your last step here"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[int, MemberTraining] = {}
        self._people: list[Member] = []
        self._daily = 1
        self._may_draw = self._can_undo = False

    def compose_content(self) -> Iterable[Widget]:
        with Horizontal(id="training"):
            yield PickList(empty="Nobody is on the team yet. In 7 Team, a adds people.")
            with VerticalScroll(id="training-side", can_focus=False):
                yield Section("", id="training-who")
                yield Facts(id="training-about")

    def on_mount(self) -> None:
        self.picks.focus()

    def on_resize(self) -> None:
        if self.is_mounted:
            self.show()

    # -- showing

    def show(self) -> None:
        session = self.session
        first = not self._lines
        takes_part = session.viewer.role in ("leader", "seller")
        self._people = members.list_members(session, include_left=True)
        self._daily = get_team(session).training_daily
        lines = training.list_member_training(session)
        self._lines = {line.member.id: line for line in lines}
        mentorings = sorted(mentoring.list_mentorings(session), key=lambda mentorship: mentorship.times_met is None)
        self._mentorings = {mentorship.pair.id: mentorship for mentorship in mentorings}
        self._may_draw = role_play.can_draw(session)
        self._can_undo = takes_part and session.last_change(*FAMILIES) is not None
        width = self.size.width - (SIDE_WIDTH if self.size.width >= SIDE else 0)
        parts = [
            member_picks(lines, self._daily, width),
            pair_picks(session, role_play.latest_role_play(session), self._people, self._may_draw),
            mentoring_picks(session, mentorings, self._people, takes_part),
        ]
        self.picks.set_picks(
            join_with_gaps(parts) if self.size.height >= TALL else [pick for part in parts for pick in part]
        )
        if first:  # the viewer's own row has the most actions
            self.picks.pick(("member", session.viewer.member_id))
        self._show_frame(lines)
        self._show_about()
        self.refresh_bindings()

    def _show_frame(self, lines: list[MemberTraining]) -> None:
        session = self.session
        asked = f"{self._daily} a day" if self._daily else "no daily minimum"
        self.top_line.left = f"TRAINING · {asked}"
        due = [line for line in lines if line.is_workday or line.reached_minimum]
        done = sum(line.reached_minimum for line in lines)
        day = f"{session.today:%a} {session.today.day} {session.today:%b}"
        trained = f"{done} of {len(due)} have trained today"
        self.top_line.right = first_that_fits(
            (f"{trained} · {day} {session.today.year}", trained, day), self.size.width // 2 - 1
        )

    def _show_about(self) -> None:
        title, facts = "", list[Fact]()
        match self._picked:
            case ("member", int(member_id)) if (line := self._lines.get(member_id)) is not None:
                title, facts = training_facts(self.session, line, self._daily)
            case ("pair", int(first_id), int(second_id)):
                title, facts = "Role play", pair_facts(self.session, first_id, second_id, self._people)
            case ("mentoring", int(pair_id)) if (mentorship := self._mentorings.get(pair_id)) is not None:
                title, facts = mentoring_facts(self.session, mentorship, self._people)
        self.query_one("#training-who", Section).title = title
        self.query_one("#training-about", Facts).set_facts(facts)

    # -- updates

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        if any(change.rows.keys() & TABLES for change in changes):
            self.show()

    def on_pick_list_moved(self) -> None:
        self._show_about()
        self.refresh_bindings()

    # -- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        viewer, mentorship = self.session.viewer, self._mentoring
        takes_part = viewer.role in ("leader", "seller")
        own = mentorship is not None and mentorship.times_met is not None
        match action:
            case "train" | "mentoring":
                return takes_part
            case "draw":
                return self._may_draw
            case "note":
                return own
            case "edit":
                return viewer.is_leader or own
            case "end":
                return mentorship is not None and (viewer.is_leader or own)
            case "undo":
                return self._can_undo
        return super().check_action(action, parameters)

    def action_back(self) -> None:
        self.dismiss()

    def action_train(self) -> None:
        fields = [
            Field("topic", "What", "", f"{', '.join(TOPICS[:3])} — or your own words"),
            Field("day", "When", "", "today — or yesterday, friday, 20 Nov"),
            Field("note", "Note", "", "seen by you and the leader — or nothing"),
        ]

        def log(values: dict[str, str]) -> Entry:
            day = input_parsing.parse_past_day(values["day"], self.session.today)
            return training.log_session(self.session, values["topic"], day=day, note=values["note"])

        self.app.push_screen(FormScreen("What did you train?", fields, log))

    def action_draw(self) -> None:
        def sure(yes: bool | None) -> None:
            if yes:
                self.run_change(role_play.draw_pairs, self.session, then=self._follow_pairs)

        if role_play.is_drawn_today(self.session):
            question = "Draw again? Today's pairs then count as not practised; u takes it back."
            self.app.push_screen(ConfirmScreen(question, "Draw again"), sure)
        else:
            sure(True)

    def _follow_pairs(self, drawn: role_play.RolePlay) -> None:
        self.show()
        first, second = drawn.pairs[0]
        self.picks.pick(("pair", first.id, second.id))

    def action_edit(self) -> None:
        if (mentorship := self._mentoring) is not None:
            self._begin(mentorship)
        elif self.session.viewer.is_leader:
            ask_line(
                self,
                "How many sessions a day?",
                lambda text: edit_team(self.session, training_daily=_number(text)),
                value=str(self._daily),
                hint="The team's minimum for each working day; 0 asks for none.",
            )

    def action_undo(self) -> None:
        self.run_change(self.session.undo, *FAMILIES)


def _number(text: str) -> int:
    try:
        return int(text.strip()[:4])
    except ValueError:
        raise HuddleError(f"“{text}” is no number of sessions. Type one such as 1 or 2.") from None
