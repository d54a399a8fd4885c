"""Wins: small and big ones, of oneself or of another, stated on the wins board of the open meeting."""

from __future__ import annotations

from dataclasses import dataclass

from core import collect
from core.addressed import addressed
from core.errors import Conflict, HuddleError
from core.meeting import must_take_part
from core.members import members
from core.models import Board, Card, Member
from core.session import Session
from core.wording import called


@dataclass(frozen=True, slots=True)
class StatedWin:
    """One win on the board."""

    card: Card
    whose: str
    """Whose win it is; empty where nobody's name is kept."""
    by: str = ""
    """Who said it, where that was another."""


def wins(s: Session, board: Board) -> list[StatedWin]:
    """What was stated on the board and the viewer may see, in the order in which it was said."""
    people = members(s, include_left=True)
    names = {member.id: called(member, people) for member in people}
    found = []
    for card in collect.cards(s, board):
        by = names.get(card.member_id or 0, "")
        about = names.get(card.about_id or 0, "")
        found.append(StatedWin(card, about or by, by if about and about != by else ""))
    return found


def state(s: Session, board: Board, line: str) -> Card:
    """States a win as it was typed: `@Lea won Kessler` is Lea's, a line without a name is one's own.

    Raises `HuddleError` for a name that is not one person's alone, and as `collect.state` does.
    """
    must_take_part(s)
    about, words = addressed(members(s), line)
    return collect.state(s, board, words, about=another(s, about))


def may_mark(s: Session, card: Card) -> bool:
    """Whether the viewer says that it is a big win: whoever said it, and whose it is."""
    own = s.viewer.is_member(card.member_id, card.typed_by, card.about_id) or card.id in s.viewer.own_cards
    return own and s.viewer.role in ("leader", "seller")


def mark_big(s: Session, card: Card, *, big: bool = True) -> Card:
    """It is a big win, to be celebrated on every screen; or after all a small one. Returns the card.

    Raises `HuddleError` for another's win, for a card of another board, and once the wins stage is over.
    """
    board = s.get(Board, card.board_id)
    if board is None or board.kind != "wins":
        raise HuddleError("Only what stands on the wins board is a big win. State it there first.")
    with s.change(
        "win.marked" if big else "win.unmarked", meeting_id=board.meeting_id, anonymous=board.anonymous
    ) as change:
        must_take_part(s)
        standing = s.get(Card, card.id)
        if standing is None:
            raise Conflict("This win has been taken back in the meantime.")
        if not may_mark(s, standing):
            raise HuddleError("Whoever said it, or whose win it is, says how big it is. Ask them.")
        if not collect.is_open(s, board):
            raise HuddleError("The wins stage is over, and its wins stay as they are.")
        return change.update(standing, big=big)


def another(s: Session, about: Member | None) -> Member | None:
    """Whom a win is `about`; None for the acting member: that is what a line without a name says."""
    return None if about is None or s.viewer.is_member(about.id) else about
