"""The goal stage: the team's goal, and who has understood it, before anyone is asked what they will do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual import getters
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from core.access.session import Session
from core.goals import goals, kickoff_wall
from core.meeting import goal_check
from core.meeting.lifecycle import NoMeetingError
from core.models import Goal, Member
from core.values.periods import format_day
from core.values.text import format_count
from tui import keymap
from tui.dialogs.prompt_helper import ask_line
from tui.meeting.stages.base import StageView
from tui.shell.actions import Action, ActionTable
from tui.shell.projection_cover import projected_meeting_id, show_unless_projected
from tui.widgets.signs import sign_before
from tui.widgets.text_bars import bar


class GoalStage(StageView, can_focus=True):
    """The team's goal, how many have understood it, the questions (host and leader only), and the wall of own goals."""

    DEFAULT_CSS = """
    GoalStage {
        align: center middle;
        & #the-goal { width: 100%; text-align: center; text-style: bold; padding: 1 6; color: $accent; }
        & #why { width: 100%; text-align: center; color: $dim; padding: 0 6 1 6; }
        & #understood { width: 100%; height: auto; align-horizontal: center; padding: 1 2; }
        & #understood Static { width: auto; }
        & #share { color: $bar; background: $panel; }
        & #how-many { padding-left: 2; }
        & #the-wall { width: 100%; text-align: center; padding: 1 4; }
        & #asked { width: 100%; text-align: center; padding: 1 4; color: $warning; }
    }
    """
    BINDINGS = [
        keymap.YES.bind("understood", "I understand", id="goal.understood", tooltip="Say that you understand the goal"),
        keymap.NO.bind("ask", "Question", id="goal.ask", tooltip="Ask the host and the leader about the goal"),
        keymap.OPEN.bind("questions", "Questions", id="goal.questions", tooltip="Read the questions asked privately"),
        keymap.EDIT.bind("set", "Write goal", id="goal.set", tooltip="Write or change the team goal"),
        keymap.option(
            "take_wall", "Show my goals", id="goal.take_wall", tooltip="Show the goals you share with everyone"
        ),
        keymap.option("leave_wall", "Hide my goals", id="goal.leave_wall", tooltip="Take your goals off the screen"),
        keymap.option(
            "clear_wall", "Hide goals", id="goal.clear_wall", tooltip="Take this person's goals off the screen"
        ),
    ]

    _shows_questions = False
    """Whether the viewer has said that nobody looks on, and sees what was asked quietly."""
    _has_hidden_questions = False

    goal_text = getters.query_one("#the-goal", Static)
    reason = getters.query_one("#why", Static)
    understood = getters.query_one("#understood", Horizontal)
    understood_bar = getters.query_one("#share", Static)
    understood_count = getters.query_one("#how-many", Static)
    wall = getters.query_one("#the-wall", Static)
    questions = getters.query_one("#asked", Static)

    def compose(self) -> ComposeResult:
        yield Static("Our goal", classes="goal", markup=False)
        yield Static("", id="the-goal", markup=False)
        yield Static("", id="why", markup=False)
        with Horizontal(id="understood"):
            yield Static("", id="share", markup=False)
            yield Static("", id="how-many", markup=False)
        yield Static("", id="the-wall", markup=False)
        yield Static("", id="asked", markup=False)

    def focus_first(self) -> None:
        self.focus()

    def show(self) -> None:
        goal = goals.team_goal(self.session)
        can_set = self._may_set_goal()
        key = self.app.key_label(keymap.EDIT, "goal.set")
        missing = "No team goal yet." + (f" Press {key} to write it." if can_set else " The host writes it.")
        self.goal_text.update(goal.text if goal else missing)
        by = f"by {format_day(goal.due, self.session.today)}" if goal and goal.due else ""
        self.reason.update(" · ".join(part for part in (goal.why if goal else "", by) if part))
        self._show_check(goal)

    def _show_check(self, goal: Goal | None) -> None:
        """Show who has understood the goal, the questions, and the wall; nothing once the meeting is closed."""
        try:
            check = goal_check.goal_check(self.session)
        except NoMeetingError:
            return
        share = check.understood_count / check.participant_count if check.participant_count else 0.0
        self.understood.display = goal is not None
        self.understood_bar.update(bar(share, 24))
        self.understood_count.update(f"{check.understood_count} of {check.participant_count} understand it")
        self._has_hidden_questions = bool(check.questions) and not (
            self._shows_questions or projected_meeting_id(self.session) is None
        )
        if self._has_hidden_questions:
            key = self.app.key_label(keymap.OPEN, "goal.questions")
            asked = f"{format_count(len(check.questions), 'private question')}. Press {key} to read."
        else:
            asked = "\n".join(f"{member.name} asks: “{question}”" for member, question in check.questions)
        self.questions.update(asked)
        self.questions.display = bool(asked)
        self._show_wall()

    def _show_wall(self) -> None:
        """Show whose own goals are on the wall, and which."""
        owner = kickoff_wall.member_on_wall(self.session)
        lines = []
        if owner is not None:
            whose = "Your goals are" if self.session.viewer.is_member(owner.id) else f"{owner.name}'s goals are"
            lines = [
                f"{whose} on screen",
                *(sign_before("◆", goal.text) for goal in kickoff_wall.shared_goals_of(self.session, owner)),
            ]
        elif kickoff_wall.is_wall_open(self.session):
            lines = ["No personal goals on screen"]
        self.wall.update("\n".join(lines))
        self.wall.display = bool(lines)
        self.refresh_bindings()

    # -- keys

    def make_actions(self) -> ActionTable:
        leave_wall = partial(self._change, kickoff_wall.leave_wall)
        return {
            "understood": Action(partial(self._change, goal_check.confirm_understood), lambda: self.can_act),
            "ask": Action(self._ask_question, lambda: self.can_act),
            "take_wall": Action(partial(self._change, kickoff_wall.take_wall), self._may_take_wall),
            "leave_wall": Action(leave_wall, self._is_on_wall),
            "clear_wall": Action(leave_wall, self._may_clear_wall),
            "questions": Action(self._show_questions, lambda: self._has_hidden_questions),
            "set": Action(self._ask_goal, self._may_set_goal),
        }

    def _may_set_goal(self) -> bool:
        return self.can_act and (self.is_host or self.session.viewer.is_leader)

    def _change(self, change: Callable[[Session], object]) -> None:
        self.run_change(change, self.session)

    @property
    def _may_use_wall(self) -> bool:
        return self.can_act and kickoff_wall.is_wall_open(self.session)

    def _owner_of_wall(self) -> Member | None:
        return kickoff_wall.member_on_wall(self.session)

    def _may_take_wall(self) -> bool:
        return self._may_use_wall and self._owner_of_wall() is None

    def _is_on_wall(self) -> bool:
        if not self._may_use_wall:
            return False
        owner = self._owner_of_wall()
        return owner is not None and self.session.viewer.is_member(owner.id)

    def _may_clear_wall(self) -> bool:
        return self._may_use_wall and self.is_host and self._owner_of_wall() is not None and not self._is_on_wall()

    def _show_questions(self) -> None:
        def show() -> None:
            self._shows_questions = True
            self.show()

        show_unless_projected(self.huddle_screen.app, show)

    def _ask_question(self) -> None:
        ask_line(
            self.huddle_screen,
            "What do you want to know about the goal?",
            partial(goal_check.ask_question, self.session),
            hint="Visible to the host and the leader.",
        )

    def _ask_goal(self) -> None:
        goal = goals.team_goal(self.session)
        change = partial(goals.set_goal, self.session)
        question = "What is the team's goal, and by when?"
        ask_line(self.huddle_screen, question, change, value=goal.text if goal else "")
