"""Hurdles: what stands in the way of the team or a member, and how each one ended.

A hurdle is a card on a hurdles board, of the open meeting or else of the planned one. It ends as a commitment, as a
conversation, or as “not ours” with who can change it; one that does not end is carried over
(`core.meeting.carried_hurdles`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Unpack

from core.access.session import Session
from core.commitments import commitments, occurrences
from core.commitments.commitments import CommitmentTerms
from core.commitments.permissions import may_answer
from core.conversations import conversations
from core.errors import Conflict, HuddleError
from core.meeting import cards, carried_hurdles, lifecycle
from core.meeting.agenda import AGENDAS, DEFAULT_QUESTIONS
from core.meeting.vote_tally import tally
from core.metrics.metrics import is_private, reload_metric
from core.metrics.rating import format_target
from core.models import Board, Card, Commitment, Conversation, Meeting, Member, Metric, Outcome
from core.team.members import list_members, short_names
from core.values import amounts
from core.values.periods import Period, format_day, period_containing
from core.values.text import STATEMENT_LIMIT, require_name, require_text
from data.sqlite import placeholders

ORDINALS = ("", "", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
"""The ordinals of how often a hurdle has been named, by the number of times."""


@dataclass(frozen=True, slots=True)
class Hurdle:
    """One hurdle, and how it ended, if it has."""

    card: Card
    author_name: str
    """The name of the member who named it; empty where it is not stored."""
    times_named: int
    """In how many meetings it has been named, this one included."""
    votes: int | None
    """None until votes are revealed."""
    outcome: Outcome | None = None
    outcome_text: str = ""
    """How it ended, in words: `→ Ana: templates by Friday`, `→ Product`; empty while it is open."""

    @property
    def times_text(self) -> str:
        """Return `third time`; empty for one that is new."""
        if self.times_named < 2:
            return ""
        return f"{ORDINALS[self.times_named] if self.times_named < len(ORDINALS) else f'{self.times_named}th'} time"


# -- queries


def current_board(session: Session) -> Board | None:
    """Return the board on which hurdles are named now: the open meeting's, else the planned one's; None without one."""
    open_board = _open_meeting_board(session)
    return open_board or carried_hurdles.planned_hurdles_board(session)


def list_hurdles(session: Session, meeting: Meeting | None = None) -> list[Hurdle]:
    """Return the hurdles of `meeting`, by default the current ones.

    Open ones come first, by votes once these are revealed, then by how often they were named.
    """
    if meeting is not None:
        own = next(iter(session.all(Board, "kind = 'hurdles' AND meeting_id = ?", (meeting.id,))), None)
        board_cards = cards.list_cards(session, own) if own else []
    else:
        own = current_board(session)
        left = carried_hurdles.unsolved_hurdles(session) if own is None or _open_meeting_board(session) is None else []
        board_cards = [*left, *(cards.list_cards(session, own) if own else [])]
    return make_hurdles(session, board_cards, own)


def list_unsolved(session: Session) -> list[Hurdle]:
    """Return the current hurdles that have no outcome yet."""
    return [hurdle for hurdle in list_hurdles(session) if hurdle.outcome is None]


def find_hurdle(session: Session, number: int) -> Hurdle:
    """Return the current hurdle with that number. Raises `HuddleError` when there is none."""
    match = next((hurdle for hurdle in list_hurdles(session) if hurdle.card.id == number), None)
    if match is None:
        raise HuddleError(f"There is no hurdle {number}. See: huddle hurdle list")
    return match


def _open_meeting_board(session: Session) -> Board | None:
    open_meeting = lifecycle.open_meeting_or_none(session)
    if open_meeting is None:
        return None
    return next(iter(session.all(Board, "kind = 'hurdles' AND meeting_id = ?", (open_meeting.id,))), None)


def make_hurdles(session: Session, cards: list[Card], board: Board | None = None) -> list[Hurdle]:
    """Return these cards as hurdles, open ones first. Votes are those on `board`."""
    if not cards:
        return []
    marks = placeholders(cards)
    ids = tuple(card.id for card in cards)
    ended = {outcome.card_id: outcome for outcome in session.all(Outcome, f"card_id IN ({marks})", ids)}
    times_named = carried_hurdles.count_times_named(session, cards)
    votes_by_card: dict[int, int | None] = {}
    if board is not None and board.votes_revealed_at and board.votes_on == "card":
        votes_by_card = {hurdle.subject.id: hurdle.votes for hurdle in tally(session, board)}
    names = short_names(session)
    result = [
        Hurdle(
            card=card,
            author_name=names.get(card.member_id or 0, ""),
            times_named=times_named.get(card.id, 1),
            votes=votes_by_card.get(card.id),
            outcome=ended.get(card.id),
            outcome_text=_outcome_text(session, ended[card.id], names) if card.id in ended else "",
        )
        for card in cards
    ]
    return sorted(
        result,
        key=lambda hurdle: (hurdle.outcome is not None, -(hurdle.votes or 0), -hurdle.times_named, hurdle.card.id),
    )


def _outcome_text(session: Session, outcome: Outcome, names: dict[int, str]) -> str:
    if not outcome.ours:
        words = f": {outcome.words}" if outcome.words else ""
        return f"→ {outcome.addressee or 'not ours'}{words}"
    commitment = session.get(Commitment, outcome.commitment_id)
    while commitment is not None and commitment.replaced_by is not None:  # follow to the current wording
        commitment = session.get(Commitment, commitment.replaced_by)
    if commitment is not None:
        return f"→ {names.get(commitment.member_id or 0, 'the team')}: {commitment.text}"
    conversation = session.get(Conversation, outcome.conversation_id)
    # Everybody may know that the two talk; the day is shown only where the viewer may see the conversation.
    when = f", {format_day(conversation.held_on)}" if conversation else ""
    return f"→ meeting with {outcome.addressee}{when}" if outcome.addressee else "→ resolved"


# -- naming a hurdle


def add_hurdle(session: Session, text: str, *, author: Member | None = None) -> Card:
    """Name a hurdle, in a meeting or between two, and return its card. Plans the next meeting where none is planned.

    Raises `HuddleError` as `collect.add_card` does.
    """
    text = require_text(text, "The hurdle")
    lifecycle.require_participant(session)
    return cards.add_card(session, current_board(session) or _board_to_name_on(session), text, author=author)


def _board_to_name_on(session: Session) -> Board:
    """Return the hurdles board of the next meeting, making the board, and the planned meeting, where they are
    missing."""
    with session.change("board.made") as change:
        existing = current_board(session)
        if existing is not None:
            return existing
        planned = session.all(Meeting, "status = 'planned'", order="day, id")
        with_hurdles = [meeting for meeting in planned if "hurdles" in AGENDAS[meeting.kind]]
        next_meeting = with_hurdles[0] if with_hurdles else lifecycle.plan_meeting(session)
        return change.insert(Board(meeting_id=next_meeting.id, kind="hurdles", question=DEFAULT_QUESTIONS["hurdles"]))


def add_from_commitment(session: Session, commitment: Commitment) -> Card:
    """Make a missed commitment a hurdle and return its card; of a recurring one the last occurrence must be missed.

    Raises `HuddleError` when it was not missed, when the viewer may not answer for it, for help between two members,
    for a private metric, and when it is among the hurdles already.
    """
    commitment = session.reload(commitment, "This commitment was removed in the meantime.")
    if commitment.helps_id is not None:
        raise HuddleError("This help is private, but hurdles are visible to everyone. Describe it in other words.")
    if not may_answer(session, commitment):
        owner = session.get(Member, commitment.member_id)
        raise HuddleError(f"Only {owner.name if owner else 'the host'} can turn this into a hurdle.")
    if occurrences.current_status(session, commitment) != "missed":
        raise HuddleError("Only a missed commitment can become a hurdle. Mark it as missed first.")
    metric = session.get(Metric, commitment.metric_id)
    if metric is not None and is_private(session, metric):  # others may not know that it was missed
        raise HuddleError(f"{metric.name} is private, but hurdles are visible to everyone. Describe it in other words.")
    return _state_once(session, f"Missed: {commitment.text}")


def add_from_metric(session: Session, metric: Metric, period: Period) -> Card:
    """Make the viewer's own number that is behind a hurdle, and return its card.

    Raises `HuddleError` when it is not behind, when the metric is private, and when it is among the hurdles already.
    """
    from core.standings.leaderboard import find_own_row, standings

    metric = reload_metric(session, metric)
    if is_private(session, metric):
        raise HuddleError(f"{metric.name} is private, but hurdles are visible to everyone. Describe it in other words.")
    board = standings(session, metric, period)
    own = find_own_row(session, board)
    if own is None or not own.is_behind:
        raise HuddleError(f"You are not behind on {metric.name} in {period.title}.")
    when = "" if period == period_containing(session.today, "quarter") else f", {period.title}"
    target = format_target(own.target, metric.better, metric.scale, metric.unit)
    so_far = f"{amounts.format_amount(own.actual, metric.scale)} of {target}"
    return _state_once(session, f"Behind on {metric.name}{when}: {so_far}", f"Behind on {metric.name}{when}: ")


def _state_once(session: Session, text: str, beginning: str = "") -> Card:
    """Name a hurdle unless the viewer has an unsolved one with this text, or with this `beginning`."""
    for hurdle in list_unsolved(session):
        same = hurdle.card.text.startswith(beginning) if beginning else hurdle.card.text == text
        if same and session.viewer.is_member(hurdle.card.member_id):
            raise HuddleError("This hurdle exists already.")
    return add_hurdle(session, text[:STATEMENT_LIMIT])


# -- settling a hurdle


def may_settle(session: Session, card: Card) -> bool:
    """Return whether the viewer may say how it ended: who named it, the leader, and the host of the open meeting."""
    if session.viewer.is_room or session.viewer.role == "watcher" or card.id < 0:  # that one waits to be told
        return False
    open_meeting = lifecycle.open_meeting_or_none(session)
    hosts = open_meeting is not None and session.viewer.is_member(open_meeting.host_id)
    return session.viewer.is_leader or hosts or session.viewer.is_member(card.member_id)


def require_may_settle(session: Session, card: Card) -> None:
    """Raise `HuddleError`, saying who may, when the viewer may not say how it ended."""
    if not may_settle(session, card):
        author = session.get(Member, card.member_id)
        who = f"{author.name}, the host or the leader" if author else "the host or the leader"
        raise HuddleError(f"Only {who} can resolve this hurdle.")


def settle_by_commitment(
    session: Session,
    card: Card,
    *,
    text: str | None = None,
    member: Member | None = None,
    team: bool = False,
    **terms: Unpack[CommitmentTerms],
) -> Outcome:
    """Settle a hurdle by a commitment of the acting member, of `member`, or of the whole `team`; return the outcome.

    Its text is the card's unless `text` is given. Raises `HuddleError` as `commitments.commit` does, when the viewer
    may not settle it, and when it is settled already.
    """
    text = card.text if text is None else text
    with session.change("hurdle.solved", meeting_id=_meeting_id(session)) as change:
        card = _require_unsettled(session, card)
        commitment = commitments.commit(session, text, member=member, team=team, **terms)
        return change.insert(_outcome(session, card, commitment_id=commitment.id))


def settle_by_conversation(session: Session, card: Card, partner: Member, day: date) -> Outcome:
    """Settle a hurdle by planning a conversation with `partner`, and return the outcome.

    The other one is the member who named it, or the acting member when that is unknown, has left, or is `partner`.
    Raises `HuddleError` as `conversations.plan_conversation` does, when the viewer may not settle it, and when it is
    settled already.
    """
    with session.change("hurdle.solved", meeting_id=_meeting_id(session)) as change:
        card = _require_unsettled(session, card)
        named_by = session.get(Member, card.member_id)
        # The member who named it has the conversation, unless it is with them or they have left.
        by_author = named_by is not None and named_by.left_on is None and named_by.id != partner.id
        planned = conversations.plan_conversation(
            session, "one-on-one", partner, day, about=card.text, by=named_by if by_author else None
        )
        return change.insert(_outcome(session, card, conversation_id=planned.id, addressee=partner.name))


def hand_on(session: Session, card: Card, addressee: str, words: str = "") -> Outcome:
    """Settle a hurdle as not the team's: `addressee`, such as Product, can change it, and `words` say what is asked of
    them.

    Raises `HuddleError` without an addressee, when the viewer may not settle it, and when it is settled already.
    """
    addressee = require_name(addressee, "Who can change it")
    words = require_text(words, "What is asked of them") if words.strip() else ""
    with session.change("hurdle.handed_on", meeting_id=_meeting_id(session)) as change:
        card = _require_unsettled(session, card)
        return change.insert(_outcome(session, card, ours=False, addressee=addressee, words=words or None))


def _outcome(session: Session, card: Card, **values: object) -> Outcome:
    return Outcome.model_validate(
        {"card_id": card.id, "decided_by": session.me.id, "decided_at": session.timestamp, **values}
    )


def _meeting_id(session: Session) -> int | None:
    open_meeting = lifecycle.open_meeting_or_none(session)
    return open_meeting.id if open_meeting else None


def _require_unsettled(session: Session, card: Card) -> Card:
    """Return the stored card. Raises `HuddleError` when it cannot be settled by the viewer now."""
    lifecycle.require_participant(session)
    stored = session.reload(card, "This hurdle was removed.")
    if session.all(Board, "id = ? AND hidden AND revealed_at IS NULL", (stored.board_id,)):
        raise HuddleError("This hurdle is hidden. Reveal the cards first.")
    require_may_settle(session, stored)
    outcomes = session.all(Outcome, "card_id = ?", (stored.id,))
    if outcomes:
        decider = session.get(Member, outcomes[0].decided_by)
        people = {member.id: member.name for member in list_members(session, include_left=True)}
        ending = _outcome_text(session, outcomes[0], people)
        raise Conflict(f"{decider.name if decider else 'Someone'} has already resolved this: {ending}")
    if session.all(Card, "carried_from = ?", (stored.id,)):
        raise Conflict("This hurdle was carried over to another meeting. Resolve it there.")
    return stored
