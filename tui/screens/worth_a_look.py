"""The few signals that stand on the screens one looks at first; all of them are a key away."""

from __future__ import annotations

from core import home, members, signals
from core.session import Session
from core.signals import Signal
from core.wording import called
from tui.widgets.facts import Fact

MOST_OWN = 2
"""Of one's own that stand on one's own screen: it is for what one does, and not for what is behind."""


def sign(each: Signal) -> str:
    """What went well has its own."""
    return "✓" if each.kind == "success" else "●"


def urgent_of_leader(s: Session) -> list[Fact]:
    """The most urgent few of the leader's, with how many there are besides; nothing for anybody else."""
    if not s.viewer.is_leader:
        return []
    found = signals.signals(s)
    few = signals.urgent(found)
    people = members.members(s)

    def whose(each: Signal) -> str:
        if each.about is None:
            return "The team"
        return "You" if s.viewer.is_member(each.about.id) else called(each.about, people)

    facts = [Fact(f"{each.what} · {each.figures}", who=whose(each)) for each in few]
    if rest := sum(not each.told for each in found) - len(few):
        facts.append(Fact(f"and {rest} more {'signal' if rest == 1 else 'signals'}: S", quiet=True))
    return facts


def own_signals(s: Session) -> list[Fact]:
    """The most urgent of the viewer's own, in the words in which the leader reads them too, and where one does
    something about it."""
    mine = signals.of(signals.signals(s), s.me) if home.takes_part(s) else []
    few = signals.urgent(mine, MOST_OWN)
    facts = [Fact(f"{each.what} · {each.figures}", sign=sign(each), right=each.step.place) for each in few]
    if facts and (rest := len(mine) - len(few)):
        facts.append(Fact(f"and {rest} more: S", quiet=True))
    return facts
