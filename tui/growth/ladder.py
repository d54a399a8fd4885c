"""The ladder screen of one member: the documented steps in order, and the text of each."""

from __future__ import annotations

from collections.abc import Iterable

from textual import getters
from textual.binding import Binding
from textual.containers import Container, VerticalScroll
from textual.widget import Widget

from core.conversations import ladder
from core.conversations.ladder import Ladder
from core.models import Conversation, Member
from core.team import members
from core.values.periods import relative_day
from core.values.text import short_name
from tui.dialogs.choice import Choice, ChooseScreen
from tui.growth.ladder_actions import LadderActions
from tui.growth.ladder_lines import LadderLine, line_facts, line_title, list_ladder_lines
from tui.shell.private_screen import SEEN_BY_BOTH
from tui.widgets.fact_list import Facts
from tui.widgets.pick_list import Pick, PickList
from tui.widgets.section import Section

TALL = 30
"""Screen height in lines from which paragraphs have an empty line between them."""


class LadderScreen(LadderActions):
    """The steps of one member, visible to the leader and that member only; a leader may choose the member."""

    CSS_PATH = ["talk_sheet.tcss", "ladder.tcss"]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (112, "-wide")]
    AUTO_FOCUS = "PickList"
    TABLES = frozenset({"conversation", "point", "passphrase"})
    WHY = (
        "When somebody does not do what was agreed, that is talked about directly, early and fairly: what stands in "
        "the way, and what help there is. Each step stands on the one before it and is written down, so that both "
        "know where they are; the member answers, and signs only what they have read. "
        "Things improve more often than not, and then the steps are gone down again."
    )
    BINDINGS = [
        Binding("n", "next_step", "Next step", id="ladder.next", tooltip="Document the next step, as it asks for"),
        Binding("c", "check_in", "Check-in", id="ladder.check_in", tooltip="You have met: what you saw"),
        Binding("d", "down", "Down", id="ladder.down", tooltip="It has improved: down to an earlier step, or off it"),
        Binding("s", "sign", "Sign", id="ladder.sign", tooltip="You have read this step, and sign that"),
        Binding("w", "answer", "Answer", id="ladder.answer", tooltip="Answer this step in writing"),
        Binding("p", "print", "Print", id="ladder.print", tooltip="All of it as one document, into a file"),
        Binding("m", "whose", "Whose", id="ladder.whose", tooltip="Another member's"),
        Binding("enter", "open", "Open", id="ladder.open", tooltip="The steps with this member"),
        # Priority: otherwise the list would handle the key and scroll itself.
        Binding("pagedown", "read(1)", "Read on", priority=True, id="ladder.read", tooltip="Further down in the words"),
        Binding(
            "pageup",
            "read(-1)",
            "Up",
            show=False,
            priority=True,
            id="ladder.read_up",
            tooltip="Further up in the words",
        ),
    ]

    picks = getters.query_one(PickList)
    side = getters.query_one("#sheet-side", VerticalScroll)

    def __init__(self, member_id: int | None = None) -> None:
        """`member_id` is the member to show; if None, a seller sees their own and the leader chooses."""
        super().__init__()
        self._member_id = member_id
        self._standing: Ladder | None = None
        self._lines: dict[object, LadderLine] = {}

    def compose_private(self) -> Iterable[Widget]:
        with Container(id="sheet"):
            yield PickList()
            with VerticalScroll(id="sheet-side", can_focus=False):
                yield Section("", id="sheet-about")
                yield Facts()

    # -- showing

    def show_private(self) -> None:
        session = self.session
        self._people = members.list_members(session, include_left=True)
        member_id = self._member_id
        if member_id is None and session.viewer.role == "seller":
            member_id = session.viewer.member_id
        member = next((person for person in self._people if person.id == member_id), None)
        self._standing = ladder.read_ladder(session, member) if member is not None and self._may_see(member) else None
        if self._standing is None:
            self._show_all()
        else:
            self._show_one(self._standing)
        self._show_details()
        self.refresh_bindings()

    def _may_see(self, member: Member) -> bool:
        """Return whether the viewer may see the ladder of `member`: only the leader and the member may."""
        return self.session.viewer.is_member(member.id) or self.session.viewer.is_leader

    def _show_all(self) -> None:
        """Show the members who are on a step, for the leader to choose from."""
        session = self.session
        active = ladder.list_active_ladders(session) if session.viewer.is_leader else []
        picks = []
        for standing in active:
            due = ladder.next_check_in(standing)
            right = f"check-in {relative_day(due, session.today)}" if due else ""
            step = standing.current_step.step if standing.current_step else ""
            picks.append(Pick(("whose", standing.member.id), f"{standing.member.name} · {step}", sign="▸", right=right))
        self._lines = {}
        empty = "Nobody is on a step, and that is how it should be. With m you choose a member."
        if not session.viewer.is_leader:
            empty = "There is nothing here. Documented steps are seen by the two whom they concern, and nobody else."
        self.picks.set_picks(picks, empty=empty)
        self.top_line.left, self.top_line.right = "STEPS", SEEN_BY_BOTH if active else ""
        self.key_line.note = ""

    def _show_one(self, standing: Ladder) -> None:
        session = self.session
        lines = list_ladder_lines(session, standing)
        is_new = {line.key for line in lines} != set(self._lines)
        self._lines = {line.key: line for line in lines}
        self.picks.set_picks([line.pick for line in lines], empty=self._why_empty(standing))
        if is_new and standing.steps:  # the latest step is what the viewer wants to see
            self.picks.pick(standing.steps[-1].id)
        self.top_line.left = f"STEPS · {standing.member.name}"
        self.top_line.right = SEEN_BY_BOTH
        due = ladder.next_check_in(standing)
        self.key_line.note = f"check-in {relative_day(due, session.today)}" if due else ""

    def _why_empty(self, standing: Ladder) -> str:
        if self.session.viewer.is_member(standing.member.id):
            return "Nothing is documented between you and the leader."
        return ""

    def on_pick_list_moved(self) -> None:
        self.side.scroll_home(animate=False)
        self._show_details()
        self.refresh_bindings()

    def _show_details(self) -> None:
        line, section = self._line, self.query_one("#sheet-about", Section)
        section.title = section.note = ""
        if line is not None:
            section.title, section.note = line_title(line, self.session.today)
        self.query_one(Facts).set_gap(self.size.height >= TALL)
        self.query_one(Facts).set_facts(line_facts(self.session, line, self._people) if line else [])
        self.side.display = line is not None
        # Whether the text can be scrolled, and so whether `read` is available, is known only after layout.
        self.call_after_refresh(self.refresh_bindings)

    # -- the row under the cursor

    @property
    def _line(self) -> LadderLine | None:
        lists = self.query(PickList)
        return self._lines.get(lists.first().cursor_key) if lists else None

    @property
    def _talk(self) -> Conversation | None:
        return self._line.talk if self._line else None

    # -- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        viewer, standing, talk = self.session.viewer, self._standing, self._talk
        leads = viewer.is_leader and standing is not None and not viewer.is_member(standing.member.id)
        leads = leads and standing is not None and standing.member.left_on is None
        about_me = talk is not None and talk.kind == "step" and viewer.is_member(talk.to_id)
        match action:
            case "next_step" if not leads or standing is None or standing.next_step is None:
                return False
            case "check_in" if not leads or standing is None or ladder.next_check_in(standing) is None:
                return False
            case "down" if not leads or standing is None or standing.current_step is None:
                return False
            case "sign" if not about_me or talk is None or talk.sealed_at is not None:
                return False
            case "answer" if not about_me:
                return False
            case "print" if standing is None or not standing.steps:
                return False
            case "whose" if not viewer.is_leader:
                return False
            case "read" if not self.query("#sheet-side") or not self.side.max_scroll_y:
                return False
            case "open" if standing is not None or self._picked_member_id is None:
                return False
        return super().check_action(action, parameters)

    @property
    def _picked_member_id(self) -> int | None:
        lists = self.query(PickList)
        picked = lists.first().cursor_key if lists else None
        return picked[1] if isinstance(picked, tuple) and picked[0] == "whose" else None

    def action_open(self) -> None:
        self._show_member(self._picked_member_id)

    def action_read(self, way: int) -> None:
        self.side.scroll_page_down(animate=False) if way > 0 else self.side.scroll_page_up(animate=False)

    def action_whose(self) -> None:
        session = self.session
        step_by_member = {
            standing.member.id: standing.current_step.step
            for standing in ladder.list_active_ladders(session)
            if standing.current_step
        }
        choices = [
            Choice(person.id, short_name(person, self._people), right=str(step_by_member.get(person.id) or ""))
            for person in self._people
            if person.role != "watcher" and not session.viewer.is_member(person.id)
            if person.left_on is None or ladder.read_ladder(session, person).steps
        ]

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self._show_member(int(str(choice.key)))

        self.app.push_screen(ChooseScreen("With whom?", choices), chosen)

    def _show_member(self, member_id: int | None) -> None:
        self._member_id = member_id
        self.show()
