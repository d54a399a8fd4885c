"""The training screen: each member's sessions and streak, the role-play pairs, and mentorings."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from textual.widget import Widget

from core.conversations import mentoring, role_play, training
from core.conversations.mentoring import Mentoring
from core.conversations.role_play import RolePlay
from core.conversations.training import TOPICS, MemberTraining
from core.errors import HuddleError
from core.models import Entry, Member
from core.team import members
from core.team.record import get_team
from core.team.team import edit_team
from core.values import input_parsing
from core.values.periods import format_heading_day
from tui import keymap
from tui.dialogs.form import FormScreen
from tui.dialogs.prompt_helper import ask_line
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
from tui.shell.actions import Action, ActionTable
from tui.shell.confirm import ConfirmScreen
from tui.shell.list_detail import ListDetailScreen, beside
from tui.widgets.detail_pane import DetailPane
from tui.widgets.fact_list import Fact
from tui.widgets.form import Field
from tui.widgets.top_and_key_lines import first_that_fits

TALL = 28
"""Screen height in lines from which the parts of the list have an empty line between them."""

TrainingItem = MemberTraining | tuple[Member, Member] | Mentoring
"""What a row stands for: a member's training, two members drawn for role play, or a mentoring."""


class TrainingScreen(ListDetailScreen[TrainingItem]):
    """The training of the team: the leader first, then the others by name."""

    IS_PRIVATE = True
    CSS_PATH = "training.tcss"
    TABLES = frozenset(
        {"entry", "pair", "conversation", "point", "member", "metric", "team", "absence", "holiday", "meeting"}
    )
    UNDO_FAMILIES = ("entry", "pair", "conversation", "point")
    WHY = (
        "Train a little every day; the leader goes first. "
        "Role-play pairs rotate so that everyone practises with everyone. "
        "No one is ranked."
    )
    BINDINGS = [
        keymap.ADD.bind("train", "Log session", id="training.log", tooltip="Log a training session"),
        keymap.OPEN.bind("act", "Actions", id="training.actions", tooltip="Log a meeting, or add a note"),
        keymap.EDIT.bind("edit", "Edit rhythm", id="training.edit", tooltip="Change who mentors whom and how often"),
        keymap.DELETE.bind("end", "End mentoring", id="training.end", tooltip="End this mentoring, after a question"),
        keymap.UNDO.bind("undo", "Undo", id="undo", tooltip="Undo your last step here"),
        keymap.BACK.bind("back", "Back", id="back", tooltip="Go back to where you came from"),
        keymap.option("draw", "Draw pairs", id="training.draw", tooltip="Draw today's role-play pairs"),
        keymap.option("mentoring", "Start mentoring", id="training.mentoring", tooltip="Choose a mentor and a mentee"),
        keymap.option("minimum", "Daily minimum", id="training.minimum", tooltip="Set the sessions per working day"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.detail = DetailPane()
        self._names: dict[int, str] = {}
        self._daily_minimum = 1
        self._may_draw = False

    def compose_body(self) -> Iterable[Widget]:
        yield beside(self.picks, self.detail)

    def make_actions(self) -> ActionTable:
        mentoring_actions = MentoringActions(
            self, self._selected_mentoring, lambda pair: self.follow(("mentoring", pair.id))
        )
        return {
            **mentoring_actions.table(),
            "train": Action(self._log_session, self._takes_part),
            "draw": Action(self._draw_pairs, lambda: self._may_draw),
            "minimum": Action(self._ask_minimum, lambda: self.session.viewer.is_leader, self._describe_minimum),
            "undo": Action(self.undo, lambda: self.can_undo and self._takes_part()),
        }

    # -- showing

    def show_list(self) -> None:
        session = self.session
        self._names = members.short_names(session)
        self._daily_minimum = get_team(session).training_daily
        self._may_draw = role_play.can_draw(session)
        trainings = training.list_member_training(session)
        drawn = role_play.latest_role_play(session)
        mentorings = sorted(mentoring.list_mentorings(session), key=lambda mentorship: mentorship.times_met is None)
        width = self.list_width
        options = self.app.key_label(keymap.OPTIONS, "options")
        parts = [
            member_picks(trainings, self._daily_minimum, width),
            pair_picks(session, drawn, self._names, f"Press {options} to draw pairs" if self._may_draw else ""),
            mentoring_picks(
                session, mentorings, self._names, f"Press {options} to start one" if self._takes_part() else None
            ),
        ]
        items: dict[Hashable, TrainingItem] = {("member", line.member.id): line for line in trainings}
        items.update({("pair", first.id, second.id): (first, second) for first, second in drawn.pairs} if drawn else {})
        items.update({("mentoring", mentorship.pair.id): mentorship for mentorship in mentorings})
        self.set_rows(
            join_with_gaps(parts) if self.size.height >= TALL else [pick for part in parts for pick in part],
            items,
            empty="No members yet.",
            start_at=("member", session.viewer.member_id),  # the viewer's own row has the most actions
        )
        self._show_top_line(trainings)

    def _show_top_line(self, trainings: Sequence[MemberTraining]) -> None:
        asked = f"{self._daily_minimum} a day" if self._daily_minimum else "no daily minimum"
        self.top_line.left = f"Training · {asked}"
        due_count = sum(line.is_workday or line.reached_minimum for line in trainings)
        trained_count = sum(line.reached_minimum for line in trainings)
        today = self.session.today
        trained, day = f"{trained_count} of {due_count} trained today", format_heading_day(today)
        self.top_line.right = first_that_fits((f"{trained} · {day}", trained, day), self.size.width // 2 - 1)

    def show_detail(self) -> None:
        title, facts = "", list[Fact]()
        match self.selected:
            case MemberTraining() as line:
                title, facts = training_facts(
                    self.session, line, self._daily_minimum, add_key=self.app.key_label(keymap.ADD, "training.log")
                )
            case Mentoring() as mentorship:
                title, facts = mentoring_facts(
                    self.session, mentorship, self._names, self.app.key_label(keymap.OPEN, "training.actions")
                )
            case (first, second):
                title, facts = "Role play", pair_facts(self.session, (first, second), self._names)
        self.detail.set_detail(title, facts)

    # -- actions

    def _selected_mentoring(self) -> Mentoring | None:
        return self.selected if isinstance(self.selected, Mentoring) else None

    def _takes_part(self) -> bool:
        return self.session.viewer.takes_part

    def _log_session(self) -> None:
        fields = [
            Field("topic", "What", "", f"e.g. {', '.join(TOPICS[:3])}"),
            Field("day", "When", "", "e.g. yesterday or 20 Nov (empty: today)"),
            Field("note", "Note", "", "visible to you and your leader (optional)"),
        ]

        def log(values: dict[str, str]) -> Entry:
            day = input_parsing.parse_past_day(values["day"], self.session.today)
            return training.log_session(self.session, values["topic"], day=day, note=values["note"])

        self.app.push_screen(FormScreen("Log a training session", fields, log))

    def _draw_pairs(self) -> None:
        def on_answer(is_confirmed: bool | None) -> None:
            if is_confirmed:
                self.run_change(role_play.draw_pairs, self.session, then=self._follow_first_pair)

        if role_play.is_drawn_today(self.session):
            question = "Draw new pairs? Today's pairs are discarded. You can undo this."
            self.app.push_screen(ConfirmScreen(question, "Draw pairs"), on_answer)
        else:
            on_answer(True)

    def _follow_first_pair(self, drawn: RolePlay) -> None:
        first, second = drawn.pairs[0]
        self.follow(("pair", first.id, second.id))

    def _describe_minimum(self) -> str:
        return str(self._daily_minimum)

    def _ask_minimum(self) -> None:
        ask_line(
            self,
            "How many sessions a day?",
            lambda text: edit_team(self.session, training_daily=_parse_count(text)),
            value=str(self._daily_minimum),
            hint="Minimum sessions per working day. 0 means no minimum.",
        )


def _parse_count(text: str) -> int:
    try:
        return int(text.strip()[:4])
    except ValueError:
        raise HuddleError(f"“{text}” is not a number of sessions. Try 1 or 2.") from None
