"""The goals screen: the viewer's own goals first, then company and team goals with who works on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from core.goals import goals, personal, tree
from core.goals.tree import GoalNode
from core.keys.sealed_text import SealedText
from core.models import Goal, Visibility, by_id
from core.team import members
from core.team.record import get_team
from core.values.periods import format_heading_day
from tui import keymap
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.form import FormScreen
from tui.dialogs.prompt_helper import ask_line
from tui.goals.forms import LEVEL_TITLES, edit_goal_form, new_goal_form, review_goal_form
from tui.goals.lines import VISIBILITY_SIGNS, GoalLine, goal_facts, goal_lines, serving_rows
from tui.goals.link_dialogs import choose_commitment, choose_goal, choose_target
from tui.shell.actions import Action, ActionTable
from tui.shell.list_detail import SIDE, ListDetailScreen, beside
from tui.widgets.detail_pane import NumbersPart
from tui.widgets.fact_list import Facts
from tui.widgets.signs import sign_before


class GoalsScreen(ListDetailScreen[GoalLine]):
    """The viewer's own goals, the tree of the others, and details of the goal under the cursor."""

    IS_PRIVATE = True
    CSS_PATH = "screen.tcss"
    TABLES = frozenset({"goal", "target", "entry", "metric", "member", "group", "commitment", "meeting", "team"})
    UNDO_FAMILIES = ("goal", "target.linked")
    WHY = (
        "Personal goals come first, then the team's and the company's. "
        "Your goals are sealed until you share them, and again if you stop: what you shared stays in the history. "
        "Team goals show who works on them and when they are reviewed."
    )
    BINDINGS = [
        keymap.ADD.bind("add", "Add goal", id="goals.add", tooltip="Add a goal for you or the team"),
        keymap.EDIT.bind("edit", "Edit", id="goals.edit", tooltip="Edit it; a team goal with a reason"),
        keymap.SHARE.bind("show_to", "Share", id="goals.show_to", tooltip="Choose who can see this goal"),
        keymap.DELETE.bind("end", "Close goal", id="goals.end", tooltip="Close it: reached or dropped"),
        keymap.OPEN.bind("unfold", "Show all/fewer", id="goals.unfold", tooltip="Show all targets, or fewer"),
        keymap.UNDO.bind("undo", "Undo", id="undo", tooltip="Undo your last step here"),
        keymap.option("review", "Review", id="goals.review", tooltip="Review: keep or change it, with a reason"),
        keymap.option(
            "serve", "Link commitment", id="goals.serve", tooltip="Choose the commitment that supports this goal"
        ),
        keymap.option("carry", "Link target", id="goals.carry", tooltip="Choose the target or goal that belongs to it"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._text = Static("", id="goal-who", markup=False)
        self._facts = Facts()
        self._serving = NumbersPart()
        self.detail = VerticalScroll(self._text, self._facts, self._serving, can_focus=False)
        self._branches: dict[int, GoalNode] = {}
        """The company's and the team's goals with what supports them, by their ids."""
        self._unfolded: set[int] = set()
        self._can_set_team_goals = False

    def compose_body(self) -> Iterable[Widget]:
        yield beside(self.picks, self.detail)

    def make_actions(self) -> ActionTable:
        return {
            **super().make_actions(),
            "add": Action(self._add, lambda: not self.session.viewer.is_room),
            "edit": Action(self._edit, lambda: self._changeable is not None),
            "show_to": Action(self._choose_readers, lambda: self._own_goal is not None),
            "serve": Action(self._serve, lambda: self._own_goal is not None and self._takes_part),
            "review": Action(self._review, lambda: self._changeable is not None),
            "carry": Action(self._choose_link, self._can_choose_link),
            "end": Action(self._end, lambda: self._changeable is not None),
            "unfold": Action(self._unfold, lambda: self._foldable is not None),
        }

    # -- showing

    def show_list(self) -> None:
        session = self.session
        people = by_id(members.list_members(session))
        mine = personal.list_personal_goals(session)
        shared = [
            (people[goal.member_id], goal)
            for goal in goals.list_goals(session)
            if goal.member_id in people and not session.viewer.is_member(goal.member_id)
        ]
        self._can_set_team_goals = not session.viewer.is_room and goals.can_set_team_goals(session)
        self.top_line.left = f"Goals · {get_team(session).name}"
        self.top_line.right = format_heading_day(session.today)
        branches = tree.load_goal_tree(session)
        self._branches = {branch.goal.id: branch for branch in _with_branches_below(branches)}
        add_key = self.app.key_label(keymap.ADD, "goals.add")
        lines = goal_lines(session, mine, branches, shared, self.list_width, self._unfolded, add_key=add_key)
        self.set_rows([line.pick for line in lines], {line.pick.key: line for line in lines})

    def show_detail(self) -> None:
        line, words = self.selected, ""
        if line is not None and line.goal is not None:
            words = line.pick.text if line.serving else line.goal.text
        options_key = self.app.key_label(keymap.OPTIONS, "options")
        facts = goal_facts(self.session, line, options_key=options_key) if line else []
        self._text.update(words)
        self._text.display = bool(words)
        self._facts.set_facts(facts)
        self._show_serving(line)
        self.detail.display = bool(facts) or self.size.width >= SIDE

    def _show_serving(self, line: GoalLine | None) -> None:
        """Show all targets that support the goal of a line beside the list, where there is room for them."""
        goal = line.goal if self.is_vast and line is not None and line.serving is None else None
        branch = self._branches.get(goal.id) if goal is not None else None
        self._serving.set_numbers("Targets that support it", serving_rows(self.session, branch) if branch else [])

    # -- the row under the cursor

    @property
    def _goal(self) -> Goal | None:
        """The goal under the cursor; None on the row of a target and on an `and N more` row."""
        line = self.selected
        more = line is not None and isinstance(line.pick.key, tuple) and line.pick.key[0] == "more"
        return line.goal if line and line.serving is None and not more else None

    @property
    def _own_goal(self) -> Goal | None:
        """The goal under the cursor if it is the viewer's own personal goal, else None."""
        goal = self._goal
        return goal if goal and goal.level == "personal" and self.session.viewer.is_member(goal.member_id) else None

    @property
    def _changeable(self) -> Goal | None:
        """The goal under the cursor if the viewer may change it, else None."""
        goal = self._goal
        return goal if goal and (self._own_goal or (goal.level != "personal" and self._can_set_team_goals)) else None

    @property
    def _foldable(self) -> int | None:
        """The id of the goal under the cursor if it has targets to unfold, or is unfolded; else None."""
        line = self.selected
        goal = line.goal if line else None
        foldable = goal is not None and (goal.id in self._unfolded or ("more", goal.id) in self.items)
        return goal.id if goal is not None and foldable else None

    @property
    def _takes_part(self) -> bool:
        return self.session.viewer.takes_part

    # -- adding and changing a goal

    def _add(self) -> None:
        if not self._can_set_team_goals:
            self._open_form(new_goal_form(self.session, "personal"))
            return
        self.open_dialog(
            ChooseScreen(
                "Which goal do you want to add?", [Choice(level, title) for level, title in LEVEL_TITLES.items()]
            ),
            lambda choice: self._open_form(new_goal_form(self.session, choice.value)),
        )

    def _edit(self) -> None:
        if (goal := self._changeable) is None:
            return
        if isinstance(goal.text, SealedText) and not self.session.viewer.keys.is_unlocked:
            self.app.own_key.ask("This goal is sealed. Type your passphrase to open and edit it.", then=self._edit)
        else:
            self._open_form(edit_goal_form(self.session, goal))

    def _review(self) -> None:
        if (goal := self._changeable) is not None:
            self._open_form(review_goal_form(self.session, goal))

    def _open_form(self, form: FormScreen) -> None:
        self.open_dialog(form, self._follow)

    def _follow(self, goal: Goal) -> None:
        """Move the cursor to a goal that was just saved, and show the advice about the number of personal goals."""
        self.follow(("goal", goal.id))
        words = personal.too_many_goals_advice(self.session) if goal.level == "personal" else ""
        if words:
            self.notify(words, markup=False)

    def _choose_readers(self) -> None:
        goal = self._own_goal
        if goal is None:
            return
        choices = [
            Choice(
                visibility,
                sign_before(VISIBILITY_SIGNS[visibility], label),
                right=_note_on_readers(goal, visibility),
            )
            for visibility, label in personal.VISIBILITY_LABELS.items()
        ]
        self.open_dialog(
            ChooseScreen("Who can see this goal?", choices),
            lambda choice: self.run_change(personal.set_goal_visibility, self.session, goal, choice.value),
        )

    # -- commitments and targets of a goal

    def _serve(self) -> None:
        if (goal := self._own_goal) is not None:
            choose_commitment(self, goal)

    def _can_choose_link(self) -> bool:
        line = self.selected
        if line is None or not self._takes_part:
            return False
        if line.serving is not None:
            return tree.can_link_target(self.session, line.serving.target)
        return line.goal is not None and line.goal.level != "personal"

    def _choose_link(self) -> None:
        line = self.selected
        if line is not None and line.serving is not None:
            choose_goal(self, line.serving.target)
        elif line is not None and line.goal is not None and line.goal.level != "personal":
            choose_target(self, line.goal)

    def _unfold(self) -> None:
        goal_id = self._foldable
        if goal_id is not None:
            self._unfolded ^= {goal_id}
            self.show()
            if goal_id not in self._unfolded:
                self.picks.pick(("goal", goal_id))

    # -- ending a goal

    def _end(self) -> None:
        if (goal := self._changeable) is not None:
            choices = [Choice(True, sign_before("✓", "Reached")), Choice(False, sign_before("✗", "Dropped"))]
            self.open_dialog(
                ChooseScreen("How did this goal end?", choices), lambda choice: self._end_as(goal, reached=choice.value)
            )

    def _end_as(self, goal: Goal, reached: bool) -> None:
        if reached or goal.level == "personal":
            self.run_change(goals.end_goal, self.session, goal, "reached" if reached else "let go")
            return
        ask_line(
            self, "Why drop this goal?", lambda why: goals.end_goal(self.session, goal, "let go", why),
            hint=f"“{goal.text}”", verb="Drop",
        )  # fmt: skip


def _with_branches_below(branches: Iterable[GoalNode]) -> Iterator[GoalNode]:
    """Yield these goals and all goals below them."""
    for branch in branches:
        yield branch
        yield from _with_branches_below(branch.children)


def _note_on_readers(goal: Goal, visibility: Visibility) -> str:
    """Return what stands beside a choice of who sees the goal."""
    if visibility == goal.visibility:
        return "now"
    return "what was shared stays in its history" if visibility == "me" else ""
