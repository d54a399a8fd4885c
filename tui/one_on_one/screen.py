"""The one-on-one screen: the member's cards, the agenda of both, help, notes, and numbers beside them."""

from __future__ import annotations

from collections.abc import Iterable

from textual import getters
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from core.access.feed import CommittedChange
from core.commitments import commitments
from core.conversations import conversations, one_on_one
from core.conversations.one_on_one_page import OneOnOnePage, load_one_on_one_page
from core.errors import HuddleError
from core.models import Conversation, Member, Point
from core.values import input_parsing
from core.values.periods import relative_day
from tui.dialogs.commitment_answers import ask_next_step
from tui.dialogs.list import ListScreen
from tui.dialogs.prompt_helper import ask_line
from tui.one_on_one.forms import adjust_form, finish_form, help_form
from tui.one_on_one.lines import (
    OneOnOneLine,
    OneOnOneLines,
    earlier_talk_picks,
    heading_variants,
    side_facts,
    talk_summary_variants,
)
from tui.shell.screen import HuddleScreen
from tui.widgets.fact_list import Facts
from tui.widgets.pick_list import PickList
from tui.widgets.progress_rows import ProgressRows
from tui.widgets.progress_rows_from_core import progress_row
from tui.widgets.section import Section
from tui.widgets.top_and_key_lines import first_that_fits

TABLES = frozenset(
    {"conversation", "point", "commitment", "card", "trend", "meeting", "entry", "target", "goal", "member", "metric"}
)
"""Tables whose changes refresh this screen."""

FAMILIES = ("point", "conversation", "commitment")
"""Families of journal events that `u` undoes on this screen."""

SIDE = 96
"""Screen width in columns from which numbers and help are beside the list; below it they are one line above it."""


class OneOnOneScreen(HuddleScreen):
    """A one-on-one of two people. Both may have it open: changes of one appear on the other's screen at once."""

    CSS_PATH = "screen.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (SIDE, "-wide"), (160, "-vast")]
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
        Binding("n", "note", "Note", id="talk.note", tooltip="A note of your own; the other one never sees it"),
        Binding("i", "agenda", "Agenda", id="talk.agenda", tooltip="Bring something to talk about"),
        Binding("space", "done", "Done", id="talk.done", tooltip="Done with this; or not, after all"),
        Binding("b", "begin", "Begin", id="talk.begin", tooltip="The two of you sit together now"),
        Binding("f", "finish", "Finish", id="talk.finish", tooltip="The talk is over: what came of it, and when next"),
        Binding("t", "next", "Next date", id="talk.next", tooltip="When the two of you talk next"),
        Binding("l", "earlier", "Earlier", show=False, id="talk.earlier", tooltip="What you talked about before"),
        Binding("p", "page", "Their page", id="talk.page", tooltip="Demand and support of the member in one view"),
        Binding("u", "undo", "Undo", id="talk.undo", tooltip="Take back your last step here"),
    ]

    picks = getters.query_one(PickList)

    def __init__(self, member: Member) -> None:
        """`member` is the other person in the one-on-one, as seen by the viewer."""
        super().__init__()
        self._member = member
        self._page: OneOnOnePage | None = None
        self._lines: OneOnOneLines | None = None
        self._can_undo = False

    def compose_content(self) -> Iterable[Widget]:
        yield Static("", id="talk-line", markup=False)
        with Horizontal(id="talk"):
            yield PickList()
            with VerticalScroll(id="talk-side", can_focus=False):
                yield Section("", "% of pace", id="talk-numbers-head")
                yield ProgressRows(id="talk-numbers", terse=True)
                yield Facts(id="talk-beside")

    def on_mount(self) -> None:
        self.picks.focus()

    def on_resize(self) -> None:
        if self.is_mounted:
            self.show()

    @property
    def one_on_one_member_id(self) -> int:
        """The id of the other person in this one-on-one; the member page looks for it on the screen below."""
        return self._member.id

    # -- showing

    def show(self) -> None:
        session = self.session
        try:
            self._member = session.get(Member, self._member.id) or self._member
            found_page = load_one_on_one_page(session, self._member)
        except HuddleError as refusal:
            self._page = self._lines = None
            self.top_line.left, self.top_line.right = "ONE-ON-ONE", ""
            self.picks.set_picks([], empty=str(refusal))
            self.refresh_bindings()
            return
        first = self._page is None
        self._page, self._lines = found_page, OneOnOneLines(session, found_page)
        self._can_undo = session.last_change(*FAMILIES) is not None
        self.top_line.right = first_that_fits(("seen by the two of you", "you two alone"), self.size.width // 2 - 1)
        room = self.size.width - len(self.top_line.right) - 4
        self.top_line.left = first_that_fits(heading_variants(session, found_page, self._lines), room)
        words = first_that_fits(talk_summary_variants(found_page), self.size.width - 2)
        self.query_one("#talk-line", Static).update(words)
        self.set_class(not words, "-without-line")
        self.picks.set_picks(self._lines.picks)
        if first:
            self._go_to_first(found_page)
        self._show_side(found_page, self._lines)
        self.refresh_bindings()

    def _go_to_first(self, found_page: OneOnOnePage) -> None:
        """Move the cursor to the first card without a verdict, if there is one."""
        waiting = [reviewed.card.id for reviewed in found_page.cards if reviewed.verdict is None]
        if waiting:
            self.picks.pick(("card", waiting[0]))

    def _show_side(self, found_page: OneOnOnePage, lines: OneOnOneLines) -> None:
        owner = "Your" if lines.is_own else f"{lines.member_name}'s"
        self.query_one("#talk-numbers-head", Section).title = f"{owner} numbers"
        self.query_one("#talk-numbers", ProgressRows).set_rows(
            [progress_row(number, by_pace=True) for number in found_page.numbers], empty="No target is running."
        )
        self.query_one("#talk-beside", Facts).set_facts(side_facts(self.session, found_page))

    # -- updates

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        if any(change.rows.keys() & TABLES for change in changes):
            self.show()

    def on_pick_list_moved(self) -> None:
        self.refresh_bindings()

    # -- keys

    @property
    def _line(self) -> OneOnOneLine:
        """The object of the row under the cursor; an empty one without one."""
        line = self._lines.line_by_key.get(self.picks.cursor_key) if self._lines and self.is_mounted else None
        return line or OneOnOneLine()

    @property
    def _leads(self) -> bool:
        return self._page is not None and self.session.viewer.is_member(self._page.leader.id)

    def _may_finish(self, line: OneOnOneLine) -> bool:
        """Return whether the viewer may mark the row as done; promised help only by its giver, while it is open."""
        if line.point is None or line.point.kind == "note":
            return False
        promise = line.help.commitment if line.help else None
        return promise is None or (self._leads and promise.status == "open")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        line, found_page = self._line, self._page
        promise = line.help.commitment if line.help else None
        talk = found_page.conversation if found_page else None
        match action:
            case "great":
                return line.card is not None and self._leads
            case "adjust":
                return line.card is not None
            case "keep" | "miss":
                open_ = promise is not None and promise.status == "open"
                return open_ and promise is not None and commitments.may_answer(self.session, promise)
            case "done":
                return self._may_finish(line)
            case "begin":
                return found_page is not None and (talk is None or talk.status == "planned")
            case "finish":
                return talk is not None and talk.status == "open"
            case "note" | "agenda" | "next" | "support" | "page":
                return found_page is not None
            case "earlier":
                return found_page is not None and found_page.last_conversation is not None
            case "undo":
                return self._can_undo
        return super().check_action(action, parameters)

    def action_great(self) -> None:
        if (card := self._line.card) is not None:

            def said(_point: Point) -> None:
                self.app.push_screen(help_form(self.session, self._member, card=card))

            self.run_change(one_on_one.mark_great, self.session, self._member, card, then=said)

    def action_adjust(self) -> None:
        if (card := self._line.card) is not None:
            self.app.push_screen(adjust_form(self.session, self._member, card, self.app.size.height))

    def action_support(self) -> None:
        line = self._line
        asked = line.point if line.help and line.help.commitment is None else None
        self.app.push_screen(help_form(self.session, self._member, card=line.card, request=asked))

    def action_keep(self) -> None:
        if (line := self._line).help and line.help.commitment:
            self.run_change(commitments.mark_kept, self.session, line.help.commitment)

    def action_miss(self) -> None:
        if (line := self._line).help and line.help.commitment:
            ask_next_step(self, line.help.commitment)

    def action_page(self) -> None:
        if self._page is not None:
            self.app.open_overlay("page", self._page.member)

    def action_note(self) -> None:
        ask_line(
            self,
            "What do you note for yourself?",
            lambda words: one_on_one.add_own_note(self.session, self._member, words),
            hint="Only you see it.",
        )

    def action_agenda(self) -> None:
        ask_line(
            self,
            "What do you want to talk about?",
            lambda words: one_on_one.add_to_agenda(self.session, self._member, words),
            hint="The two of you see it, and it comes again until you are done with it.",
        )

    def action_done(self) -> None:
        if (point := self._line.point) is not None:
            self.run_change(conversations.mark_point_done, self.session, point, done=not point.done)

    def action_begin(self) -> None:
        self.run_change(one_on_one.begin, self.session, self._member)

    def action_finish(self) -> None:
        def held(talk: Conversation | None) -> None:
            if talk is not None:
                coming = f"The next talk is {relative_day(talk.next_on, self.session.today)}." if talk.next_on else ""
                self.notify(f"The talk is kept. {coming}".strip(), markup=False)

        if self._page and self._page.conversation:
            self.app.push_screen(finish_form(self.session, self._member, self._page.conversation), held)

    def action_next(self) -> None:
        def planned(words: str) -> Conversation:
            return one_on_one.plan(self.session, self._member, input_parsing.parse_day(words, self.session.today))

        ask_line(self, "When do you talk next?", planned, hint="friday, 30 Nov, +14, 2026-12-24")

    def action_earlier(self) -> None:
        found_page, lines = self._page, self._lines
        if found_page is not None and lines is not None:
            name = lines.leader_name if lines.is_own else lines.member_name
            self.app.push_screen(
                ListScreen(
                    lambda: (f"Earlier, with {name}", earlier_talk_picks(self.session, found_page, lines)),
                    empty="Nothing yet.",
                )
            )

    def action_undo(self) -> None:
        self.run_change(self.session.undo, *FAMILIES)

    def action_back(self) -> None:
        self.dismiss()
