"""What happens to votes when the card or trend that they were given to is merged or removed."""

from __future__ import annotations

from core.access.session import Session
from data.change import Change
from data.models import Card, Trend, Vote


def move_votes(session: Session, change: Change, source: Trend, into: Trend) -> None:
    """Move the votes of `source` to `into`, inside the change that merges the two trends."""
    for row in _votes_for(session, source):
        change.update(row, trend_id=into.id)


def return_votes(session: Session, change: Change, subject: Card | Trend) -> None:
    """Delete the votes for a card or trend, inside the change that removes it, so that their members may give them
    again.

    Undoing that change restores the votes; it is refused when a member has used them elsewhere since.
    """
    for row in _votes_for(session, subject):
        change.delete(row)


def _votes_for(session: Session, thing: Card | Trend) -> list[Vote]:
    # Read past the session's rules: every member's votes change, and none of them is shown.
    column = "card_id" if isinstance(thing, Card) else "trend_id"
    return session.store.read(Vote, f"{column} = ?", (thing.id,))
