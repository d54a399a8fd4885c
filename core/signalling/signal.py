"""What a signal is, and from what all of them are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from shlex import quote
from typing import Literal

from core import members
from core.clock import day_of
from core.models import Member
from core.periods import MONTHS
from core.session import Session
from core.team import team

Kind = Literal["support", "trust", "attainment", "reputation", "chances", "growth", "success"]
KINDS: tuple[Kind, ...] = ("support", "trust", "attainment", "reputation", "chances", "growth", "success")
"""The most urgent first. What a leader owes comes before what they may ask for; people before numbers; a number while
it can still be turned; then what grows slowly. What went well is no shortfall, and is told apart."""


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next."""

    words: str
    place: str
    """Where, by its key and its name: `8 One-on-one`; empty where the command alone does it."""
    command: str
    """The same in the shell."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing that is worth a look now."""

    kind: Kind
    about: Member | None
    """Whom it is about; None is the whole team."""
    what: str
    """What is seen, calmly: the one whom it is about reads the same."""
    figures: str
    """The figures behind it."""
    step: Step
    weight: int = 0
    """How long it has lasted or how much it is: the larger the more urgent, among its kind."""
    whom: Member | None = None
    """With whom it has to do, where that is another than whom it is about: their page tells more."""
    told: bool = False
    """Whether it stands among what needs the leader already."""

    @property
    def page(self) -> Member | None:
        """Whose page tells more; None where it is the team's."""
        return self.whom or self.about


class Look:
    """Whom and what the viewer may be told of, read once for all signals."""

    def __init__(self, s: Session, only: Member | None = None) -> None:
        """`only` looks at one member alone, as far as the viewer may."""
        self.s = s
        everybody = members.members(s)
        leads = s.viewer.is_leader
        self.people = [
            member
            for member in everybody
            if member.role != "watcher"
            and (leads or s.viewer.is_member(member.id))
            and (only is None or only.id == member.id)
        ]
        """Themself; for a leader everybody who takes part."""
        self._everybody = {member.id: member for member in everybody}
        firsts = Counter(member.name.split()[0].casefold() for member in everybody)
        self._unique = {first for first, times in firsts.items() if times == 1}
        self.team = team(s)
        self.founded = day_of(self.team.created_at, s.now)
        self.monday = s.today - timedelta(days=s.today.isoweekday() - 1)

    def own(self, member: Member | None) -> bool:
        """Whether it is about the viewer."""
        return member is not None and self.s.viewer.is_member(member.id)

    def since(self, member: Member) -> date:
        """From when on anything can be said of a member: they were here, and so was the team's file."""
        return max(member.joined_on, self.founded)

    def name(self, member: Member) -> str:
        """What a member is called in a sentence: as `core.wording.called` has it, for hundreds of names."""
        first = member.name.split()[0]
        return first if first.casefold() in self._unique else member.name

    def typed(self, member: Member) -> str:
        """What a member is called in a command."""
        return quote(self.name(member))

    def member(self, member_id: int | None) -> Member | None:
        """Who is on the team under that id."""
        return self._everybody.get(member_id or 0)

    def day(self, day: date) -> str:
        """`12 Oct`, with the year where that is another."""
        year = f" {day.year}" if day.year != self.s.today.year else ""
        return f"{day.day} {MONTHS[day.month - 1]}{year}"

    def talk(self, member: Member | None, own: Step) -> Step:
        """The next step for another is a talk; for oneself it is one's `own`; for the team it is the meeting."""
        if member is None:
            return Step("Look at it together", "2 Meeting", "huddle meet")
        if self.own(member):
            return own
        return Step("Talk about it, and ask what would help", "8 One-on-one", f"huddle one-on-one {self.typed(member)}")

    def praise(self, member: Member) -> Step:
        """What went well is praised; one's own is a win."""
        if self.own(member):
            return Step("State it as a win", "2 Meeting", "huddle say wins 'WHAT WENT WELL'")
        return Step("Praise it while it is fresh", "7 Team, p", f"huddle praise {self.typed(member)} 'WHAT FOR'")


def counted(count: int, one: str, many: str) -> str:
    """`1 account`, `3 accounts`"""
    return f"{count} {one if count == 1 else many}"


def listed(words: Sequence[str]) -> str:
    """`12, 9 and 7`"""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
