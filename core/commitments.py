"""Commitments: what somebody took on, how much, how often, by when; kept, missed, or still open.

What nobody owns is no commitment. People commit for themselves; a scribe or the host may write down what somebody
who is there says. Lists of commitments are in `core.commitment_lists`, which is re-exported here.
"""

from __future__ import annotations

from datetime import date
from typing import TypedDict, Unpack, get_args

from core.commitment_lists import commitments as commitments
from core.commitment_lists import earlier_wordings as earlier_wordings
from core.commitment_lists import kept_rate as kept_rate
from core.commitment_lists import none_yet as none_yet
from core.commitment_lists import since_last as since_last
from core.commitment_rights import may_answer as may_answer
from core.commitment_rights import may_record as may_record
from core.commitment_rights import must_answer, must_record
from core.commitment_words import WEEKDAYS
from core.errors import Conflict, HuddleError
from core.meeting import current, must_take_part
from core.metrics import counts
from core.metrics import metric as metric_named
from core.models import (
    Card,
    Commitment,
    CommitmentStatus,
    Conversation,
    Every,
    Member,
    Metric,
    Occurrence,
)
from core.session import Session
from core.support import must_help
from core.wording import stated


class What(TypedDict, total=False):
    """What somebody takes on. A metric may be given by its name; `amount` is in its smallest unit."""

    text: str
    metric: Metric | str | None
    amount: int | None
    every: Every | None
    weekday: int | None
    due: date | None


# -- taking on


def commit(
    s: Session,
    text: str,
    *,
    member: Member | None = None,
    team: bool = False,
    card: Card | None = None,
    metric: Metric | str | None = None,
    amount: int | None = None,
    every: Every | None = None,
    weekday: int | None = None,
    due: date | None = None,
    helps: Member | None = None,
    talk: Conversation | None = None,
) -> Commitment:
    """Takes something on: for the acting member, for a `member` who says so, or for the whole `team`.

    It belongs to the open meeting, if one is open. With a `card` the rules of `take_on` hold. One that `helps` a
    member is the acting member's own and these two people's alone, in no meeting; `talk` is where it was promised.
    Raises `HuddleError` for whoever may not, for a day that has passed, and for an amount of nothing.
    """
    meeting = None if helps else current(s)
    with s.change("commitment.taken_on", meeting_id=meeting.id if meeting else None) as change:
        me = must_take_part(s)
        if team and member is not None:
            raise HuddleError(f"A commitment is {member.name}'s or the whole team's, not both. Leave one of them out.")
        owner = None if team else _still_here(s, member or me)
        must_record(s, owner)
        helped = _still_here(s, must_help(me, owner, helps)) if helps else None
        standing = _takeable(s, card, owner) if card else None
        what: What = {
            "text": text, "metric": metric, "amount": amount, "every": every, "weekday": weekday, "due": due,
        }  # fmt: skip
        return change.insert(
            Commitment.model_validate(
                {
                    "meeting_id": meeting.id if meeting else None,
                    "member_id": owner.id if owner else None,
                    "card_id": standing.id if standing else None,
                    "trend_id": standing.trend_id if standing else None,
                    "created_at": s.moment,
                    "helps_id": helped.id if helped else None,
                    "conversation_id": talk.id if helped and talk else None,
                    **_checked(s, what),
                }
            )
        )


def take_on(
    s: Session, card: Card, *, member: Member | None = None, team: bool = False, **what: Unpack[What]
) -> Commitment:
    """Turns a card into a commitment; its text is the card's unless another is given.

    The card is the member's own, or anonymous, or one of a trend; the team takes on any. Raises `HuddleError` for
    somebody else's card, for one that the same person has taken on already, and as `commit` does.
    """
    text = what.pop("text", card.text)
    return commit(s, text, member=member, team=team, card=card, **what)  # type: ignore[misc]


def reword(s: Session, c: Commitment, **values: Unpack[What]) -> Commitment:
    """Puts a new wording in the place of an open commitment and returns it; the old one stays readable.

    What is not given stays, and so do the moment and the meeting in which it was taken on. Raises `HuddleError` for
    whoever may not, for one that is closed, and as `commit` does.
    """
    meeting = None if c.helps_id else current(s)
    with s.change("commitment.reworded", meeting_id=meeting.id if meeting else None) as change:
        c = _fresh(s, c)
        must_record(s, s.get(Member, c.member_id))
        _must_be_open(c)
        what: What = {"text": c.text, "metric": s.get(Metric, c.metric_id), "amount": c.amount, "every": c.every}
        if values.get("every", c.every) == c.every:
            what["weekday"] = c.weekday
        if "metric" in values and values["metric"] is None:
            what["amount"] = None
        what.update(values)
        # A day that has passed since stays as it was said; only a new one is looked at.
        due = {"due": c.due} if what.get("due", c.due) == c.due else {}
        if due:
            what.pop("due", None)
        said = Commitment.model_validate(c.model_dump() | _checked(s, what, c) | due)
        if said == c:
            return c
        new = change.insert(said.model_copy(update={"id": 0}))
        change.update(c, replaced_by=new.id)
        for row in s.all(Occurrence, "commitment_id = ? AND day >= ?", (c.id, s.today.isoformat())):
            change.update(row, commitment_id=new.id)  # what was said of the days that are the new one's
        return new


def look_at(s: Session, *, standing: Commitment | None = None, **what: Unpack[What]) -> None:
    """Raises `HuddleError` where `commit`, or a rewording of `standing`, would refuse these words. Writes nothing."""
    if standing is not None and what.get("due") == standing.due:
        what.pop("due", None)
    _checked(s, what, standing)


# -- what became of it


def keep(s: Session, c: Commitment) -> Commitment:
    """It was kept. Said by whose it is; for the team's, by the host or the leader. Raises `HuddleError` otherwise."""
    return _close(s, c, "kept", None)


def miss(s: Session, c: Commitment, next_step: str) -> Commitment:
    """It was missed, and `next_step` says what happens differently now. Raises `HuddleError` as `keep` does."""
    return _close(s, c, "missed", next_step)


def reopen(s: Session, c: Commitment) -> Commitment:
    """It is open again. Raises `HuddleError` as `keep` does."""
    meeting = None if c.helps_id else current(s)
    with s.change("commitment.reopened", meeting_id=meeting.id if meeting else None) as change:
        c = _fresh(s, c)
        must_answer(s, c)
        return change.update(c, status="open", closed_on=None, next_step=None)


def _close(s: Session, c: Commitment, status: CommitmentStatus, next_step: str | None) -> Commitment:
    meeting = None if c.helps_id else current(s)
    with s.change(f"commitment.{status}", meeting_id=meeting.id if meeting else None) as change:
        c = _fresh(s, c)
        must_answer(s, c)
        if status == "missed":
            if not (next_step or "").strip():
                raise HuddleError("A miss needs a next step. Say what you will do differently.")
            next_step = stated(next_step or "", "The next step")
        if c.status == status == "kept":
            return c
        _must_be_open(c)
        return change.update(c, status=status, closed_on=s.today, next_step=next_step)


# -- the rules


def _checked(s: Session, what: What, standing: Commitment | None = None) -> dict[str, object]:
    """The columns for what was said. Raises `HuddleError` where it says nothing, or what cannot be.

    The metric of `standing`, which these words replace, may have ended: it was promised while it was counted.
    """
    metric, amount = what.get("metric"), what.get("amount")
    if isinstance(metric, str):
        metric = metric_named(s, metric)
    if amount is not None:
        if metric is None:
            raise HuddleError("An amount of what? Say the metric too: --metric NAME --amount N")
        if amount < 0 or (amount == 0 and metric.better == "higher"):
            raise HuddleError("An amount is more than nothing. Type a number above 0.")
    if metric is not None and (standing is None or metric.id != standing.metric_id):
        counts(s.get(Metric, metric.id) or metric)
    every, weekday, due = what.get("every"), what.get("weekday"), what.get("due")
    if every is not None and every not in get_args(Every):
        raise HuddleError(f"“{every}” is not how often. Use one of: {', '.join(get_args(Every))}.")
    if weekday is not None and (every != "week" or weekday not in range(1, 8)):
        raise HuddleError(f"A weekday, 1 for {WEEKDAYS[0]} to 7 for {WEEKDAYS[6]}, goes with every week only.")
    if due is not None and due < s.today:
        raise HuddleError(f"{due} has passed. Say a day from today on.")
    return {
        "text": stated(what.get("text", ""), "The commitment"),
        "metric_id": metric.id if metric else None,
        "amount": amount,
        "every": every,
        "weekday": weekday,
        "due": due,
    }


def _takeable(s: Session, card: Card, owner: Member | None) -> Card:
    standing = s.get(Card, card.id)
    if standing is None:
        raise Conflict("This card is not there any more. Choose another.")
    if owner is None:
        return standing
    if standing.trend_id is None and standing.member_id not in (None, owner.id):
        raise HuddleError(
            f"{owner.name} did not say this card. Take on one of your own, or group this one into a trend first."
        )
    if s.all(
        Commitment,
        "card_id = ? AND member_id = ? AND status = 'open' AND replaced_by IS NULL",
        (standing.id, owner.id),
    ):
        raise HuddleError(f"{owner.name} has taken this card on already. Reword that commitment to change it.")
    return standing


def _still_here(s: Session, member: Member) -> Member:
    now = s.get(Member, member.id)
    if now is None or now.left_on is not None:
        raise HuddleError(f"{member.name} has left the team. Name somebody who is on it.")
    return now


def _fresh(s: Session, c: Commitment) -> Commitment:
    now = s.get(Commitment, c.id)
    if now is None:
        raise Conflict("Somebody has taken this commitment back in the meantime.")
    if now.replaced_by is not None:
        raise Conflict("This commitment has a newer wording. Look at that one.")
    return now


def _must_be_open(c: Commitment) -> None:
    if c.status != "open":
        raise HuddleError(f"This commitment is {c.status} already. Reopen it first to change that.")
