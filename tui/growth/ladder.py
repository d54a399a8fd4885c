"""The ladder screen of one member: the documented steps in order, and the text of each."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from textual.binding import Binding
from textual.widget import Widget

from core.conversations import ladder
from core.conversations.ladder import Ladder
from core.conversations.signature_check import verify_signatures
from core.models import Member
from core.team import members
from core.values.periods import format_due
from core.values.short_names import shorten_names
from tui import keymap
from tui.dialogs.choice import Choice, ChooseScreen
from tui.growth.ladder_actions import LadderActions, LadderSelection
from tui.growth.ladder_lines import LadderLine, Verified, line_facts, line_title, list_ladder_lines
from tui.shell.actions import Action, ActionTable
from tui.shell.list_detail import ListDetailScreen, beside
from tui.shell.screen_read import ScreenRead
from tui.widgets.detail_pane import DetailPane
from tui.widgets.pick_list import Pick

TALL = 30
"""Screen height in lines from which paragraphs have an empty line between them."""


class LadderScreen(ListDetailScreen[LadderLine | Ladder]):
    """The steps of one member, visible to the leader and that member only; a leader may choose the member.

    Its rows are the steps of that member, or the members who are on a step, for the leader to choose from.
    """

    CSS_PATH = "ladder.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (112, "-wide")]
    IS_PRIVATE = True
    TABLES = frozenset({"conversation", "point", "member_key", "signature"})
    WHY = (
        "Use formal steps when an agreement is not kept and talking has not helped. "
        "Each step is written down; the member can answer, and signs after reading. "
        "When things improve, go back a step or end it."
    )
    HELP_NAME = "Formal steps"
    BINDINGS = [
        keymap.OPEN.bind("open", "Open", id="ladder.open", tooltip="Open the steps of this member"),
        keymap.ADD.bind("add", "Add", id="ladder.add", tooltip="Add a step, a check-in, an improvement or an answer"),
        keymap.YES.bind("sign", "Sign", id="ladder.sign", tooltip="Sign that you have read this step"),
        # Priority: otherwise the list would handle the key and scroll itself.
        Binding("pagedown", "read(1)", "Read on", priority=True, id="ladder.read", tooltip="Scroll the text down"),
        Binding(
            "pageup",
            "read(-1)",
            "Up",
            show=False,
            priority=True,
            id="ladder.read_up",
            tooltip="Scroll the text up",
        ),
        keymap.BACK.bind("back", "Back", id="back", tooltip="Go back to where you came from"),
        keymap.option("print", "Print", id="ladder.print", tooltip="Write all steps to a file to print"),
        keymap.option("whose", "Another member", id="ladder.whose", tooltip="Open the steps of another member"),
    ]

    def __init__(self, member_id: int | None = None) -> None:
        """`member_id` is the member to show; if None, a seller sees their own and the leader chooses."""
        super().__init__()
        self.detail = DetailPane()
        self._member_id = member_id
        self._ladder: Ladder | None = None
        self._people: list[Member] = []
        self._names: dict[int, str] = {}
        self._verified: Verified = {}
        self._verification = ScreenRead(self, self._show_verified)

    def compose_body(self) -> Iterable[Widget]:
        yield beside(self.picks, self.detail)

    def make_actions(self) -> ActionTable:
        actions = LadderActions(self, self._selection).table()
        add_to_ladder = actions["add"]
        choose_first = Action(self._choose_member, lambda: self.session.viewer.is_leader)
        return {
            **actions,
            "add": Action(
                lambda: (choose_first if self._ladder is None else add_to_ladder).run(),
                lambda: (choose_first if self._ladder is None else add_to_ladder).is_offered(),
            ),
            "open": Action(self._show_selected_member, lambda: isinstance(self.selected, Ladder)),
            "whose": choose_first,
            "read": Action(self._scroll_text, lambda _direction: self.detail.max_scroll_y > 0),
        }

    # -- showing

    def show_list(self) -> None:
        session = self.session
        self._people = members.list_members(session, include_left=True)
        self._names = shorten_names(self._people)
        member_id = self._member_id
        if member_id is None and session.viewer.role == "seller":
            member_id = session.viewer.member_id
        member = next((person for person in self._people if person.id == member_id), None)
        may_see = member is not None and (session.viewer.is_member(member.id) or session.viewer.is_leader)
        self._ladder = ladder.read_ladder(session, member) if member is not None and may_see else None
        if self._ladder is None:
            self._list_members()
        else:
            self._list_steps(self._ladder)
            self._verification.request(partial(verify_signatures, talks=self._ladder.steps))

    def _list_members(self) -> None:
        """List the members who are on a step, for the leader to choose from."""
        session = self.session
        active = ladder.list_active_ladders(session) if session.viewer.is_leader else []
        picks = []
        for active_ladder in active:
            step = active_ladder.current_step.step if active_ladder.current_step else ""
            member = active_ladder.member
            check_in = self._describe_check_in(active_ladder)
            picks.append(Pick(("whose", member.id), f"{member.name} · {step}", sign="▸", right=check_in))
        add = self.app.key_label(keymap.ADD, "ladder.add")
        empty = f"No one has a formal step. Press {add} to choose a member."
        if not session.viewer.is_leader:
            empty = "No formal steps. They are visible to the leader and the member concerned."
        items = {("whose", active_ladder.member.id): active_ladder for active_ladder in active}
        self.set_rows(picks, items, empty=empty)
        self.top_line.left = "Formal steps"
        self.top_line.right = "visible to you and each member" if active else ""
        self.key_line.note = ""

    def _list_steps(self, shown: Ladder) -> None:
        """List the steps of one member."""
        lines = {line.pick.key: line for line in list_ladder_lines(self.session, shown, self._verified)}
        has_new_lines = lines.keys() != self.items.keys()
        is_own = self.session.viewer.is_member(shown.member.id)
        empty = "You have no formal steps." if is_own else ""
        self.set_rows([line.pick for line in lines.values()], lines, empty=empty)
        if has_new_lines and shown.steps:  # the latest step is what the viewer wants to see
            self.picks.pick(shown.steps[-1].id)
        self.top_line.left = f"Formal steps · {shown.member.name}"
        other = "your leader" if is_own else self._names[shown.member.id]
        self.top_line.right = f"visible to you and {other}"
        self.key_line.note = self._describe_check_in(shown)

    def _show_verified(self, verified: Verified) -> None:
        is_new, self._verified = verified != self._verified, verified
        if is_new and self._ladder is not None and not self.is_covered():
            self._list_steps(self._ladder)
            self.show_selection()

    def _describe_check_in(self, shown: Ladder) -> str:
        """Return when the next check-in is, empty if none is due."""
        due = ladder.next_check_in(shown)
        return f"check-in {format_due(due, self.session.today)}" if due else ""

    def on_pick_list_moved(self) -> None:
        self.detail.scroll_home(animate=False)

    def show_detail(self) -> None:
        line = self.selected if isinstance(self.selected, LadderLine) else None
        title, note = line_title(line) if line else ("", "")
        self.detail.facts.set_gap(self.size.height >= TALL)
        self.detail.set_detail(
            title, line_facts(self.session, line, self._names, self._verified) if line else [], note=note
        )
        self.detail.display = line is not None
        # Whether the text can be scrolled, and so whether `read` is available, is known only after layout.
        self.call_after_refresh(self.refresh_bindings)

    # -- actions

    def _selection(self) -> LadderSelection:
        line = self.selected if isinstance(self.selected, LadderLine) else None
        later_step = None
        if line and line.conversation is None and self._ladder and line.step != self._ladder.next_step:
            later_step = line.step
        return LadderSelection(self._ladder, line.conversation if line else None, later_step, self._names)

    def _show_selected_member(self) -> None:
        if isinstance(self.selected, Ladder):
            self._show_member(self.selected.member.id)

    def _scroll_text(self, direction: int) -> None:
        """Scroll the text of the row a page down, or up if `direction` is negative."""
        scroll = self.detail.scroll_page_down if direction > 0 else self.detail.scroll_page_up
        scroll(animate=False)

    def _choose_member(self) -> None:
        session = self.session
        step_by_member = {
            active_ladder.member.id: active_ladder.current_step.step
            for active_ladder in ladder.list_active_ladders(session)
            if active_ladder.current_step
        }
        choices = [
            Choice(person.id, self._names[person.id], right=str(step_by_member.get(person.id) or ""))
            for person in self._people
            if person.role != "watcher" and not session.viewer.is_member(person.id)
            if person.left_on is None or ladder.read_ladder(session, person).steps
        ]
        self.open_dialog(
            ChooseScreen("Open the steps of which member?", choices), lambda choice: self._show_member(choice.value)
        )

    def _show_member(self, member_id: int) -> None:
        self._member_id = member_id
        self.show()
