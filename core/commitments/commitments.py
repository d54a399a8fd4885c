"""Taking commitments on, rewording them, and recording that they were kept or missed.

Every commitment has an owner: a member or the whole team. Members commit for themselves; a scribe or the host may
record what a member who is present says.
"""

from __future__ import annotations

from datetime import date
from typing import TypedDict, Unpack, get_args

from core.access.session import Session
from core.commitments.changes import change_commitment, meeting_for_commitment
from core.commitments.help import require_may_promise_help
from core.commitments.permissions import require_may_answer, require_may_record
from core.errors import Conflict, HuddleError
from core.meeting.lifecycle import require_participant
from core.metrics.metrics import find_metric, reload_metric, require_metric_not_ended
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
from core.team.current_members import require_on_team
from core.values.periods import WEEKDAYS, past_day_error
from core.values.text import join_words, require_text


class CommitmentTerms(TypedDict, total=False):
    """The terms of a commitment beside its text. `metric` may be given by its name; `amount` is in the metric's
    smallest unit."""

    metric: Metric | str | None
    amount: int | None
    every: Every | None
    weekday: int | None
    due: date | None


# -- taking on


def commit(
    session: Session,
    text: str,
    *,
    member: Member | None = None,
    team: bool = False,
    card: Card | None = None,
    helped_member: Member | None = None,
    conversation: Conversation | None = None,
    **terms: Unpack[CommitmentTerms],
) -> Commitment:
    """Create a commitment of the acting member, of `member`, or of the whole `team`, and return it.

    It belongs to the open meeting, if there is one. With a `card` the rules of `commit_to_card` apply. With
    `helped_member` it is the acting member's help for that member: only these two see it, and it belongs to no
    meeting; `conversation` is the conversation in which it was promised. Raises `HuddleError` when the viewer may not
    record it, when `due` has passed, and when `amount` is given without a metric or is not above 0 (0 is allowed where
    lower is better).
    """
    is_help = helped_member is not None
    with change_commitment(session, "taken_on", is_help=is_help) as change:
        meeting = meeting_for_commitment(session, is_help=is_help)
        acting = require_participant(session)
        if team and member is not None:
            raise HuddleError(f"Choose either {member.name} or the whole team, not both.")
        owner = None if team else require_on_team(session, member or acting)
        require_may_record(session, owner)
        helped = (
            require_may_promise_help(acting, owner, require_on_team(session, helped_member)) if helped_member else None
        )
        source_card = _require_takeable(session, card, owner) if card else None
        return change.insert(
            Commitment.model_validate(
                {
                    "meeting_id": meeting.id if meeting else None,
                    "member_id": owner.id if owner else None,
                    "card_id": source_card.id if source_card else None,
                    "trend_id": source_card.trend_id if source_card else None,
                    "created_at": session.timestamp,
                    "helps_id": helped.id if helped else None,
                    "conversation_id": conversation.id if helped and conversation else None,
                    **_validated_columns(session, text, terms),
                }
            )
        )


def commit_to_card(
    session: Session,
    card: Card,
    *,
    text: str | None = None,
    member: Member | None = None,
    team: bool = False,
    **terms: Unpack[CommitmentTerms],
) -> Commitment:
    """Turn a card into a commitment and return it; its text is the card's unless `text` is given.

    A member takes on their own card, an anonymous card, or a card in a trend; the team takes on any card. Raises
    `HuddleError` for another member's card, for a card that the same member has an open commitment from, and as
    `commit` does.
    """
    return commit(session, card.text if text is None else text, member=member, team=team, card=card, **terms)


def reword(
    session: Session, commitment: Commitment, *, text: str | None = None, **values: Unpack[CommitmentTerms]
) -> Commitment:
    """Replace an open commitment by a new wording and return the new one; the old one stays readable.

    Terms that are not given stay, and so do the meeting and the moment in which it was taken on. Raises `HuddleError`
    when the viewer may not record it, when it is closed, and as `commit` does.
    """
    with change_commitment(session, "reworded", is_help=commitment.helps_id is not None) as change:
        commitment = require_current_wording(session, commitment)
        require_may_record(session, session.get(Member, commitment.member_id))
        require_open(commitment)
        terms: CommitmentTerms = {
            "metric": session.get(Metric, commitment.metric_id),
            "amount": commitment.amount,
            "every": commitment.every,
            "due": commitment.due,
        }
        if values.get("every", commitment.every) == commitment.every:
            terms["weekday"] = commitment.weekday
        if "metric" in values and values["metric"] is None:
            terms["amount"] = None
        terms.update(values)
        columns = _validated_columns(session, commitment.text if text is None else text, terms, commitment)
        reworded = Commitment.model_validate(commitment.model_dump() | columns)
        if reworded == commitment:
            return commitment
        new = change.insert(reworded.model_copy(update={"id": 0}))
        change.update(commitment, replaced_by=new.id)
        for row in session.all(
            Occurrence, "commitment_id = ? AND day >= ?", (commitment.id, session.today.isoformat())
        ):
            change.update(row, commitment_id=new.id)  # answers for days that now belong to the new wording
        return new


def require_valid_terms(
    session: Session, *, text: str, replaced: Commitment | None = None, **terms: Unpack[CommitmentTerms]
) -> None:
    """Raise `HuddleError` where `commit`, or a rewording of `replaced`, would refuse these terms. Write nothing."""
    _validated_columns(session, text, terms, replaced)


# -- kept, missed, reopened


def mark_kept(session: Session, commitment: Commitment) -> Commitment:
    """Record that a commitment was kept, and return it.

    Its owner does so; for the team's, the host or the leader; for help, the member who was helped. Raises `HuddleError`
    when the viewer may not, and when it was recorded as missed.
    """
    return _close(session, commitment, "kept", None)


def mark_missed(session: Session, commitment: Commitment, next_step: str) -> Commitment:
    """Record that a commitment was missed, with the `next_step` that follows. Raises `HuddleError` as `mark_kept`
    does, and without a next step."""
    return _close(session, commitment, "missed", next_step)


def reopen(session: Session, commitment: Commitment) -> Commitment:
    """Set a commitment back to open, without closing day and next step. Raises `HuddleError` as `mark_kept` does."""
    with change_commitment(session, "reopened", is_help=commitment.helps_id is not None) as change:
        commitment = require_current_wording(session, commitment)
        require_may_answer(session, commitment)
        return change.update(commitment, status="open", closed_on=None, next_step=None)


def _close(session: Session, commitment: Commitment, status: CommitmentStatus, next_step: str | None) -> Commitment:
    with change_commitment(session, status, is_help=commitment.helps_id is not None) as change:
        commitment = require_current_wording(session, commitment)
        require_may_answer(session, commitment)
        if status == "missed":
            if not (next_step or "").strip():
                raise HuddleError("Add a next step: what will you do differently?")
            next_step = require_text(next_step or "", "The next step")
        if commitment.status == status == "kept":
            return commitment
        require_open(commitment)
        return change.update(commitment, status=status, closed_on=session.today, next_step=next_step)


# -- the rules


def _validated_columns(
    session: Session, text: str, terms: CommitmentTerms, replaced: Commitment | None = None
) -> dict[str, object]:
    """Return the column values for these terms. Raises `HuddleError` where they are incomplete or impossible.

    `replaced` is the commitment that they replace: its metric may have ended since it was taken on.
    """
    metric, amount = terms.get("metric"), terms.get("amount")
    if isinstance(metric, str):
        metric = find_metric(session, metric)
    if amount is not None:
        if metric is None:
            raise HuddleError("Name the metric too: --metric NAME --amount N")
        if amount < 0 or (amount == 0 and metric.better == "higher"):
            raise HuddleError("The amount must be more than 0.")
    if metric is not None and (replaced is None or metric.id != replaced.metric_id):
        require_metric_not_ended(reload_metric(session, metric))
    every, weekday, due = terms.get("every"), terms.get("weekday"), terms.get("due")
    if every is not None and every not in get_args(Every):
        raise HuddleError(f"“{every}” is not a valid interval. Use {join_words(get_args(Every), 'or')}.")
    if weekday is not None and (every != "week" or weekday not in range(1, 8)):
        raise HuddleError(
            f"A weekday is a number from 1 ({WEEKDAYS[0]}) to 7 ({WEEKDAYS[6]}), and goes with every week."
        )
    # A due day that has passed since is kept as it is; only a new one is checked.
    if due is not None and due < session.today and (replaced is None or due != replaced.due):
        raise past_day_error(due, session.today)
    return {
        "text": require_text(text, "The commitment"),
        "metric_id": metric.id if metric else None,
        "amount": amount,
        "every": every,
        "weekday": weekday,
        "due": due,
    }


def _require_takeable(session: Session, card: Card, owner: Member | None) -> Card:
    stored = session.reload(card, "This card was removed. Choose another.")
    if owner is None:
        return stored
    if stored.trend_id is None and stored.member_id not in (None, owner.id):
        raise HuddleError(f"This is not {owner.name}'s card. Choose one of theirs, or sort it into a trend first.")
    if session.all(
        Commitment,
        "card_id = ? AND member_id = ? AND status = 'open' AND replaced_by IS NULL",
        (stored.id, owner.id),
    ):
        raise HuddleError(f"{owner.name} already committed to this card. Edit that commitment instead.")
    return stored


def require_current_wording(session: Session, commitment: Commitment) -> Commitment:
    """Return the stored commitment. Raises `Conflict` when it was taken back, or has a newer wording."""
    stored = session.reload(commitment, "This commitment was removed in the meantime.")
    if stored.replaced_by is not None:
        raise Conflict("This commitment was edited in the meantime. Check the new wording.")
    return stored


def require_open(commitment: Commitment) -> None:
    """Raise `HuddleError` when the commitment is kept or missed already."""
    if commitment.status != "open":
        raise HuddleError(f"This commitment is already {commitment.status}. Reopen it to change that.")
