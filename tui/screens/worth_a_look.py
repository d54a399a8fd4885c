"""The few signals that stand on the screens one looks at first; all of them are a key away."""

from __future__ import annotations

from collections.abc import Sequence

from core import home, members, signals
from core.needs import Need
from core.session import Session
from core.signals import Signal
from core.wording import called
from tui.widgets.facts import Fact

MOST_NEEDS, MOST_NEEDS_WHERE_TALL = 5, 12
"""Who needs the leader, as many as stand on the first screen where there are signals too."""

MOST_OWN = 2
"""Of one's own that stand on one's own screen: it is for what one does, and not for what is behind."""


def sign(each: Signal) -> str:
    """What went well has its own."""
    return "✓" if each.kind == "success" else "●"


def needs_and_signals(
    s: Session, waiting: Sequence[Need], found: Sequence[Signal] | None, *, tall: bool
) -> tuple[list[Fact], int]:
    """Who needs the viewer, and the leader's most urgent of the signals that were `found`, in a few lines; and how many
    there are besides. None: nobody has looked yet, and room is kept for them.

    The leader's own signal stands first; then whoever waits, the most urgent first, up to `MOST_NEEDS`; then what else
    runs behind, and one thing that went well.
    """
    shown = waiting if found == [] else waiting[: MOST_NEEDS_WHERE_TALL if tall else MOST_NEEDS]
    found = found or []
    few = signals.urgent(found)
    mine = [each for each in few if each.kind != "success" and each.about and s.viewer.is_member(each.about.id)][:1]
    others = [each for each in few if each not in mine]
    people = members.members(s)

    def fact(each: Signal) -> Fact:
        own = each.about is not None and s.viewer.is_member(each.about.id)
        who = "You" if own else called(each.about, people) if each.about else "The team"
        return Fact(f"{each.what} · {each.figures}", who=who)

    facts = [*map(fact, mine), *(Fact(need.sentence, who=need.who) for need in shown), *map(fact, others)]
    rest = len(waiting) - len(shown) + sum(not each.told for each in found) - len(few)
    return facts, rest


def own_signals(s: Session) -> list[Fact]:
    """The most urgent of the viewer's own, in the words in which the leader reads them too, and where one does
    something about it."""
    mine = signals.of(signals.signals(s, s.me), s.me) if home.takes_part(s) else []
    few = signals.urgent(mine, MOST_OWN)
    facts = [Fact(f"{each.what} · {each.figures}", sign=sign(each), right=each.step.place) for each in few]
    if facts and (rest := len(mine) - len(few)):
        facts.append(Fact(f"and {rest} more: S", quiet=True))
    return facts
