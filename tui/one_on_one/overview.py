"""The list of one-on-ones: with whom, the last and the next date, and what is still to do there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from textual import events
from textual.binding import Binding

from core.access.session import Session
from core.conversations import conversations
from core.conversations.one_on_one import ONE_ON_ONE
from core.conversations.one_on_one_page import OneOnOneSummary, latest_brainstorm, list_one_on_ones
from core.models import Member
from core.team.permissions import describe_no_part
from core.values.periods import format_date, format_day, format_due
from core.values.text import format_count
from tui.one_on_one.actions import ask_agenda_point, ask_next_date
from tui.one_on_one.screen import OneOnOneScreen
from tui.shell.actions import Action, ActionTable
from tui.shell.list_detail import ListDetailScreen
from tui.widgets.pick_list import Pick, PickList

WIDE = 96
"""Screen width in columns from which a row also has the date of the last one-on-one."""


class OneOnOnesScreen(ListDetailScreen[Member]):
    """The one-on-ones: all of them for the leader, for a seller those with the leader."""

    IS_PRIVATE = True
    TABLES = frozenset({"conversation", "point", "commitment", "card", "meeting", "member"})
    UNDO_FAMILIES = ("conversation", "point")
    WHY = (
        "After each brainstorm the leader follows up with each person alone: some answers are great, others are "
        "looked at together. Nobody is left alone with what they took on. "
        "What is said there is visible to the two of you, and your own notes are sealed."
    )
    BINDINGS = [
        Binding("enter", "open", "Open", id="talks.open", tooltip="To the one-on-one with this person"),
        Binding("i", "agenda", "Agenda", id="talks.agenda", tooltip="Bring something to the next talk"),
        Binding("t", "plan", "Next date", id="talks.plan", tooltip="Plan the talk, or another day for it"),
        Binding("p", "page", "Their page", id="talks.page", tooltip="Demand and support of this person in one view"),
        Binding("r", "sheet('reviews')", "Review", id="talks.reviews", tooltip="When this person is reviewed, by what"),
        Binding("f", "sheet('feedback')", "Feedback", id="talks.feedback", tooltip="Ask for it, or offer yours"),
        Binding("l", "sheet('ladder')", "Steps", id="talks.ladder", tooltip="What is documented between you two"),
        Binding("u", "undo", "Undo", id="talks.undo", tooltip="Take back your last step here"),
    ]

    def __init__(self, member: Member | None = None) -> None:
        """Open the one-on-one with `member` at once, if given."""
        super().__init__()
        self._member_to_open = member

    def on_mount(self) -> None:
        if self._member_to_open is not None:
            self.app.push_screen(OneOnOneScreen(self._member_to_open))

    def make_actions(self) -> ActionTable:
        return {
            "open": self._on_member(self._open),
            "agenda": self._on_member(self._ask_agenda),
            "plan": self._on_member(self._ask_next_date),
            "page": self._on_member(self._open_page),
            "sheet": Action(self._open_sheet, self._can_open_sheet),
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
        self.top_line.left = "ONE-ON-ONES"
        self.top_line.right = "visible to the two of you" if partners else ""
        rows = partner_rows(self.session, partners, self.size.width)
        items = {pick.key: member for pick, member in rows if member is not None}
        self.set_rows([pick for pick, _ in rows], items, empty=self._why_empty())

    def _why_empty(self) -> str:
        if self.session.viewer.is_leader:
            return "Nobody else is on the team yet. In 7 Team, a adds people."
        if self.session.viewer.role == "seller":
            return "Nobody leads the team at the moment, so there is nobody to talk to here."
        return describe_no_part(self.session, "Watchers have no one-on-ones. What the team took on is in 2 Meeting.")

    # -- actions

    def on_click(self, event: events.Click) -> None:
        if event.chain == 2 and isinstance(event.widget, PickList) and self.selected is not None:
            self._open(self.selected)

    def _open(self, member: Member) -> None:
        self.app.push_screen(OneOnOneScreen(member))

    def _open_page(self, member: Member) -> None:
        self.app.open_overlay("page", member if self.session.viewer.is_leader else None)

    def _ask_agenda(self, member: Member) -> None:
        ask_agenda_point(self, member, f"What do you want to talk about with {member.name}?")

    def _ask_next_date(self, member: Member) -> None:
        ask_next_date(self, member, f"When do you and {member.name} talk next?")

    def _can_open_sheet(self, name: str) -> bool:
        # From here only the leader opens the ladder; a member finds theirs on their own page.
        return self.selected is not None and (name != "ladder" or self.session.viewer.is_leader)

    def _open_sheet(self, name: str) -> None:
        if (member := self.selected) is not None:
            # A seller opens their own review, not the leader's.
            is_own = name == "reviews" and not self.session.viewer.is_leader
            self.app.action_sheet(name, self.session.viewer.member_id if is_own else member.id)


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
        (f"Not met since the brainstorm of {day}", [partner for partner in others if partner.is_due]),
        ("Met since" if is_over else "Everybody", [partner for partner in others if not partner.is_due]),
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
            rows.append((Pick(("with", member.id), f"Talks with {member.name}", heading=True), None))
        for talk in talks:
            text = talk.text or "Nothing was written of it."
            right = format_date(talk.held_on)
            rows.append((Pick(("talk", member.id, talk.id), text, sign="✓", right=right, dim=True), member))
    return rows


def _partner_pick(partner: OneOnOneSummary, today: date, width: int) -> Pick:
    last = f"last {format_day(partner.last_met_on)}" if partner.last_met_on else "never met"
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
    sign = "●" if partner.is_open or partner.is_due or partner.to_confirm else "○"
    return Pick(partner.member.id, partner.member.name, sign=sign, right=" · ".join(filter(None, notes)))
