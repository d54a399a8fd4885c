"""The list of one-on-ones: with whom, the last and the next date, and what is still to do there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial

from textual import events
from textual.widget import Widget

from core.access.session import Session
from core.conversations import conversations
from core.conversations.one_on_one import ONE_ON_ONE
from core.conversations.one_on_one_page import OneOnOneSummary, latest_brainstorm, list_one_on_ones
from core.errors import HuddleError
from core.models import Member
from core.team.permissions import describe_no_part
from core.values.periods import format_date, format_day, format_due
from core.values.text import format_count
from tui import keymap
from tui.one_on_one.actions import ask_agenda_point, ask_next_date
from tui.one_on_one.screen import OneOnOneScreen
from tui.one_on_one.talk_side import TalkSide, read_talk_side
from tui.shell.actions import Action, ActionTable
from tui.shell.list_detail import ListDetailScreen, only_beside
from tui.shell.person_pages import person_actions
from tui.shell.screen_read import ScreenRead
from tui.widgets.detail_pane import DetailPane
from tui.widgets.pick_list import Pick, PickList
from tui.widgets.signs import DUE, PLANNED
from tui.widgets.tone import Tone, due_tone

WIDE = 96
"""Screen width in columns from which a row also has the date of the last one-on-one."""


class OneOnOnesScreen(ListDetailScreen[Member]):
    """The one-on-ones: all of them for the leader, for a seller those with the leader."""

    IS_PRIVATE = True
    TABLES = frozenset({"conversation", "point", "commitment", "card", "meeting", "member"})
    UNDO_FAMILIES = ("conversation", "point")
    WHY = (
        "After a brainstorm the leader follows up with each member. "
        "Members without a one-on-one since then are listed first. "
        "A one-on-one is visible to you both, and private notes are sealed."
    )
    HELP_NAME = "One-on-ones"
    BINDINGS = [
        keymap.OPEN.bind("open", "Open", id="talks.open", tooltip="Open the one-on-one with this person"),
        keymap.ADD.bind("agenda", "Add to agenda", id="talks.agenda", tooltip="Add an item to the next agenda"),
        keymap.WHEN.bind("plan", "Date", id="talks.plan", tooltip="Plan or move the next one-on-one"),
        keymap.UNDO.bind("undo", "Undo", id="undo", tooltip="Undo your last step here"),
        keymap.PROFILE.bind("profile", "Profile", show=False, id="person.profile", tooltip="Open the member's profile"),
        keymap.REVIEWS.bind(
            "reviews", "Reviews", show=False, id="person.reviews", tooltip="Open this person's reviews"
        ),
        keymap.FEEDBACK.bind(
            "feedback", "Feedback", show=False, id="talks.feedback", tooltip="Ask for feedback, or give some"
        ),
        keymap.option("formal_steps", "Formal steps", id="person.steps", tooltip="Open formal steps with this person"),
    ]

    def __init__(self, member: Member | None = None) -> None:
        """Open the one-on-one with `member` at once, if given."""
        super().__init__()
        self._member_to_open = member
        self._detail = DetailPane()
        self._reader = ScreenRead(self, self._show_talk)

    def compose_body(self) -> Iterable[Widget]:
        yield only_beside(self.picks, self._detail)

    def on_mount(self) -> None:
        if self._member_to_open is not None:
            self.app.push_screen(OneOnOneScreen(self._member_to_open))

    def make_actions(self) -> ActionTable:
        return {
            **person_actions(self, lambda: self.selected),
            "profile": self._on_member(self._open_profile),
            "open": self._on_member(self._open),
            "agenda": self._on_member(self._ask_agenda),
            "plan": self._on_member(self._ask_next_date),
            "undo": Action(self.undo, lambda: self.can_undo and bool(self.items)),
        }

    def _on_member(self, run: Callable[[Member], object]) -> Action:
        """Return an action on the member of the row under the cursor, which is not offered without one."""

        def run_on_selected() -> None:
            if (member := self.selected) is not None:
                run(member)

        return Action(run_on_selected, lambda: self.selected is not None)

    def show_list(self) -> None:
        partners = list_one_on_ones(self.session)
        self.top_line.left = "One-on-ones"
        self.top_line.right = "each visible to you both" if partners else ""
        rows = partner_rows(self.session, partners, self.size.width)
        items = {pick.key: member for pick, member in rows if member is not None}
        self.set_rows([pick for pick, _ in rows], items, empty=self._why_empty())

    def _why_empty(self) -> str:
        if self.session.viewer.is_leader:
            add = self.app.key_label(keymap.ADD, "team.add")
            return f"You are the only member. Press {self.app.page_label('team')}, then {add}, to add your team."
        if self.session.viewer.role == "seller":
            return "The team has no leader right now."
        return describe_no_part(self.session, "Watchers don't have one-on-ones.")

    def show_detail(self) -> None:
        if self.is_vast:
            member = self.selected
            if member is None:
                self._show_talk(None)
            else:
                self._reader.request(partial(_read_talk, member=member))

    def _show_talk(self, side: TalkSide | None) -> None:
        if self.is_covered() or (side is not None and side.other != self.selected):
            return
        self._detail.set_detail(side.other.name if side else "", side.facts if side else [])
        self._detail.numbers.set_numbers(
            side.numbers_title if side else "", side.numbers if side else [], note="% of pace"
        )
        self._detail.charts.set_charts(side.charts if side else [])

    # -- actions

    def on_click(self, event: events.Click) -> None:
        if event.chain == 2 and isinstance(event.widget, PickList) and self.selected is not None:
            self._open(self.selected)

    def _open(self, member: Member) -> None:
        self.app.push_screen(OneOnOneScreen(member))

    def _open_profile(self, member: Member) -> None:
        """Open the profile that the one-on-one is about: a seller's own."""
        self.app.navigation.open_overlay("page", member if self.session.viewer.is_leader else None)

    def _ask_agenda(self, member: Member) -> None:
        ask_agenda_point(self, member, f"Add to the agenda with {member.name}")

    def _ask_next_date(self, member: Member) -> None:
        ask_next_date(self, member, f"When is your next one-on-one with {member.name}?")


def _read_talk(session: Session, member: Member) -> TalkSide | None:
    """Return what belongs to the one-on-one with a member; None if the viewer may not see it any more."""
    try:
        return read_talk_side(session, member)
    except HuddleError:
        return None


PartnerRow = tuple[Pick, Member | None]
"""A row and the member whom it is about; None for headings."""


def partner_rows(session: Session, partners: Sequence[OneOnOneSummary], width: int) -> list[PartnerRow]:
    """Return the rows of the one-on-ones: of all members for the leader, of the leader and the past talks for a seller.

    `width` is the width of the screen in columns.
    """
    if session.viewer.is_leader:
        return _leader_rows(session, partners, width)
    return _seller_rows(session, partners, width)


def _leader_rows(session: Session, partners: Sequence[OneOnOneSummary], width: int) -> list[PartnerRow]:
    brainstorm = latest_brainstorm(session)
    day = format_day(brainstorm.meeting.day) if brainstorm else ""
    is_over = brainstorm is not None and brainstorm.meeting.status == "closed"
    others = [partner for partner in partners if not partner.is_open]
    sections = (
        ("Now", [partner for partner in partners if partner.is_open]),
        (f"Not met since the {day} brainstorm", [partner for partner in others if partner.is_due]),
        ("Met since" if is_over else "Everyone", [partner for partner in others if not partner.is_due]),
    )
    rows: list[PartnerRow] = []
    for title, members in sections:
        if members:
            rows.append((Pick(title, f"{title} · {len(members)}", heading=True), None))
            rows += [(_partner_pick(partner, session.today, width), partner.member) for partner in members]
    return rows


def _seller_rows(session: Session, partners: Sequence[OneOnOneSummary], width: int) -> list[PartnerRow]:
    rows: list[PartnerRow] = [(_partner_pick(partner, session.today, width), partner.member) for partner in partners]
    for partner in partners:
        member = partner.member
        talks = conversations.list_conversations(session, ONE_ON_ONE, between=[session.me, member], status="held")
        if talks:
            rows.append((Pick(("with", member.id), f"One-on-ones with {member.name}", heading=True), None))
        for talk in talks:
            text = talk.text or "No notes."
            right = format_date(talk.held_on)
            rows.append((Pick(("talk", member.id, talk.id), text, sign="✓", right=right, dim=True), member))
    return rows


def _partner_pick(partner: OneOnOneSummary, today: date, width: int) -> Pick:
    last = f"last {format_day(partner.last_met_on)}" if partner.last_met_on else "not met yet"
    if partner.is_open:
        coming = "now"
    elif partner.next_on:
        coming = f"next {format_due(partner.next_on, today)}"
    else:
        coming = "no date"
    notes = [
        format_count(partner.cards_without_verdict, "card") if partner.cards_without_verdict else "",
        f"{partner.to_confirm} to confirm" if partner.to_confirm else "",
        f"help: {partner.open_help} open" if partner.open_help and not partner.to_confirm else "",
        last if width >= WIDE else "",
        coming,
    ]
    tone: Tone = "accent" if partner.is_open or partner.to_confirm else due_tone(partner.next_on, today)
    sign = DUE if partner.is_open or partner.is_due or partner.to_confirm else PLANNED
    return Pick(partner.member.id, partner.member.name, sign=sign, right=" · ".join(filter(None, notes)), tone=tone)
