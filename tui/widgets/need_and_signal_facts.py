"""The few most urgent needs and signals for the home screens; the signals screen has all of them."""

from __future__ import annotations

from collections.abc import Sequence

from core.access.session import Session
from core.overview.needs.need import Need
from core.overview.signals import signals
from core.overview.signals.signal import Signal
from core.team import members, permissions
from tui.action_hints import page_title
from tui.widgets.fact_list import Fact
from tui.widgets.signs import SUCCESS

MOST_NEEDS, MOST_NEEDS_IN_LONG_LIST = 5, 12
"""How many needs the home screen shows if there are signals too, and how many in a long list."""

MOST_OWN_SIGNALS = 2
"""How many of the viewer's own signals the `Me` screen shows."""


def signal_sign(signal: Signal) -> str:
    """Return the sign of a signal: ✓ for a success, ● for any other."""
    return SUCCESS if signal.kind == "success" else "●"


def need_and_signal_facts(
    session: Session, needs: Sequence[Need], ready_signals: Sequence[Signal] | None, *, long: bool
) -> tuple[list[Fact], int]:
    """Return facts about `needs` and the most urgent of `ready_signals`, and how many are left out.

    `ready_signals` is None while signals are still being read; needs are then limited as if there were signals. The
    order is: one signal about the viewer, then the needs in their order, then the other urgent signals.
    """
    shown = needs if ready_signals == [] else needs[: MOST_NEEDS_IN_LONG_LIST if long else MOST_NEEDS]
    ready_signals = ready_signals or []
    shown_signals = signals.most_urgent(ready_signals)
    mine = [
        signal
        for signal in shown_signals
        if signal.kind != "success" and signal.about and session.viewer.is_member(signal.about.id)
    ][:1]
    others = [signal for signal in shown_signals if signal not in mine]
    names = members.short_names(session)

    def fact(signal: Signal) -> Fact:
        own = signal.about is not None and session.viewer.is_member(signal.about.id)
        who = "You" if own else names[signal.about.id] if signal.about else "The team"
        return Fact(f"{signal.headline} · {signal.figures}", who=who)

    facts = [*map(fact, mine), *(Fact(need.sentence, who=need.subject) for need in shown), *map(fact, others)]
    rest = len(needs) - len(shown) + sum(not signal.is_need for signal in ready_signals) - len(shown_signals)
    return facts, rest


def own_signal_facts(session: Session, *, signals_key: str) -> list[Fact]:
    """Return the viewer's own most urgent signals, in the words the leader reads too, with the place to act on them.

    `signals_key` opens the others.
    """
    mine = (
        signals.about_member(signals.list_signals(session, session.me), session.me)
        if permissions.takes_part(session)
        else []
    )
    shown = signals.most_urgent(mine, MOST_OWN_SIGNALS)
    facts = [
        Fact(f"{signal.headline} · {signal.figures}", sign=signal_sign(signal), right=page_title(signal.step.action))
        for signal in shown
    ]
    if facts and (rest := len(mine) - len(shown)):
        facts.append(Fact(f"{rest} more: press {signals_key}", quiet=True))
    return facts
