"""The goal stage: the team's goal, and who has understood it, before anybody is asked what they will do."""

from __future__ import annotations

from functools import partial

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.widgets import Static

from core.errors import HuddleError
from core.goals import goals, kickoff_wall
from core.meeting import goal_check
from tui.dialogs.prompt_helper import ask_line
from tui.meeting.stages.base import StageView
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
        Binding("u", "understood", "Understood", id="goal.understood", tooltip="Say that you understood the goal"),
        Binding(
            "q", "ask", "Ask", id="goal.ask", tooltip="Ask about it; only the host and the leader see the question"
        ),
        Binding("g", "take_wall", "My goals on the wall", id="goal.take_wall", tooltip="Show what you share with all"),
        Binding("g", "leave_wall", "Off the wall", id="goal.leave_wall", tooltip="Your goals leave the wall"),
        Binding("c", "clear_wall", "Clear the wall", id="goal.clear_wall", tooltip="The host makes room for the next"),
        Binding("e", "set", "Word the goal", id="goal.set", tooltip="The host or the leader words the team's goal"),
    ]

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
        can_set = self.is_host or self.session.viewer.is_leader
        missing = "The team has no goal yet." + (" Press e to word it." if can_set else " The host words it.")
        self.query_one("#the-goal", Static).update(goal.text if goal else missing)
        by = f"by {goal.due:%d %B %Y}" if goal and goal.due else ""
        self.query_one("#why", Static).update(" · ".join(word for word in (goal.why if goal else "", by) if word))
        try:
            check = goal_check.goal_check(self.session)
        except HuddleError:
            return
        share = check.understood_count / check.participant_count if check.participant_count else 0.0
        self.query_one("#understood").display = goal is not None
        self.query_one("#share", Static).update(bar(share, 24))
        self.query_one("#how-many", Static).update(
            f"{check.understood_count} of {check.participant_count} have understood it"
        )
        asked = "\n".join(f"{member.name} asks: “{question}”" for member, question in check.questions)
        self.query_one("#asked", Static).update(asked)
        self.query_one("#asked", Static).display = bool(asked)

        self._show_wall()

    def _show_wall(self) -> None:
        """Show whose own goals are on the wall, and which."""
        owner = kickoff_wall.member_on_wall(self.session)
        lines = []
        if owner is not None:
            whose = "Your goals are" if self.session.viewer.is_member(owner.id) else f"{owner.name}'s goals are"
            lines = [
                f"{whose} on the wall",
                *(f"◆ {goal.text}" for goal in kickoff_wall.shared_goals_of(self.session, owner)),
            ]
        elif kickoff_wall.is_wall_open(self.session):
            lines = ["Nobody's own goals are on the wall"]
        self.query_one("#the-wall", Static).update("\n".join(lines))
        self.query_one("#the-wall", Static).display = bool(lines)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("understood", "ask"):
            return self.can_act
        if action == "set":
            return self.can_act and (self.is_host or self.session.viewer.is_leader)
        if action in ("take_wall", "leave_wall", "clear_wall"):
            return self.can_act and kickoff_wall.is_wall_open(self.session) and self._may_change_wall(action)
        return True

    def _may_change_wall(self, action: str) -> bool:
        owner = kickoff_wall.member_on_wall(self.session)
        is_own = owner is not None and self.session.viewer.is_member(owner.id)
        if action == "take_wall":
            return owner is None
        return is_own if action == "leave_wall" else owner is not None and not is_own and self.is_host

    def action_take_wall(self) -> None:
        self.do(kickoff_wall.take_wall, self.session)

    def action_leave_wall(self) -> None:
        self.do(kickoff_wall.leave_wall, self.session)

    def action_clear_wall(self) -> None:
        self.do(kickoff_wall.leave_wall, self.session)

    def action_understood(self) -> None:
        self.do(goal_check.confirm_understood, self.session)

    def action_ask(self) -> None:
        hint = "Only the host and the leader see it."
        ask_line(
            self.huddle_screen,
            "What would you like to know about the goal?",
            partial(goal_check.ask_question, self.session),
            hint=hint,
        )

    def action_set(self) -> None:
        goal = goals.team_goal(self.session)
        change = partial(goals.set_goal, self.session)
        ask_line(
            self.huddle_screen, "Where does the team want to get, and by when?", change, value=goal.text if goal else ""
        )
