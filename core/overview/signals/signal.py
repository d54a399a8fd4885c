"""The class of a signal, and the context that all sources of signals read from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from shlex import quote
from typing import Literal

from core.access.session import Session
from core.models import Member, by_id
from core.team import members
from core.team.record import get_team
from core.values.clock import day_of_timestamp
from core.values.periods import format_day

Kind = Literal["support", "trust", "attainment", "reputation", "chances", "growth", "success"]
KINDS: tuple[Kind, ...] = ("support", "trust", "attainment", "reputation", "chances", "growth", "success")
"""The kinds, most urgent first: what a leader owes comes before what they may ask for; people before numbers; numbers
that can still change; then what grows slowly. Success is no shortfall and is listed apart."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next step that a signal proposes."""

    text: str
    """What to do."""
    action: str
    """The id of the action, or of the page where it is done; empty when there is only the command."""
    command: str
    """The shell command for it."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One observation that needs attention now."""

    kind: Kind
    about: Member | None
    """The member it is about; None for the whole team."""
    headline: str
    """The observation, calmly worded: the member it is about reads the same text."""
    figures: str
    """The figures behind it."""
    step: NextStep
    weight: int = 0
    """How long it has lasted or how large it is; a larger one is more urgent within its kind."""
    concerns: Member | None = None
    """Another member it concerns, whose page has the details."""
    is_need: bool = False
    """Whether the needs report it already."""

    @property
    def page_member(self) -> Member | None:
        """Return the member whose page has the details; None for the team."""
        return self.concerns or self.about


class SignalContext:
    """The members and team data that the signals about this viewer's people are found from, read once."""

    def __init__(self, session: Session, only_member: Member | None = None) -> None:
        """`only_member` restricts it to one member, as far as the viewer may see."""
        self.session = session
        current_members = members.list_members(session)
        is_leader = session.viewer.is_leader
        self.people = [
            member
            for member in current_members
            if member.role != "watcher"
            and (is_leader or session.viewer.is_member(member.id))
            and (only_member is None or only_member.id == member.id)
        ]
        """The viewer; for a leader everybody who takes part."""
        self._everybody = by_id(current_members)
        self._names = members.short_names(session)
        self.team = get_team(session)
        self.founded = day_of_timestamp(self.team.created_at, session.now)
        self.monday = session.today - timedelta(days=session.today.isoweekday() - 1)

    def is_viewer(self, member: Member | None) -> bool:
        """Return whether the member is the viewer."""
        return member is not None and self.session.viewer.is_member(member.id)

    def counted_since(self, member: Member) -> date:
        """Return the first day that counts for a member: when they had joined and the team's file existed."""
        return max(member.joined_on, self.founded)

    def display_name(self, member: Member) -> str:
        """Return the member's short name."""
        return self._names[member.id]

    def shell_name(self, member: Member) -> str:
        """Return the member's name quoted for a shell command."""
        return quote(self.display_name(member))

    def find_member(self, member_id: int | None) -> Member | None:
        """Return the current member with that id, or None."""
        return self._everybody.get(member_id or 0)

    def format_day(self, day: date) -> str:
        """Return `12 Oct`, with the year unless it is this year."""
        return format_day(day, self.session.today)

    def talk_step(self, member: Member | None, own: NextStep) -> NextStep:
        """Return the next step: `own` for the viewer, a one-on-one for another member, the meeting for the team."""
        if member is None:
            return NextStep("Look at it together", "meeting", "huddle meet")
        if self.is_viewer(member):
            return own
        return NextStep(
            "Have a one-on-one: ask what would help", "one-on-one", f"huddle one-on-one {self.shell_name(member)}"
        )

    def praise_step(self, member: Member) -> NextStep:
        """Return the step for a success: state it as a win for the viewer, praise for another member."""
        if self.is_viewer(member):
            return NextStep("Add it as a win", "meeting", "huddle say wins 'WHAT WENT WELL'")
        return NextStep("Praise them now", "team.praise", f"huddle praise {self.shell_name(member)} 'WHAT FOR'")
