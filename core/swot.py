"""The team's map of the year: strengths, weaknesses, opportunities and threats, in the order that the team gave them.

They are cards on four boards, collected, grouped and voted on like any other. What each comes to is its outcome: the
team's own becomes a commitment or a goal, and what others can change goes to them on a sheet. Who said what is told
by neither: it is the team's map.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from core import commitments, goals
from core.agenda import QUESTIONS, SWOT
from core.errors import Conflict, HuddleError
from core.meeting import must_take_part
from core.session import Session
from core.votes import tally
from core.wording import clean, named
from data.models import Board, BoardKind, Card, Commitment, Goal, Meeting, Outcome, Trend

FIRST_YEAR = 2000

ADDRESSEES = ("Product", "Sales Ops", "Marketing", "Finance")
"""Who can usually change what the team cannot; any other name will do."""


@dataclass(frozen=True, slots=True)
class Item:
    """One card of the map, and what became of it."""

    card_id: int
    text: str
    trend: str | None
    votes: int | None
    """What it got, or its trend where trends were voted on; None where no votes were revealed."""
    ours: bool | None
    """Whether it lies within the team's control; None until somebody said so."""
    addressee: str | None
    became: str | None
    """The words of the commitment or goal that it became."""


@dataclass(frozen=True, slots=True)
class Quadrant:
    """One of the four, its items in order: most votes first, then as they were said."""

    kind: BoardKind
    question: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Swot:
    """A year's map, in the order of `SWOT`."""

    year: int
    quadrants: tuple[Quadrant, ...]

    @property
    def items(self) -> list[Item]:
        return [item for quadrant in self.quadrants for item in quadrant.items]


# -- the map


def swot(s: Session, year: int | None = None) -> Swot:
    """The map of a year, this one unless given: of the meetings held in it. Hidden cards are not on it.

    Raises `HuddleError` for a year that no meeting can have been held in.
    """
    year = s.today.year if year is None else year
    if not FIRST_YEAR <= year <= s.today.year + 1:
        raise HuddleError(f"There is no map of {year}. Choose a year from {FIRST_YEAR} to {s.today.year + 1}.")
    first, last = date(year, 1, 1).isoformat(), date(year, 12, 31).isoformat()
    held = {meeting.id for meeting in s.all(Meeting, "status <> 'planned' AND day BETWEEN ? AND ?", (first, last))}
    boards = [board for board in s.all(Board, "kind IN (?, ?, ?, ?)", SWOT) if board.meeting_id in held]
    return Swot(year, tuple(_quadrant(s, kind, [board for board in boards if board.kind == kind]) for kind in SWOT))


def _quadrant(s: Session, kind: BoardKind, boards: list[Board]) -> Quadrant:
    items = [item for board in boards for item in _items(s, board)]
    items.sort(key=lambda item: (-(item.votes or 0), item.card_id))
    return Quadrant(kind, boards[-1].question if boards else QUESTIONS[kind], tuple(items))


def _items(s: Session, board: Board) -> Iterable[Item]:
    votes = {one.thing.id: one.votes for one in tally(s, board)} if board.votes_revealed_at else {}
    names = {trend.id: trend.name for trend in s.all(Trend, "board_id = ?", (board.id,))}
    in_board = "card_id IN (SELECT id FROM card WHERE board_id = ?)"
    outcomes = {row.card_id: row for row in s.all(Outcome, in_board, (board.id,))}
    for card in s.all(Card, "board_id = ?", (board.id,)):
        outcome = outcomes.get(card.id)
        yield Item(
            card_id=card.id,
            text=card.text,
            trend=names.get(card.trend_id or 0),
            votes=votes.get((card.trend_id or 0) if board.votes_on == "trend" else card.id, 0) if votes else None,
            ours=outcome.ours if outcome else None,
            addressee=outcome.addressee if outcome else None,
            became=_became(s, outcome),
        )


def _became(s: Session, outcome: Outcome | None) -> str | None:
    if outcome is None:
        return None
    commitment = s.get(Commitment, outcome.commitment_id)
    while commitment is not None and commitment.replaced_by is not None:
        commitment = s.get(Commitment, commitment.replaced_by)
    standing = commitment or s.get(Goal, outcome.goal_id)
    return standing.text if standing else None


# -- what becomes of it


def mark_ours(s: Session, card_id: int) -> Outcome:
    """Says that a card of the map lies within the team's control. Raises `HuddleError` for watchers."""
    with s.change("swot.marked", meeting_id=_meeting_of(s, card_id)):
        return _decide(s, card_id, ours=True, addressee=None)


def address(s: Session, card_id: int, to: str) -> Outcome:
    """Says that others can change it, and who: one of `ADDRESSEES`, or another name.

    Raises `HuddleError` for watchers, and for what the team has taken on itself.
    """
    with s.change("swot.addressed", meeting_id=_meeting_of(s, card_id)):
        to = named(to, "Who can change it")
        known = {name.casefold(): name for name in (*addressees(s), *ADDRESSEES)}
        standing = _outcome(s, card_id)
        if standing is not None and _became(s, standing) is not None:
            raise HuddleError("The team has taken this on itself. Take that back first, with u.")
        return _decide(s, card_id, ours=False, addressee=known.get(to.casefold(), to))


def become_commitment(s: Session, card_id: int, text: str, *, team: bool = False, **what: object) -> Commitment:
    """The member who acts, or the whole `team`, takes it on; it lies within the team's control then.

    `what` and who may are as in `commitments.commit`. Raises `HuddleError` as that does, and where it has become
    something already.
    """
    with s.change("swot.taken_on", meeting_id=_meeting_of(s, card_id)):
        _must_be_nothing_yet(s, card_id)
        taken = commitments.commit(s, text, team=team, **what)  # type: ignore[arg-type]
        _decide(s, card_id, ours=True, addressee=None, commitment_id=taken.id)
        return taken


def become_goal(s: Session, card_id: int, text: str, due: date | None = None) -> Goal:
    """It becomes the team's goal. Raises `HuddleError` as `goals.set_goal` does, and where it is something already."""
    with s.change("swot.became_goal", meeting_id=_meeting_of(s, card_id)):
        _must_be_nothing_yet(s, card_id)
        goal = goals.set_goal(s, text, due=due)
        _decide(s, card_id, ours=True, addressee=None, goal_id=goal.id)
        return goal


def _decide(s: Session, card_id: int, **values: object) -> Outcome:
    me = must_take_part(s)
    values |= {"decided_by": me.id, "decided_at": s.moment}
    with s.change("swot.marked") as change:  # joins the one that is open
        standing = _outcome(s, card_id)
        if standing is not None:
            return change.update(standing, **values)
        return change.insert(Outcome.model_validate({"card_id": card_id, **values}))


def _outcome(s: Session, card_id: int) -> Outcome | None:
    return next(iter(s.all(Outcome, "card_id = ?", (card_id,))), None)


def _must_be_nothing_yet(s: Session, card_id: int) -> None:
    became = _became(s, _outcome(s, card_id))
    if became is not None:
        raise HuddleError(f"It has become “{became}” already.")


def _meeting_of(s: Session, card_id: int) -> int:
    card = s.get(Card, card_id)
    board = s.get(Board, card.board_id) if card else None
    if board is None:
        raise Conflict("This card is not there any more. Choose another.")
    if board.kind not in SWOT:
        raise HuddleError(f"This card is one of the {board.kind}. The map is made of {', '.join(SWOT)}.")
    return board.meeting_id


# -- for those who can change what the team cannot


@dataclass(frozen=True, slots=True)
class Audience:
    """What the team asks of others, in its own order. Nobody's name is on it."""

    team: str
    addressee: str
    year: int
    day: date
    quadrants: tuple[Quadrant, ...]
    """Only those with something for them."""


def addressees(s: Session) -> list[str]:
    """Everybody to whom something of the map has been addressed, by name."""
    found = {row.addressee for row in s.all(Outcome, "NOT ours AND addressee IS NOT NULL")}
    return sorted((name for name in found if name), key=str.casefold)


def audience(s: Session, name: str, year: int | None = None) -> Audience:
    """The sheet for one addressee; the beginning of the name is enough.

    Raises `HuddleError`, saying for whom there is something, when there is nothing for them.
    """
    from core.team import team

    found = swot(s, year)
    there = sorted({item.addressee for item in found.items if item.addressee}, key=str.casefold)
    wanted = clean(name).casefold()
    meant = [each for each in there if each.casefold() == wanted] or [
        each for each in there if wanted and each.casefold().startswith(wanted)
    ]
    if len(meant) != 1:
        if not there:
            raise HuddleError(f"Nothing of {found.year} is for others yet. Say so in the SWOT sheet, with x.")
        raise HuddleError(f"There is no one sheet for “{clean(name)}” in {found.year}. There are: {', '.join(there)}.")
    quadrants = (
        Quadrant(each.kind, each.question, tuple(item for item in each.items if item.addressee == meant[0]))
        for each in found.quadrants
    )
    return Audience(team(s).name, meant[0], found.year, s.today, tuple(each for each in quadrants if each.items))
