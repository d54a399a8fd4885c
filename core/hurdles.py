"""Hurdles: what stands in the way, named by anybody at any time, and what came of it.

A hurdle is a card on a hurdles board: of the meeting that is open, or else of the one that is planned. It ends as a
commitment, as a talk, or as “not ours” with who can change it; what does not end is carried over (`core.carried`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Unpack

from core import amounts, carried, collect, commitments, conversations, occurrences, votes
from core import meeting as meetings
from core.agenda import AGENDAS, QUESTIONS
from core.commitments import What
from core.errors import Conflict, HuddleError
from core.members import members
from core.models import Board, Card, Commitment, Conversation, Meeting, Member, Metric, Outcome
from core.periods import MONTHS, Period, containing
from core.private_boards import is_private
from core.session import Session
from core.wording import LIMIT, called, named, stated

TIMES = ("", "", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
"""How often something has come up, as it is said."""


@dataclass(frozen=True, slots=True)
class Hurdle:
    """One hurdle, and how it ended, if it has."""

    card: Card
    by: str
    """Who named it; empty where nobody's name is kept."""
    times: int
    """In how many meetings it has been named, this one counted."""
    votes: int | None
    """None until they are revealed."""
    outcome: Outcome | None = None
    way: str = ""
    """How it ended, in words: `→ Ana: templates by Friday`, `→ Product`."""

    @property
    def again(self) -> str:
        """`third time`; empty for one that is new."""
        if self.times < 2:
            return ""
        return f"{TIMES[self.times] if self.times < len(TIMES) else f'{self.times}th'} time"


# -- what there is


def board(s: Session) -> Board | None:
    """Where hurdles are named now: the open meeting's board, else the planned one's; None while neither has one."""
    found = _of_the_open_meeting(s)
    return found or carried.waiting_board(s)


def hurdles(s: Session, meeting: Meeting | None = None) -> list[Hurdle]:
    """The hurdles of `meeting`; without one, those that stand now. What is open comes first, by votes once these are
    revealed, then what has come up most often."""
    if meeting is not None:
        own = next(iter(s.all(Board, "kind = 'hurdles' AND meeting_id = ?", (meeting.id,))), None)
        cards = collect.cards(s, own) if own else []
    else:
        own = board(s)
        left = carried.unsolved(s) if own is None or _of_the_open_meeting(s) is None else []
        cards = [*left, *(collect.cards(s, own) if own else [])]
    return described(s, cards, own)


def unsolved(s: Session) -> list[Hurdle]:
    """Those that stand now and have no outcome yet."""
    return [hurdle for hurdle in hurdles(s) if hurdle.outcome is None]


def find(s: Session, number: int) -> Hurdle:
    """The hurdle of that number among those that stand now. Raises `HuddleError` where there is none."""
    found = next((hurdle for hurdle in hurdles(s) if hurdle.card.id == number), None)
    if found is None:
        raise HuddleError(f"There is no hurdle {number} now. See the numbers with: huddle hurdle list")
    return found


def _of_the_open_meeting(s: Session) -> Board | None:
    running = meetings.current(s)
    if running is None:
        return None
    return next(iter(s.all(Board, "kind = 'hurdles' AND meeting_id = ?", (running.id,))), None)


def described(s: Session, cards: list[Card], own: Board | None = None) -> list[Hurdle]:
    """These cards as hurdles: what is open first. The votes are those on the board `own`."""
    if not cards:
        return []
    marks = ",".join("?" * len(cards))
    ids = tuple(card.id for card in cards)
    ended = {outcome.card_id: outcome for outcome in s.all(Outcome, f"card_id IN ({marks})", ids)}
    often = carried.times(s, cards)
    given: dict[int, int | None] = {}
    if own is not None and own.votes_revealed_at and own.votes_on == "card":
        given = {one.thing.id: one.votes for one in votes.tally(s, own)}
    people = members(s, include_left=True)
    names = {member.id: called(member, people) for member in people}
    found = [
        Hurdle(
            card=card,
            by=names.get(card.member_id or 0, ""),
            times=often.get(card.id, 1),
            votes=given.get(card.id),
            outcome=ended.get(card.id),
            way=_way(s, ended[card.id], names) if card.id in ended else "",
        )
        for card in cards
    ]
    return sorted(found, key=lambda one: (one.outcome is not None, -(one.votes or 0), -one.times, one.card.id))


def _way(s: Session, outcome: Outcome, names: dict[int, str]) -> str:
    if not outcome.ours:
        words = f": {outcome.words}" if outcome.words else ""
        return f"→ {outcome.addressee or 'not ours'}{words}"
    taken = s.get(Commitment, outcome.commitment_id)
    while taken is not None and taken.replaced_by is not None:  # as it is worded now
        taken = s.get(Commitment, taken.replaced_by)
    if taken is not None:
        return f"→ {names.get(taken.member_id or 0, 'the team')}: {taken.text}"
    talk = s.get(Conversation, outcome.conversation_id)
    # That the two talk was said in front of everybody; when, is theirs.
    when = f", {talk.held_on.day} {MONTHS[talk.held_on.month - 1]}" if talk else ""
    return f"→ a talk with {outcome.addressee}{when}" if outcome.addressee else "→ solved"


# -- naming one


def state(s: Session, text: str, *, author: Member | None = None) -> Card:
    """Names a hurdle, in a meeting or between two, as `collect.state` does. Where no meeting is planned, the next one
    is. Raises `HuddleError` as `collect.state` does."""
    text = stated(text, "The hurdle")
    meetings.must_take_part(s)
    return collect.state(s, board(s) or _made(s), text, author=author)


def _made(s: Session) -> Board:
    """The board of the meeting that comes next, which nobody had needed yet."""
    with s.change("board.made") as change:
        standing = board(s)
        if standing is not None:
            return standing
        planned = s.all(Meeting, "status = 'planned'", order="day, id")
        with_hurdles = [each for each in planned if "hurdles" in AGENDAS[each.kind]]
        coming = with_hurdles[0] if with_hurdles else meetings.plan(s)
        return change.insert(Board(meeting_id=coming.id, kind="hurdles", question=QUESTIONS["hurdles"]))


def of_commitment(s: Session, c: Commitment) -> Card:
    """Makes a missed commitment a hurdle, so that the team helps; of what comes again, one that was missed the last
    time. Raises `HuddleError` for one that was not missed, for another's, for help that two people have agreed on, and
    where it is among the hurdles already."""
    c = s.get(Commitment, c.id) or c
    if c.helps_id is not None:
        raise HuddleError("This help is between the two of you, and a hurdle is everybody's. Name it in other words.")
    if not commitments.may_answer(s, c):
        owner = s.get(Member, c.member_id)
        raise HuddleError(f"{owner.name if owner else 'The host'} says whether this is a hurdle. Ask them.")
    if occurrences.standing(s, c) != "missed":
        raise HuddleError("Only what was missed is made a hurdle. Say first that it was missed.")
    counted = s.get(Metric, c.metric_id)
    if counted is not None and is_private(s, counted):  # nobody else may know that it was missed
        raise HuddleError(f"{counted.name} is private, and a hurdle is everybody's. Name it in other words.")
    return _once(s, f"Missed: {c.text}")


def of_number(s: Session, metric: Metric, period: Period) -> Card:
    """Makes one's own number that is behind pace a hurdle. Raises `HuddleError` where it is not behind, where the
    metric is private, and where it is among the hurdles already."""
    from core.standings import own_row, standings

    metric = s.get(Metric, metric.id) or metric
    if metric.private:
        raise HuddleError(f"{metric.name} is private, and a hurdle is everybody's. Name it in other words.")
    board = standings(s, metric, period)
    own = own_row(s, board)
    if own is None or own.pace is None or own.pace >= 1 or metric.better != "higher":
        raise HuddleError(f"You are not behind pace on {metric.name} in {period.title}, so there is no hurdle to name.")
    when = "" if period == containing(s.today, "quarter") else f", {period.title}"
    so_far = f"{amounts.shown(own.actual, metric.scale)} of {amounts.shown(own.target, metric.scale, metric.unit)}"
    return _once(s, f"Behind on {metric.name}{when}: {so_far}", f"Behind on {metric.name}{when}: ")


def _once(s: Session, text: str, beginning: str = "") -> Card:
    """States it, unless it, or something of one's own that begins so, stands there unsolved."""
    for hurdle in unsolved(s):
        same = hurdle.card.text.startswith(beginning) if beginning else hurdle.card.text == text
        if same and s.viewer.is_member(hurdle.card.member_id):
            raise HuddleError("This is among the hurdles already. It stays there until it is solved.")
    return state(s, text[:LIMIT])


# -- solving one


def may_settle(s: Session, card: Card) -> bool:
    """Whether the viewer says how it ended: whose hurdle it is, the leader, and who hosts the open meeting."""
    if s.viewer.is_room or s.viewer.role == "watcher":
        return False
    running = meetings.current(s)
    hosts = running is not None and s.viewer.is_member(running.host_id)
    return s.viewer.is_leader or hosts or s.viewer.is_member(card.member_id)


def must_settle(s: Session, card: Card) -> None:
    """Raises `HuddleError` for whoever may not say how it ended, saying who may."""
    if not may_settle(s, card):
        whose = s.get(Member, card.member_id)
        who = f"{whose.name}, the host or the leader" if whose else "The host or the leader"
        raise HuddleError(f"{who} says how this hurdle ends. Ask one of them.")


def commit(
    s: Session, card: Card, *, member: Member | None = None, team: bool = False, **what: Unpack[What]
) -> Outcome:
    """It ends as a commitment: of the acting member, of a `member` who says so, or of the whole `team`.

    Raises `HuddleError` as `commitments.commit` does, for whoever may not settle it, and where it has ended already.
    """
    text = what.pop("text", card.text)
    with s.change("hurdle.solved", meeting_id=_meeting_id(s)) as change:
        card = _unsettled(s, card)
        taken = commitments.commit(s, text, member=member, team=team, **what)  # type: ignore[misc]
        return change.insert(_outcome(s, card, commitment_id=taken.id))


def talk(s: Session, card: Card, to: Member, day: date) -> Outcome:
    """It ends as a talk with `to`: of whoever named it, or of the acting member where nobody's name is kept.

    Raises `HuddleError` as `conversations.plan` does, for whoever may not settle it, and where it has ended already.
    """
    with s.change("hurdle.solved", meeting_id=_meeting_id(s)) as change:
        card = _unsettled(s, card)
        named_by = s.get(Member, card.member_id)
        # Whoever named it has the talk, unless it is with them, or they are gone: then it is the acting member's.
        theirs = named_by is not None and named_by.left_on is None and named_by.id != to.id
        planned = conversations.plan(s, "one-on-one", to, day, about=card.text, by=named_by if theirs else None)
        return change.insert(_outcome(s, card, conversation_id=planned.id, addressee=to.name))


def hand_on(s: Session, card: Card, addressee: str, words: str = "") -> Outcome:
    """It is not the team's to solve: `addressee`, such as Product, can, and `words` say what is asked of them.

    Raises `HuddleError` without an addressee, for whoever may not settle it, and where it has ended already.
    """
    addressee = named(addressee, "Who can change it")
    words = stated(words, "What is asked of them") if words.strip() else ""
    with s.change("hurdle.handed_on", meeting_id=_meeting_id(s)) as change:
        card = _unsettled(s, card)
        return change.insert(_outcome(s, card, ours=False, addressee=addressee, words=words or None))


def _outcome(s: Session, card: Card, **values: object) -> Outcome:
    return Outcome.model_validate({"card_id": card.id, "decided_by": s.me.id, "decided_at": s.moment, **values})


def _meeting_id(s: Session) -> int | None:
    running = meetings.current(s)
    return running.id if running else None


def _unsettled(s: Session, card: Card) -> Card:
    meetings.must_take_part(s)
    standing = s.get(Card, card.id)
    if standing is None:
        raise Conflict("This hurdle is not there any more.")
    if s.all(Board, "id = ? AND hidden AND revealed_at IS NULL", (standing.board_id,)):
        raise HuddleError(
            "This hurdle is hidden still, and how it ends is everybody's to know. Reveal the board first."
        )
    must_settle(s, standing)
    ended = s.all(Outcome, "card_id = ?", (standing.id,))
    if ended:
        by = s.get(Member, ended[0].decided_by)
        people = {member.id: member.name for member in members(s, include_left=True)}
        raise Conflict(f"{by.name if by else 'Somebody'} has settled this already: {_way(s, ended[0], people)}")
    if s.all(Card, "carried_from = ?", (standing.id,)):
        raise Conflict("This hurdle has been carried over to another meeting. Settle it there.")
    return standing
