"""The team's SWOT map of a year: strengths, weaknesses, opportunities and threats, in order of votes.

They are cards on four boards, collected, grouped and voted on like others. Each may get an outcome: a commitment or a
goal of the team, or an addressee outside it, who gets a sheet. Neither the map nor a sheet shows who said what.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Unpack

from core.access.session import Session
from core.commitments import commitments
from core.commitments.commitments import CommitmentTerms
from core.errors import Conflict, HuddleError
from core.goals import goals
from core.meeting.agenda import DEFAULT_QUESTIONS, SWOT_BOARDS
from core.meeting.lifecycle import require_participant
from core.meeting.vote_tally import tally
from core.models import Board, BoardKind, Card, Commitment, Goal, Meeting, Outcome, Trend
from core.values.text import clean, join_words, require_name

FIRST_YEAR = 2000
"""The first year that a map can be asked for."""

ADDRESSEES = ("Product", "Sales Ops", "Marketing", "Finance")
"""The usual addressees; any other name is allowed."""


@dataclass(frozen=True, slots=True)
class SwotItem:
    """One card of the map, and its outcome."""

    card_id: int
    text: str
    trend: str | None
    """The name of its trend."""
    votes: int | None
    """Its votes, or its trend's where trends were voted on; None where no votes were revealed."""
    ours: bool | None
    """Whether it lies within the team's control; None until somebody has said so."""
    addressee: str | None
    became: str | None
    """The text of the commitment or goal that it became."""


@dataclass(frozen=True, slots=True)
class SwotQuadrant:
    """One of the four quadrants; most votes first, then in the order in which the cards were stated."""

    kind: BoardKind
    question: str
    items: tuple[SwotItem, ...]


@dataclass(frozen=True, slots=True)
class Swot:
    """A year's map, its quadrants in the order of `SWOT`."""

    year: int
    quadrants: tuple[SwotQuadrant, ...]

    @property
    def items(self) -> list[SwotItem]:
        """Return the items of all quadrants."""
        return [item for quadrant in self.quadrants for item in quadrant.items]


# -- the map


def read_swot(session: Session, year: int | None = None) -> Swot:
    """Return the map of a year, by default this one, from the meetings held in it. Hidden cards are left out.

    Raises `HuddleError` for a year that no meeting can have been held in.
    """
    year = session.today.year if year is None else year
    if not FIRST_YEAR <= year <= session.today.year + 1:
        raise HuddleError(f"There is no SWOT of {year}. Choose a year from {FIRST_YEAR} to {session.today.year + 1}.")
    first, last = date(year, 1, 1).isoformat(), date(year, 12, 31).isoformat()
    held = {
        meeting.id for meeting in session.all(Meeting, "status <> 'planned' AND day BETWEEN ? AND ?", (first, last))
    }
    boards = [board for board in session.all(Board, "kind IN (?, ?, ?, ?)", SWOT_BOARDS) if board.meeting_id in held]
    return Swot(
        year, tuple(_quadrant(session, kind, [board for board in boards if board.kind == kind]) for kind in SWOT_BOARDS)
    )


def _quadrant(session: Session, kind: BoardKind, boards: list[Board]) -> SwotQuadrant:
    items = [item for board in boards for item in _items(session, board)]
    items.sort(key=lambda item: (-(item.votes or 0), item.card_id))
    return SwotQuadrant(kind, boards[-1].question if boards else DEFAULT_QUESTIONS[kind], tuple(items))


def _items(session: Session, board: Board) -> Iterable[SwotItem]:
    votes = {tallied.subject.id: tallied.votes for tallied in tally(session, board)} if board.votes_revealed_at else {}
    names = {trend.id: trend.name for trend in session.all(Trend, "board_id = ?", (board.id,))}
    in_board = "card_id IN (SELECT id FROM visible_card WHERE board_id = ?)"
    outcomes = {row.card_id: row for row in session.all(Outcome, in_board, (board.id,))}
    for card in session.all(Card, "board_id = ?", (board.id,)):
        outcome = outcomes.get(card.id)
        yield SwotItem(
            card_id=card.id,
            text=card.text,
            trend=names.get(card.trend_id or 0),
            votes=votes.get((card.trend_id or 0) if board.votes_on == "trend" else card.id, 0) if votes else None,
            ours=outcome.ours if outcome else None,
            addressee=outcome.addressee if outcome else None,
            became=_result_text(session, outcome),
        )


def _result_text(session: Session, outcome: Outcome | None) -> str | None:
    """Return the current text of the commitment or goal that an outcome led to, or None."""
    if outcome is None:
        return None
    commitment = session.get(Commitment, outcome.commitment_id)
    while commitment is not None and commitment.replaced_by is not None:
        commitment = session.get(Commitment, commitment.replaced_by)
    result = commitment or session.get(Goal, outcome.goal_id)
    return result.text if result else None


# -- outcomes


def mark_ours(session: Session, card_id: int) -> Outcome:
    """Record that a card lies within the team's control, and return the outcome. Raises `HuddleError` for watchers."""
    with session.change("swot.marked", meeting_id=_meeting_id_of_card(session, card_id)):
        return _decide(session, card_id, ours=True, addressee=None)


def set_addressee(session: Session, card_id: int, addressee: str) -> Outcome:
    """Record who outside the team can change it, one of `ADDRESSEES` or another name, and return the outcome.

    Raises `HuddleError` for watchers, and when it has become a commitment or goal of the team.
    """
    with session.change("swot.addressed", meeting_id=_meeting_id_of_card(session, card_id)):
        addressee = require_name(addressee, "Who can change it")
        known = {name.casefold(): name for name in (*list_addressees(session), *ADDRESSEES)}
        outcome = _outcome(session, card_id)
        if outcome is not None and _result_text(session, outcome) is not None:
            raise HuddleError("The team has already committed to this. Undo that first.")
        return _decide(session, card_id, ours=False, addressee=known.get(addressee.casefold(), addressee))


def turn_into_commitment(
    session: Session, card_id: int, text: str, *, team: bool = False, **terms: Unpack[CommitmentTerms]
) -> Commitment:
    """Turn a card into a commitment of the acting member, or of the whole `team`, and return the commitment.

    It is then within the team's control. `terms` and the rights are as in `commitments.commit`. Raises `HuddleError` as
    that does, and when the card has become a commitment or goal already.
    """
    with session.change("swot.taken_on", meeting_id=_meeting_id_of_card(session, card_id)):
        _require_no_result(session, card_id)
        commitment = commitments.commit(session, text, team=team, **terms)
        _decide(session, card_id, ours=True, addressee=None, commitment_id=commitment.id)
        return commitment


def turn_into_goal(session: Session, card_id: int, text: str, due: date | None = None) -> Goal:
    """Turn a card into a goal of the team, and return the goal. Raises `HuddleError` as `goals.set_goal` does, and when
    it has become a commitment or goal already."""
    with session.change("swot.became_goal", meeting_id=_meeting_id_of_card(session, card_id)):
        _require_no_result(session, card_id)
        goal = goals.set_goal(session, text, due=due)
        _decide(session, card_id, ours=True, addressee=None, goal_id=goal.id)
        return goal


def _decide(session: Session, card_id: int, **values: object) -> Outcome:
    acting = require_participant(session)
    values |= {"decided_by": acting.id, "decided_at": session.timestamp}
    with session.change("swot.marked") as change:  # joins the open change
        outcome = _outcome(session, card_id)
        if outcome is not None:
            return change.update(outcome, **values)
        return change.insert(Outcome.model_validate({"card_id": card_id, **values}))


def _outcome(session: Session, card_id: int) -> Outcome | None:
    return next(iter(session.all(Outcome, "card_id = ?", (card_id,))), None)


def _require_no_result(session: Session, card_id: int) -> None:
    text = _result_text(session, _outcome(session, card_id))
    if text is not None:
        raise HuddleError(f"It is already “{text}”.")


def _meeting_id_of_card(session: Session, card_id: int) -> int:
    """Return the id of the card's meeting. Raises `HuddleError` for a card that is not on the map."""
    card = session.get(Card, card_id)
    board = session.get(Board, card.board_id) if card else None
    if board is None:
        raise Conflict("This card was removed. Choose another.")
    if board.kind not in SWOT_BOARDS:
        raise HuddleError(f"This card is one of the {board.kind}. SWOT has {join_words(SWOT_BOARDS)}.")
    return board.meeting_id


# -- the sheet for an addressee


@dataclass(frozen=True, slots=True)
class AudienceSheet:
    """What the team asks of one addressee, in order of priority. No member's name is on it."""

    team: str
    addressee: str
    year: int
    day: date
    quadrants: tuple[SwotQuadrant, ...]
    """Only the quadrants with items for this addressee."""


def list_addressees(session: Session) -> list[str]:
    """Return all addressees of outcomes, by name."""
    names = {row.addressee for row in session.all(Outcome, "NOT ours AND addressee IS NOT NULL")}
    return sorted((name for name in names if name), key=str.casefold)


def read_audience_sheet(session: Session, name: str, year: int | None = None) -> AudienceSheet:
    """Return the sheet for one addressee; the beginning of the name is enough.

    Raises `HuddleError`, naming the addressees, when there is not exactly one.
    """
    from core.team.record import get_team

    year_map = read_swot(session, year)
    known = sorted({item.addressee for item in year_map.items if item.addressee}, key=str.casefold)
    wanted = clean(name).casefold()
    matches = [candidate for candidate in known if candidate.casefold() == wanted] or [
        candidate for candidate in known if wanted and candidate.casefold().startswith(wanted)
    ]
    if len(matches) != 1:
        if not known:
            raise HuddleError(f"No {year_map.year} items for other departments yet.", action="swot.others")
        raise HuddleError(f"“{clean(name)}” has no items in {year_map.year}. Departments: {join_words(known)}.")
    quadrants = (
        SwotQuadrant(
            quadrant.kind, quadrant.question, tuple(item for item in quadrant.items if item.addressee == matches[0])
        )
        for quadrant in year_map.quadrants
    )
    return AudienceSheet(
        get_team(session).name,
        matches[0],
        year_map.year,
        session.today,
        tuple(quadrant for quadrant in quadrants if quadrant.items),
    )
