"""The member page: what a member agreed to and stated, beside their goals and the help they are owed."""

from __future__ import annotations

from collections.abc import Iterable

from textual import getters
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget

from core.access.feed import CommittedChange
from core.conversations.one_on_one_page import list_one_on_ones
from core.models import Group, Member
from core.overview.member_page import MemberPage, load_member_page
from core.team.members import short_names
from tui import keymap
from tui.shell.actions import Action, ActionTable
from tui.shell.person_pages import person_actions
from tui.shell.screen import HuddleScreen
from tui.team import member_page_lines
from tui.widgets.fact_list import Fact, Facts
from tui.widgets.progress_rows import ProgressRows
from tui.widgets.progress_rows_from_core import progress_row
from tui.widgets.section import Section
from tui.widgets.top_and_key_lines import first_that_fits

IGNORED_TABLES = {"trend", "board"}
"""Tables whose changes do not concern the page; those of all others refresh it."""

TALL = 48
"""Screen height in lines from which rows have an empty line between them."""


class MemberPageScreen(HuddleScreen):
    """A member's page, opened over another screen. Sections without anything the viewer may see are hidden."""

    IS_PRIVATE = True
    CSS_PATH = "member_page.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (96, "-two")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (TALL, "-tall")]
    WHY = (
        "Targets, commitments and results beside personal goals and promised help. "
        "Leader and member see the same page. "
        "Colleagues see only what is public."
    )
    HELP_NAME = "Profile"
    BINDINGS = [
        keymap.ONE_ON_ONES.bind("talk", "One-on-one", id="page.talk", tooltip="Open your one-on-one with this person"),
        keymap.REVIEWS.bind(
            "reviews", "Reviews", show=False, id="person.reviews", tooltip="Open this person's reviews"
        ),
        keymap.FEEDBACK.bind(
            "feedback",
            "Feedback",
            show=False,
            id="person.feedback",
            tooltip="Ask this person for feedback, or give some",
        ),
        keymap.BACK.bind("back", "Back", id="back", tooltip="Go back to where you came from"),
        Binding("up", "scroll(-1)", "Up", show=False, id="page.up", tooltip="Scroll up"),
        Binding("down", "scroll(1)", "Down", show=False, id="page.down", tooltip="Scroll down"),
    ]

    scroller = getters.query_one("#page", VerticalScroll)

    def __init__(self, member: Member | None = None) -> None:
        """Show the page of `member`, or the viewer's own when None."""
        super().__init__()
        self._member = member
        self._can_talk = False

    def compose_content(self) -> Iterable[Widget]:
        with VerticalScroll(id="page"):
            yield Facts(id="page-next")
            with Horizontal(id="columns"):
                with Vertical(id="demand"):
                    yield from _part("numbers", "Targets", ProgressRows(id="page-numbers"))
                    yield from _part("said", "Commitments and progress", Facts(id="page-said"))
                    yield from _part("cards", "", Facts(id="page-cards"))
                    yield from _part("daily", "Training and accounts", Facts(id="page-daily"))
                with Vertical(id="support"):
                    yield from _part("goals", "Personal goals", Facts(id="page-goals"))
                    yield from _part("owed", "Help promised", Facts(id="page-owed"))
                    yield from _part("talks", "Conversations", Facts(id="page-talks"))
                    yield from _part("signals", "Signals", Facts(id="page-signals"))

    def on_mount(self) -> None:
        self.scroller.focus()

    def on_resize(self) -> None:
        if self.is_mounted:
            self.show()

    # -- showing

    def show(self) -> None:
        if self.is_covered():
            return
        session = self.session
        for rows in (*self.query(Facts), *self.query(ProgressRows)):
            rows.set_gap(self.size.height >= TALL)
        if self._member is None and session.viewer.is_room:
            self.query_one("#page-next", Facts).set_facts([], empty="The room view has no profile.")
            self.query_one("#columns").display = False
            return
        page = load_member_page(session, self._member or session.me)
        self._member = page.member
        self._can_talk = any(partner.member.id == page.member.id for partner in list_one_on_ones(session))
        self._show_top_line(page)
        self._show_part("numbers", bool(page.numbers) or page.member.role != "watcher")
        self.query_one("#page-numbers", ProgressRows).set_rows(
            [progress_row(number, by_pace=True) for number in page.numbers], empty="No targets right now."
        )
        self.query_one("#numbers-head", Section).note = "% of pace" if page.numbers else ""
        self.query_one("#page-next", Facts).set_facts(member_page_lines.next_step(page))
        self.query_one("#page-next", Facts).display = page.next_step is not None
        self._show_facts(
            "said",
            member_page_lines.open_commitments(page, session.today),
            member_page_lines.no_commitments_text(page),
            member_page_lines.kept_text(page),
        )
        self._show_facts("cards", member_page_lines.cards(page))
        self.query_one("#cards-head", Section).title = member_page_lines.cards_title(page)
        self._show_facts("daily", member_page_lines.training_and_accounts(page))
        self._show_facts("goals", member_page_lines.goals(page), self._no_goals_text(page))
        self._show_facts("owed", member_page_lines.owed_help(page, session.today), self._no_help_text(page))
        self._show_facts(
            "talks", member_page_lines.talks(page, session.today), member_page_lines.no_talks_text(self._can_talk)
        )
        self._show_facts("signals", member_page_lines.signals(page))
        self.refresh_bindings()

    def _show_top_line(self, page: MemberPage) -> None:
        session, member = self.session, page.member
        group = session.get(Group, member.group_id)
        about = " · ".join(filter(None, (member.kind or member.role, group.name if group else "", member.territory)))
        notes: tuple[str, ...]
        if page.is_own:
            notes = (
                ("your profile",) if session.viewer.is_leader else ("visible to you and your leader", "your profile")
            )
        elif session.viewer.is_leader:
            notes = (f"visible to you and {short_names(session)[member.id]}", "visible to you both")
        else:
            notes = ("visible to everyone",)
        self.top_line.right = first_that_fits(notes, self.size.width // 2 - 1)
        free_width = self.size.width - len(self.top_line.right) - 4
        self.top_line.left = first_that_fits(
            (f"Profile · {member.name} · {about}", f"Profile · {member.name}", member.name), free_width
        )

    def _no_goals_text(self, page: MemberPage) -> str:
        return member_page_lines.no_goals_text(page, self.app.page_label("goals"))

    def _no_help_text(self, page: MemberPage) -> str:
        key = self.app.key_label(keymap.ONE_ON_ONES, "page.talk") if self._can_talk else ""
        return member_page_lines.no_owed_help_text(page, key or self.app.page_label("one-on-one"))

    def _show_facts(self, name: str, facts: list[Fact], empty: str = "", note: str | None = None) -> None:
        """Show these facts, or the sentence for none, in the part of this name; hide it without either."""
        self._show_part(name, bool(facts or empty))
        self.query_one(f"#page-{name}", Facts).set_facts(facts, empty=empty)
        if note is not None:
            self.query_one(f"#{name}-head", Section).note = note

    def _show_part(self, name: str, is_visible: bool) -> None:
        self.query_one(f"#{name}-part").display = is_visible

    # -- updates and keys

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        if any(change.rows.keys() - IGNORED_TABLES for change in changes):
            self.show()

    def make_actions(self) -> ActionTable:
        pages = person_actions(self, lambda: self._member)
        return {
            "reviews": pages["reviews"],
            "feedback": pages["feedback"],
            "talk": Action(self._open_one_on_one, lambda: self._can_talk),
            "scroll": Action(lambda lines: self.scroller.scroll_relative(y=lines, animate=False)),
        }

    def _open_one_on_one(self) -> None:
        """Open the one-on-one with this member, or return to it when it is the screen below."""
        if self._member is None:
            return
        below = self.app.screen_stack[-2] if len(self.app.screen_stack) > 1 else None
        if getattr(below, "one_on_one_member_id", None) == self._member.id:
            self.dismiss()
        else:
            self.app.navigation.open_overlay("one-on-one-with", self._member)


def _part(name: str, title: str, rows: Widget) -> Iterable[Widget]:
    """Yield a part of the page: a heading and the rows below it."""
    with Vertical(classes="part", id=f"{name}-part"):
        yield Section(title, id=f"{name}-head")
        yield rows
