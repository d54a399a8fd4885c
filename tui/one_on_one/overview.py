"""The list of one-on-ones: with whom, the last and the next date, and what is still to do there."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events, getters
from textual.binding import Binding
from textual.widget import Widget

from core.access.feed import CommittedChange
from core.conversations import conversations, one_on_one
from core.conversations.one_on_one_page import OneOnOneSummary, latest_brainstorm, list_one_on_ones
from core.models import Conversation, Member
from core.values import input_parsing
from core.values.periods import MONTHS, relative_day
from tui.dialogs.prompt_helper import ask_line
from tui.one_on_one.screen import OneOnOneScreen
from tui.shell.screen import HuddleScreen
from tui.widgets.pick_list import Pick, PickList

TABLES = frozenset({"conversation", "point", "commitment", "card", "meeting", "member"})
"""Tables whose changes refresh this screen."""

ROOMY = 96
"""Screen width in columns from which a row also has the date of the last one-on-one."""


class OneOnOnesScreen(HuddleScreen):
    """The one-on-ones: all of them for the leader, for a seller those with the leader."""

    WHY = (
        "After each brainstorm the leader follows up with each person alone: some answers are great, others are "
        "looked at together. Nobody is left alone with what they took on. "
        "What is said there is seen by the two of you, and what you note by you alone."
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

    picks = getters.query_one(PickList)

    def __init__(self, member: Member | None = None) -> None:
        """Open the one-on-one with `member` at once, if given."""
        super().__init__()
        self._member_to_open = member
        self._people: dict[int, Member] = {}
        self._can_undo = False

    def compose_content(self) -> Iterable[Widget]:
        yield PickList()

    def on_mount(self) -> None:
        self.picks.focus()
        if self._member_to_open is not None:
            self.app.push_screen(OneOnOneScreen(self._member_to_open))

    def on_resize(self) -> None:
        if self.is_mounted:
            self.show()

    # -- showing

    def show(self) -> None:
        session = self.session
        partners = list_one_on_ones(session)
        self._people = {partner.member.id: partner.member for partner in partners}
        self._can_undo = bool(partners) and session.last_change("conversation", "point") is not None
        self.top_line.left = "ONE-ON-ONES"
        self.top_line.right = "seen by the two of you alone" if partners else ""
        leads = session.viewer.is_leader
        self.picks.set_picks(
            self._leader_picks(partners) if leads else self._seller_picks(partners), empty=self._why_empty()
        )
        self.refresh_bindings()

    def _why_empty(self) -> str:
        if self.session.viewer.is_leader:
            return "Nobody else is on the team yet. In 7 Team, a adds people."
        if self.session.viewer.role == "seller":
            return "Nobody leads the team at the moment, so there is nobody to talk to here."
        return "Watchers have no one-on-ones. What the team took on is in 2 Meeting."

    def _leader_picks(self, partners: list[OneOnOneSummary]) -> list[Pick]:
        last_brainstorm = latest_brainstorm(self.session)
        day = (
            f"{last_brainstorm.meeting.day.day} {MONTHS[last_brainstorm.meeting.day.month - 1]}"
            if last_brainstorm
            else ""
        )
        over = last_brainstorm is not None and last_brainstorm.meeting.status == "closed"
        picks: list[Pick] = []
        for title, group in (
            ("Now", [partner for partner in partners if partner.is_open]),
            (
                f"Not met since the brainstorm of {day}",
                [partner for partner in partners if partner.is_due and not partner.is_open],
            ),
            (
                "Met since" if over else "Everybody",
                [partner for partner in partners if not partner.is_due and not partner.is_open],
            ),
        ):
            if group:
                picks.append(Pick(title, f"{title} · {len(group)}", heading=True))
                picks += [self._pick(partner) for partner in group]
        return picks

    def _seller_picks(self, partners: list[OneOnOneSummary]) -> list[Pick]:
        picks = [self._pick(partner) for partner in partners]
        for partner in partners:
            held = conversations.list_conversations(
                self.session, one_on_one.ONE_ON_ONE, between=[self.session.me, partner.member], status="held"
            )
            if held:
                picks.append(Pick(("with", partner.member.id), f"Talks with {partner.member.name}", heading=True))
            picks += [
                Pick(
                    ("talk", partner.member.id, talk.id), talk.text or "Nothing was written of it.", sign="✓",
                    right=f"{talk.held_on.day} {MONTHS[talk.held_on.month - 1]} {talk.held_on.year}", dim=True,
                )
                for talk in held
            ]  # fmt: skip
        return picks

    def _pick(self, partner: OneOnOneSummary) -> Pick:
        today = self.session.today
        last = (
            f"last {partner.last_met_on.day} {MONTHS[partner.last_met_on.month - 1]}"
            if partner.last_met_on
            else "never met"
        )
        coming = (
            "now"
            if partner.is_open
            else f"next {relative_day(partner.next_on, today)}"
            if partner.next_on
            else "no date"
        )
        waits = [
            _count_text(partner.cards_without_verdict, "card", "cards"),
            f"{partner.to_confirm} to confirm" if partner.to_confirm else "",
            f"help: {partner.open_help} open" if partner.open_help and not partner.to_confirm else "",
        ]
        when = [last, coming] if self.size.width >= ROOMY else [coming]
        sign = "●" if partner.is_open or partner.is_due or partner.to_confirm else "○"
        return Pick(partner.member.id, partner.member.name, sign=sign, right=" · ".join(filter(None, (*waits, *when))))

    # -- updates

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        if any(change.rows.keys() & TABLES for change in changes):
            self.show()

    # -- keys

    @property
    def _picked(self) -> Member | None:
        picked = self.picks.cursor_key if self.is_mounted else None
        member_id = picked[1] if isinstance(picked, tuple) else picked
        return self._people.get(member_id) if isinstance(member_id, int) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("open", "agenda", "plan", "page"):
            return self._picked is not None
        if action == "sheet":
            # From here only the leader opens the ladder; a member finds theirs on their own page.
            return self._picked is not None and (parameters[0] != "ladder" or self.session.viewer.is_leader)
        if action == "undo":
            return self._can_undo
        return super().check_action(action, parameters)

    def on_pick_list_moved(self) -> None:
        self.refresh_bindings()

    def on_click(self, event: events.Click) -> None:
        if event.chain == 2 and isinstance(event.widget, PickList):
            self.action_open()

    def action_open(self) -> None:
        if (member := self._picked) is not None:
            self.app.push_screen(OneOnOneScreen(member))

    def action_sheet(self, name: str) -> None:
        if (member := self._picked) is not None:
            # A seller opens their own review, not the leader's.
            own = name == "reviews" and not self.session.viewer.is_leader
            self.app.action_sheet(name, self.session.viewer.member_id if own else member.id)

    def action_page(self) -> None:
        if (member := self._picked) is not None:
            self.app.open_overlay("page", member if self.session.viewer.is_leader else None)

    def action_agenda(self) -> None:
        if (member := self._picked) is not None:
            ask_line(
                self,
                f"What do you want to talk about with {member.name}?",
                lambda words: one_on_one.add_to_agenda(self.session, member, words),
                hint="The two of you see it, and it comes again until you are done with it.",
            )

    def action_plan(self) -> None:
        if (member := self._picked) is None:
            return

        def planned(words: str) -> Conversation:
            return one_on_one.plan(self.session, member, input_parsing.parse_day(words, self.session.today))

        ask_line(self, f"When do you and {member.name} talk next?", planned, hint="friday, 30 Nov, +14, 2026-12-24")

    def action_undo(self) -> None:
        self.run_change(self.session.undo, "conversation", "point")


def _count_text(count: int, singular: str, plural: str) -> str:
    return "" if not count else f"1 {singular}" if count == 1 else f"{count} {plural}"
