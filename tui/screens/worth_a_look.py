"""The few most urgent needs and signals for the home screens; the signals screen has all of them."""

from __future__ import annotations

from collections.abc import Sequence

from core import home, members, signals
from core.needs import Need
from core.session import Session
from core.signals import Signal
from core.wording import called
from tui.widgets.facts import Fact

MOST_NEEDS, MOST_NEEDS_WHERE_TALL = 5, 12
"""How many needs the home screen shows if there are signals too, and how many on a tall screen."""

MOST_OWN = 2
"""How many of the viewer's own signals the `Me` screen shows."""


def sign(each: Signal) -> str:
    """Return the sign of a signal: ✓ for a success, ● for any other."""
    return "✓" if each.kind == "success" else "●"


def needs_and_signals(
    session: Session, waiting: Sequence[Need], found: Sequence[Signal] | None, *, tall: bool
) -> tuple[list[Fact], int]:
    """Return facts about `needs` and the most urgent of `ready_signals`, and how many are left out.

    `ready_signals` is None while signals are still being read; needs are then limited as if there were signals. The
    order is: one signal about the viewer, then the needs in their order, then the other urgent signals.
    """
    shown = waiting if found == [] else waiting[: MOST_NEEDS_WHERE_TALL if tall else MOST_NEEDS]
    found = found or []
    shown_signals = signals.urgent(found)
    mine = [
        signal
        for signal in shown_signals
        if signal.kind != "success" and signal.about and session.viewer.is_member(signal.about.id)
    ][:1]
    others = [signal for signal in shown_signals if signal not in mine]
    people = members.members(session)

    def fact(signal: Signal) -> Fact:
        own = signal.about is not None and session.viewer.is_member(signal.about.id)
        who = "You" if own else called(signal.about, people) if signal.about else "The team"
        return Fact(f"{signal.what} · {signal.figures}", who=who)

    facts = [*map(fact, mine), *(Fact(need.sentence, who=need.who) for need in shown), *map(fact, others)]
    rest = len(waiting) - len(shown) + sum(not signal.told for signal in found) - len(shown_signals)
    return facts, rest


def own_signals(session: Session) -> list[Fact]:
    """Return the viewer's own most urgent signals, in the words the leader reads too, with the place to act on them."""
    mine = signals.of(signals.signals(session, session.me), session.me) if home.takes_part(session) else []
    shown = signals.urgent(mine, MOST_OWN)
    facts = [Fact(f"{signal.what} · {signal.figures}", sign=sign(signal), right=signal.step.place) for signal in shown]
    if facts and (rest := len(mine) - len(shown)):
        facts.append(Fact(f"and {rest} more: S", quiet=True))
    return facts
