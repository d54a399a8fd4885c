"""Wins: small and big ones, the author's own or another member's, stated on the wins board of the open meeting."""

from __future__ import annotations

from dataclasses import dataclass

from core import models
from core.access.session import Session
from core.errors import HuddleError
from core.meeting import cards, mailbox
from core.meeting.lifecycle import require_participant
from core.meeting.mentions import parse_mention
from core.team.members import list_members, short_names
from data.change import Change


@dataclass(frozen=True, slots=True)
class StatedWin:
    """A win on the board, with the names to show."""

    card: models.Card
    owner: str
    """Whose win it is; empty when no name is stored."""
    stated_by: str = ""
    """Who stated it, if that was another member."""


def list_wins(session: Session, board: models.Board) -> list[StatedWin]:
    """Return the wins on the board that the viewer may see, in the order in which they were stated."""
    names = short_names(session)
    stated = []
    for card in cards.list_cards(session, board):
        author_name = names.get(card.member_id or 0, "")
        about_name = names.get(card.about_id or 0, "")
        stated.append(
            StatedWin(card, about_name or author_name, author_name if about_name and about_name != author_name else "")
        )
    return stated


def add_win(session: Session, board: models.Board, line: str, *, begun_at: str | None = None) -> models.Card:
    """State a win as it was typed: `@Lea won Kessler` is Lea's win, a line without a mention is the acting member's.
    `begun_at` is when it was begun, as for `add_card`.

    Raises `HuddleError` for a name that does not fit one member alone, and as `add_card` does.
    """
    require_participant(session)
    people = list_members(session, include_left=True)
    members, gone = ([one for one in people if (one.left_on is None) == is_here] for is_here in (True, False))
    about, words = parse_mention(members, line, short_names(session), gone)
    return cards.add_card(session, board, words, about=other_member_or_none(session, about), begun_at=begun_at)


def can_mark_big(session: Session, card: models.Card) -> bool:
    """Return whether the viewer may mark the win as big: its author, its typist and the member whose win it is."""
    own = (
        session.viewer.is_member(card.member_id, card.typed_by, card.about_id)
        or card.id < 0  # waits to be told, and this session has said it
    )
    return own and session.viewer.role in ("leader", "seller")


def mark_big(session: Session, card: models.Card, *, big: bool = True) -> models.Card:
    """Mark a win as big, to be celebrated on every screen, or as small again. Returns the card.

    Raises `HuddleError` for another member's win, for a card of another board, and once the wins stage is over.
    """
    board = session.get(models.Board, card.board_id)
    if board is None or board.kind != "wins":
        raise HuddleError("Only a win can be big. Add it as a win first.")
    with session.change(
        "win.marked" if big else "win.unmarked", meeting_id=board.meeting_id, anonymous=board.anonymous
    ) as change:
        require_participant(session)
        if card.id < 0:
            return _mark_waiting(session, change, board, card, big=big)
        current = session.reload(card, "This win was deleted in the meantime.")
        if not can_mark_big(session, current):
            raise HuddleError("Only the person who added this win, or whose win it is, can change that.")
        if not cards.accepts_cards(session, board):
            raise HuddleError("The wins stage is over, so wins can't change.")
        return change.update(current, big=big)


def _mark_waiting(
    session: Session, change: Change, board: models.Board, card: models.Card, *, big: bool
) -> models.Card:
    """Mark a win that this session has said without a name and that is not told yet."""
    waiting = next((own for own in mailbox.own_cards(session, board) if own.id == card.id), None)
    if waiting is None:
        raise HuddleError("Anonymous wins can't be changed once they are shown.")
    return mailbox.change_card(session, change, waiting, big=big)


def other_member_or_none(session: Session, about: models.Member | None) -> models.Member | None:
    """Return the member a win is `about`; None for the acting member, which is what a line without a mention means."""
    return None if about is None or session.viewer.is_member(about.id) else about
