"""The one-on-one screen: the member's cards, the agenda of both, help, notes, and numbers beside them."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from core.conversations.one_on_one_page import load_one_on_one_page
from core.errors import HuddleError
from core.models import Member
from tui.one_on_one.actions import OneOnOneActions
from tui.one_on_one.lines import (
    OneOnOneLine,
    OneOnOneLines,
    heading_variants,
    side_facts,
    talk_summary_variants,
)
from tui.shell.actions import Action, ActionTable
from tui.shell.list_detail import ListDetailScreen
from tui.widgets.fact_list import Facts
from tui.widgets.progress_rows import ProgressRows
from tui.widgets.progress_rows_from_core import progress_row
from tui.widgets.section import Section
from tui.widgets.top_and_key_lines import first_that_fits

SIDE = 96
"""Screen width in columns from which numbers and help are beside the list; below it they are one line above it."""


class OneOnOneScreen(ListDetailScreen[OneOnOneLine]):
    """A one-on-one of two people. Both may have it open: changes of one appear on the other's screen at once."""

    IS_PRIVATE = True
    CSS_PATH = "screen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (SIDE, "-wide"), (160, "-vast")]
    TABLES = frozenset(
        {
            "conversation",
            "point",
            "commitment",
            "card",
            "trend",
            "meeting",
            "entry",
            "target",
            "goal",
            "member",
            "metric",
        }
    )
    UNDO_FAMILIES = ("point", "conversation", "commitment")
    WHY = (
        "Some answers of a brainstorm are great: say so, and say how you will help. For the others look at what "
        "colleagues do, hear the worries, and let the person word it anew. "
        "If you hold people to their goals, they hold you to helping them: whether you did is theirs to say."
    )
    BINDINGS = [
        Binding("g", "great", "Great", id="talk.great", tooltip="It is great as it is; then say how you will help"),
        Binding("a", "adjust", "Adjust", id="talk.adjust", tooltip="What others do, what worries, and the new words"),
        Binding("k", "keep", "Given", id="talk.keep", tooltip="You were helped as it was promised"),
        Binding("x", "miss", "Not given", id="talk.miss", tooltip="You were not; say what would help instead"),
        Binding("h", "support", "Support", id="talk.support", tooltip="Promise help; or ask for it"),
        Binding("n", "note", "Note", id="talk.note", tooltip="A note of your own, sealed: only you can open it"),
        Binding("i", "agenda", "Agenda", id="talk.agenda", tooltip="Bring something to talk about"),
        Binding("space", "done", "Done", id="talk.done", tooltip="Done with this; or not, after all"),
        Binding("b", "begin", "Begin", id="talk.begin", tooltip="The two of you sit together now"),
        Binding("f", "finish", "Finish", id="talk.finish", tooltip="The talk is over: what came of it, and when next"),
        Binding("t", "next", "Next date", id="talk.next", tooltip="When the two of you talk next"),
        Binding("l", "earlier", "Earlier", show=False, id="talk.earlier", tooltip="What you talked about before"),
        Binding("p", "page", "Their page", id="talk.page", tooltip="Demand and support of the member in one view"),
        Binding("u", "undo", "Undo", id="talk.undo", tooltip="Take back your last step here"),
    ]

    def __init__(self, member: Member) -> None:
        """`member` is the other person in the one-on-one, as seen by the viewer."""
        super().__init__()
        self._member = member
        self._lines: OneOnOneLines | None = None
        self._summary = Static("", id="talk-line", markup=False)
        self._numbers_heading = Section("", "% of pace", id="talk-numbers-head")
        self._numbers = ProgressRows(id="talk-numbers", terse=True)
        self._side_facts = Facts(id="talk-beside")

    def compose_body(self) -> Iterable[Widget]:
        yield self._summary
        with Horizontal(id="talk"):
            yield self.picks
            with VerticalScroll(id="talk-side", can_focus=False):
                yield self._numbers_heading
                yield self._numbers
                yield self._side_facts

    def make_actions(self) -> ActionTable:
        actions = OneOnOneActions(
            self,
            member=lambda: self._member,
            lines=lambda: self._lines,
            selected=lambda: self.selected or OneOnOneLine(),
        )
        return {
            **actions.table(),
            "undo": Action(self.undo, lambda: self.can_undo and self._lines is not None),
        }

    @property
    def one_on_one_member_id(self) -> int:
        """The id of the other person in this one-on-one; the member page looks for it on the screen below."""
        return self._member.id

    def show_list(self) -> None:
        session = self.session
        try:
            self._member = session.get(Member, self._member.id) or self._member
            page = load_one_on_one_page(session, self._member)
        except HuddleError as refusal:
            self._lines = None
            self.top_line.left, self.top_line.right = "ONE-ON-ONE", ""
            self.set_rows([], {}, empty=str(refusal))
            return
        lines = self._lines = OneOnOneLines(session, page)
        first_waiting = next((("card", reviewed.card.id) for reviewed in page.cards if reviewed.verdict is None), None)
        self.set_rows(lines.picks, lines.line_by_key, start_at=first_waiting)
        self.top_line.right = first_that_fits(("visible to the two of you", "for you two"), self.size.width // 2 - 1)
        free_width = self.size.width - len(self.top_line.right) - 4
        self.top_line.left = first_that_fits(heading_variants(session, lines), free_width)
        summary = first_that_fits(talk_summary_variants(page), self.size.width - 2)
        self._summary.update(summary)
        self.set_class(not summary, "-without-line")
        owner = "Your" if lines.is_own else f"{lines.member_name}'s"
        self._numbers_heading.title = f"{owner} numbers"
        self._numbers.set_rows(
            [progress_row(number, by_pace=True) for number in page.numbers], empty="No target is running."
        )
        self._side_facts.set_facts(side_facts(session, page))
