"""The goals screen: the viewer's own goals first, then company and team goals with who carries them."""

from __future__ import annotations

from collections.abc import Iterable

from textual import getters
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from core.access.feed import CommittedChange
from core.goals import goals, personal, tree
from core.models import Goal, JournalEntry
from core.team import members
from core.team.record import get_team
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.form import FormScreen
from tui.dialogs.prompt_helper import ask_line
from tui.goals.forms import LEVEL_TITLES, edit_goal_form, new_goal_form, review_goal_form
from tui.goals.lines import VISIBILITY_SIGNS, GoalLine, goal_facts, goal_lines
from tui.goals.link_dialogs import choose_commitment, choose_goal, choose_target
from tui.shell.screen import HuddleScreen
from tui.widgets.fact_list import Facts
from tui.widgets.pick_list import PickList

TABLES = frozenset({"goal", "target", "entry", "metric", "member", "group", "commitment", "meeting", "team"})
"""Tables whose changes refresh this screen."""

FAMILIES = ("goal", "target.linked")
"""Families of journal events that `u` undoes on this screen."""

SIDE = 112
"""Screen width in columns from which the details of a goal are beside the list."""


class GoalsScreen(HuddleScreen):
    """The viewer's own goals, the tree of the others, and details of the goal under the cursor."""

    CSS_PATH = "screen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (SIDE, "-wide"), (160, "-vast")]
    WHY = (
        "Ambition comes from inside: what you want for yourself comes first, and the commitment that serves it. "
        "A goal of yours is seen by you alone until you say otherwise, and again once you take that back. "
        "What the team wants flows from there: who carries it is seen, and it is reviewed on a day, with a reason."
    )
    BINDINGS = [
        Binding("a", "add", "Add", id="goals.add", tooltip="Say a goal: two or three of your own, or the team's"),
        Binding("e", "edit", "Edit", id="goals.edit", tooltip="Say it better; the team's with a reason"),
        Binding("v", "show_to", "Who sees it", id="goals.show_to", tooltip="Only you, the leader, your group, all"),
        Binding("k", "serve", "Commitment", id="goals.serve", tooltip="The commitment that serves it"),
        Binding("r", "review", "Review", id="goals.review", tooltip="Is it still right? Say so, with a reason"),
        Binding("t", "carry", "Carry", id="goals.carry", tooltip="Say which target serves which goal"),
        Binding("x", "end", "End", id="goals.end", tooltip="It is reached, or let go"),
        Binding("enter", "unfold", "All or few", id="goals.unfold", tooltip="All who carry this goal, or few again"),
        Binding("u", "undo", "Undo", id="goals.undo", tooltip="Take back your last step here"),
    ]

    picks = getters.query_one(PickList)

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[object, GoalLine] = {}
        self._unfolded: set[int] = set()
        self._leads = self._can_undo = False

    def compose_content(self) -> Iterable[Widget]:
        with Horizontal(id="goals"):
            yield PickList()
            with VerticalScroll(id="goal-side", can_focus=False):
                yield Static("", id="goal-who", markup=False)
                yield Facts(id="goal-about")

    def on_mount(self) -> None:
        self.picks.focus()

    def on_resize(self) -> None:
        if self.is_mounted:
            self.show()

    # -- showing

    def show(self) -> None:
        session = self.session
        people = {member.id: member for member in members.list_members(session)}
        mine = personal.list_personal_goals(session)
        shared = [
            (people[goal.member_id], goal)
            for goal in goals.list_goals(session)
            if goal.member_id in people and not session.viewer.is_member(goal.member_id)
        ]
        self._leads = not session.viewer.is_room and goals.can_set_team_goals(session)
        self._can_undo = not session.viewer.is_room and session.last_change(*FAMILIES) is not None
        self.top_line.left = f"GOALS · {get_team(session).name}"
        self.top_line.right = f"{session.today:%a} {session.today.day} {session.today:%b %Y}"
        side = 42 if self.size.width >= SIDE else 0
        drawn = goal_lines(session, mine, tree.load_goal_tree(session), shared, self.size.width - side, self._unfolded)
        self._lines = {line.pick.key: line for line in drawn}
        self.picks.set_picks([line.pick for line in drawn])
        self._show_about()
        self.refresh_bindings()

    def _show_about(self) -> None:
        line = self._line
        words = ""
        if line is not None and line.goal is not None:
            words = line.pick.text if line.carrier else line.goal.text
        facts = goal_facts(self.session, line) if line else []
        self.query_one("#goal-who", Static).update(words)
        self.query_one("#goal-who").display = bool(words)
        self.query_one("#goal-side").display = bool(facts) or self.size.width >= SIDE
        self.query_one("#goal-about", Facts).set_facts(facts)

    # -- updates

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        if any(change.rows.keys() & TABLES for change in changes):
            self.show()

    def on_pick_list_moved(self) -> None:
        self._show_about()
        self.refresh_bindings()

    # -- keys

    @property
    def _line(self) -> GoalLine | None:
        return self._lines.get(self.picks.cursor_key) if self.is_mounted else None

    @property
    def _foldable(self) -> int | None:
        """The id of the goal under the cursor if it has carriers to unfold, or is unfolded; else None."""
        line = self._line
        goal = line.goal if line else None
        foldable = goal is not None and (goal.id in self._unfolded or ("more", goal.id) in self._lines)
        return goal.id if goal is not None and foldable else None

    @property
    def _goal(self) -> Goal | None:
        """The goal under the cursor; None on the row of a carrier and on an `and N more` row."""
        line = self._line
        more = line is not None and isinstance(line.pick.key, tuple) and line.pick.key[0] == "more"
        return line.goal if line and line.carrier is None and not more else None

    @property
    def _mine(self) -> Goal | None:
        """The goal under the cursor if it is the viewer's own personal goal, else None."""
        goal = self._goal
        return goal if goal and goal.level == "personal" and self.session.viewer.is_member(goal.member_id) else None

    @property
    def _changeable(self) -> Goal | None:
        goal = self._goal
        return goal if goal and (self._mine or (goal.level != "personal" and self._leads)) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        role = self.session.viewer.role
        match action:
            case "add":
                return role != "room"
            case "edit" | "review" | "end":
                return self._changeable is not None
            case "show_to":
                return self._mine is not None
            case "serve":
                return self._mine is not None and role in ("leader", "seller")
            case "carry":
                line = self._line
                if line is None or role not in ("leader", "seller"):
                    return False
                if line.carrier is not None:
                    return tree.can_link_target(self.session, line.carrier.target)
                return line.goal is not None and line.goal.level != "personal"
            case "unfold":
                return self._foldable is not None
            case "undo":
                return self._can_undo
        return super().check_action(action, parameters)

    def action_add(self) -> None:
        if not self._leads:
            self._open(new_goal_form(self.session, "personal"))
            return

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self._open(new_goal_form(self.session, choice.key))  # type: ignore[arg-type]  # a level

        self.app.push_screen(
            ChooseScreen("Whose goal?", [Choice(key, word) for key, word in LEVEL_TITLES.items()]), chosen
        )

    def action_edit(self) -> None:
        if (goal := self._changeable) is not None:
            self._open(edit_goal_form(self.session, goal))

    def action_review(self) -> None:
        if (goal := self._changeable) is not None:
            self._open(review_goal_form(self.session, goal))

    def _open(self, form: FormScreen) -> None:
        self.app.push_screen(form, self._follow)

    def _follow(self, goal: Goal | None) -> None:
        """Move the cursor to a goal that was just saved, and show the advice about the number of personal goals."""
        if goal is None:
            return
        self.show()
        self.picks.pick(("goal", goal.id))
        words = personal.too_many_goals_advice(self.session) if goal.level == "personal" else ""
        if words:
            self.notify(words, markup=False)

    def action_show_to(self) -> None:
        goal = self._mine
        if goal is None:
            return
        choices = [
            Choice(
                visibility,
                f"{VISIBILITY_SIGNS[visibility]} {word}",
                right="as it is now" if visibility == goal.visibility else "",
            )
            for visibility, word in personal.VISIBILITY_LABELS.items()
        ]

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self.run_change(personal.set_goal_visibility, self.session, goal, choice.key)

        self.app.push_screen(ChooseScreen("Who sees it from now on?", choices), chosen)

    # -- commitments and targets of a goal

    def action_serve(self) -> None:
        if (goal := self._mine) is not None:
            choose_commitment(self, goal)

    def action_carry(self) -> None:
        line = self._line
        if line is not None and line.carrier is not None:
            choose_goal(self, line.carrier.target)
        elif line is not None and line.goal is not None and line.goal.level != "personal":
            choose_target(self, line.goal)

    def action_unfold(self) -> None:
        goal_id = self._foldable
        if goal_id is not None:
            self._unfolded ^= {goal_id}
            self.show()
            if goal_id not in self._unfolded:
                self.picks.pick(("goal", goal_id))

    # -- ending a goal

    def action_end(self) -> None:
        goal = self._changeable
        if goal is None:
            return

        def chosen(choice: Choice | None) -> None:
            if choice is None:
                return
            if choice.key == "reached" or goal.level == "personal":
                self.run_change(goals.end_goal, self.session, goal, choice.key)
            else:
                ask_line(
                    self, "Why is it let go?", lambda why: goals.end_goal(self.session, goal, "let go", why),
                    hint=f"“{goal.text}”",
                )  # fmt: skip

        choices = [Choice("reached", "✓ It is reached"), Choice("let go", "✗ It is let go")]
        self.app.push_screen(ChooseScreen("What became of it?", choices), chosen)

    def action_undo(self) -> None:
        self.run_change(self.session.undo, *FAMILIES, then=self._notify_undone)

    def _notify_undone(self, entry: JournalEntry) -> None:
        if entry.what == "goal.shared":
            self.notify("Who sees your goal is as it was before.", markup=False)
