"""What becomes of votes when the card or the trend that they were given to goes."""

from __future__ import annotations

from core.session import Session
from data.changing import Change
from data.models import Card, Trend, Vote


def hand_over(s: Session, change: Change, other: Trend, into: Trend) -> None:
    """Within the change that merges `other` into `into`: its votes are given to that one."""
    for row in _given_to(s, other):
        change.update(row, trend_id=into.id)


def give_back(s: Session, change: Change, thing: Card | Trend) -> None:
    """Within the change that ends a card or a trend: whoever voted for it has these votes again.

    Taking that change back takes the votes too, and is refused where somebody has given them elsewhere since.
    """
    for row in _given_to(s, thing):
        change.delete(row)


def _given_to(s: Session, thing: Card | Trend) -> list[Vote]:
    # Everybody's, whoever acts: nobody is shown them here.
    column = "card_id" if isinstance(thing, Card) else "trend_id"
    return s.store.read(Vote, f"{column} = ?", (thing.id,))
