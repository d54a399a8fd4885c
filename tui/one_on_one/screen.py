"""The one-on-one screen: the member's cards, the agenda of both, help, notes, and numbers beside them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from core.conversations.one_on_one_page import load_one_on_one_page
from core.errors import HuddleError
from core.models import Member
from core.standings.charts import BurnUp
from tui import keymap
from tui.one_on_one.actions import OneOnOneActions
from tui.one_on_one.lines import (
    OneOnOneLine,
    OneOnOneLines,
    heading_variants,
    talk_summary_variants,
)
from tui.one_on_one.talk_side import number_rows, numbers_title, side_facts
from tui.shell.actions import Action, ActionTable
from tui.shell.list_detail import TALL, VAST, ListDetailScreen
from tui.shell.person_pages import person_actions
from tui.shell.screen_read import ScreenRead
from tui.widgets.chart_stack import ChartStack
from tui.widgets.charts_from_core import read_charts
from tui.widgets.fact_list import Facts
from tui.widgets.progress_rows import ProgressRows
from tui.widgets.section import Section
from tui.widgets.top_and_key_lines import first_that_fits

SIDE = 96
"""Screen width in columns from which numbers and help are beside the list; below it they are one line above it."""


class OneOnOneScreen(ListDetailScreen[OneOnOneLine]):
    """A one-on-one of two people. Both may have it open: changes of one appear on the other's screen at once."""

    IS_PRIVATE = True
    CSS_PATH = "screen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (SIDE, "-wide"), (VAST, "-vast")]
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
        "Go through the member's cards: great as they are, or adjusted together. "
        "The leader promises help, and the member confirms it was given. "
        "This page is visible to you both, and private notes are sealed."
    )
    HELP_NAME = "One-on-one"
    BINDINGS = [
        keymap.YES.bind("great", "Great", id="talk.great", tooltip="Accept this card and offer help"),
        keymap.YES.bind("keep", "Got help", id="talk.keep", tooltip="You received this help"),
        keymap.NO.bind("miss", "No help", id="talk.miss", tooltip="You did not receive this help"),
        keymap.EDIT.bind(
            "adjust", "Adjust card", id="talk.adjust", tooltip="Adjust it: colleagues' ideas, worries, new wording"
        ),
        keymap.ADD.bind("add", "Add", id="talk.add", tooltip="Add an agenda item, help or a private note"),
        keymap.MARK.bind("done", "Done", id="talk.done", tooltip="Mark as done or not done"),
        keymap.NEXT.bind("begin", "Start", id="talk.begin", tooltip="Start the one-on-one"),
        keymap.NEXT.bind("finish", "End", id="talk.finish", tooltip="End the one-on-one: summary and next date"),
        keymap.WHEN.bind("next", "Date", id="talk.next", tooltip="Set the date of the next one-on-one"),
        keymap.UNDO.bind("undo", "Undo", id="undo", tooltip="Undo your last step here"),
        keymap.PROFILE.bind("page", "Profile", show=False, id="person.profile", tooltip="Open the member's profile"),
        keymap.REVIEWS.bind("reviews", "Reviews", show=False, id="talk.reviews", tooltip="Open the member's reviews"),
        keymap.FEEDBACK.bind(
            "feedback",
            "Feedback",
            show=False,
            id="person.feedback",
            tooltip="Ask this person for feedback, or give some",
        ),
        keymap.option("earlier", "Earlier ones", id="talk.earlier", tooltip="Read your earlier one-on-ones"),
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
        self._charts = ChartStack(id="talk-charts")
        self._charts_reader = ScreenRead(self, self._show_charts)

    def compose_body(self) -> Iterable[Widget]:
        yield self._summary
        with Horizontal(id="talk"):
            yield self.picks
            with VerticalScroll(id="talk-side", can_focus=False):
                yield self._numbers_heading
                yield self._numbers
                yield self._side_facts
                yield self._charts

    def make_actions(self) -> ActionTable:
        actions = OneOnOneActions(
            self,
            member=lambda: self._member,
            lines=lambda: self._lines,
            selected=lambda: self.selected or OneOnOneLine(),
        )
        pages = person_actions(self, lambda: self._member)
        return {
            **actions.table(),
            "reviews": pages["reviews"],
            "feedback": pages["feedback"],
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
            self.top_line.left, self.top_line.right = "One-on-one", ""
            self.set_rows([], {}, empty=str(refusal))
            return
        lines = self._lines = OneOnOneLines(session, page, self.app.key_label)
        first_waiting = next((("card", reviewed.card.id) for reviewed in page.cards if reviewed.verdict is None), None)
        self.set_rows(lines.picks, lines.line_by_key, start_at=first_waiting)
        self.top_line.right = first_that_fits(
            (f"visible to you and {lines.other_name}", "visible to you both"), self.size.width // 2 - 1
        )
        free_width = self.size.width - len(self.top_line.right) - 4
        self.top_line.left = first_that_fits(heading_variants(session, lines), free_width)
        summary = first_that_fits(talk_summary_variants(page), self.size.width - 2)
        self._summary.update(summary)
        self.set_class(not summary, "-without-line")
        self._numbers_heading.title = numbers_title(session, page)
        self._numbers.set_gap(self.size.height >= TALL)
        self._numbers.set_rows(number_rows(page), empty="No targets right now.")
        self._side_facts.set_facts(side_facts(session, page))
        if self.is_vast:
            self._charts_reader.request(partial(read_charts, numbers=page.numbers))
        else:
            self._charts.set_charts([])

    def _show_charts(self, charts: list[BurnUp]) -> None:
        if not self.is_covered():
            self._charts.set_charts(charts)
