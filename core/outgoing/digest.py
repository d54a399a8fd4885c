"""Build the digest: one member's open commitments and numbers, help promised to them, and what comes next."""

from __future__ import annotations

from core.access.recipient import also_visible_to, resolve_recipient
from core.access.session import Session
from core.commitments.phrasing import describe_amount, describe_recurrence
from core.hosting import rotation
from core.metrics.metrics import is_private
from core.metrics.rating import format_rating, format_target
from core.models import Celebration, Commitment, Member
from core.outgoing.digest_model import (
    Digest,
    DigestCommitment,
    DigestHelp,
    DigestMeeting,
    DigestTarget,
    PlannedCelebration,
)
from core.overview import home
from core.standings import running_numbers
from core.team.record import get_team
from core.values import amounts


def build_digest(session: Session, member: Member | None = None) -> Digest:
    """Return the digest of the acting member; or, for a leader, the digest of `member` with what both may see.

    Raises `HuddleError` when anybody but the leader asks for another member's.
    """
    owner = resolve_recipient(session, member, "a digest")
    count = home.count_kept(session, owner)
    return Digest(
        team=get_team(session).name,
        member=owner.name,
        day=session.today,
        commitments=_commitments(session, owner),
        kept=count.kept,
        closed=count.closed,
        numbers=_numbers(session, owner),
        help=_promised_help(session, owner),
        next_meeting=_next_meeting(session, owner),
        hosting_turn=next(
            (place.position for place in rotation.coming_hosts(session) if place.member.id == owner.id), None
        ),
        celebration=_next_celebration(session),
    )


def _commitments(session: Session, owner: Member) -> tuple[DigestCommitment, ...]:
    items = home.my_commitments(session, owner)
    visible_ids = {row.id for row in also_visible_to(session, owner, [item.commitment for item in items])}
    names = {item.id: item.name for item in session.all(Member)}
    return tuple(
        DigestCommitment(
            text=item.commitment.text,
            detail=" · ".join(filter(None, _details(item, names))),
            due=item.due,
            to_confirm=item.commitment.helps_id is not None and item.due is not None and item.due < session.today,
        )
        for item in items
        if item.commitment.id in visible_ids
        and not (
            item.metric is not None and not session.viewer.is_member(owner.id) and is_private(session, item.metric)
        )
    )


def _details(item: home.CommitmentWithDue, names: dict[int, str]) -> tuple[str, ...]:
    """Return how much, how often, and whom it helps; each may be empty."""
    commitment = item.commitment
    helped = names.get(commitment.helps_id or 0)
    return (
        describe_amount(commitment, item.metric),
        describe_recurrence(commitment),
        f"helps {helped}" if helped else "",
    )


def _numbers(session: Session, owner: Member) -> tuple[DigestTarget, ...]:
    is_owner = session.viewer.is_member(owner.id)
    return tuple(
        DigestTarget(
            title=number.title,
            actual=amounts.format_amount(number.standing.actual, number.metric.scale),
            target=format_target(number.standing.target, number.metric.better, number.metric.scale, number.metric.unit),
            attainment=number.standing.attainment,
            pace=number.standing.pace,
            better=number.metric.better,
            rating=format_rating(
                number.standing.actual,
                number.standing.target,
                number.metric.better,
                number.metric.scale,
                number.metric.unit,
            ),
            private=private,
        )
        for number in running_numbers.my_numbers(session, owner)
        if not (private := is_private(session, number.metric)) or is_owner
    )


def _promised_help(session: Session, owner: Member) -> tuple[DigestHelp, ...]:
    """Return the help that others promised, as far as the acting member may see it too."""
    names = {member.id: member.name for member in session.all(Member)}
    promises = session.all(
        Commitment, "helps_id = ? AND status = 'open' AND replaced_by IS NULL", (owner.id,), order="due, id"
    )
    return tuple(
        DigestHelp(text=commitment.text, helper=names.get(commitment.member_id or 0, "the team"), due=commitment.due)
        for commitment in also_visible_to(session, owner, promises)
    )


def _next_meeting(session: Session, owner: Member) -> DigestMeeting | None:
    upcoming = home.next_meeting(session)
    # A one-on-one is not a meeting of the team, and nobody else may know of it.
    if upcoming is None or upcoming.meeting.kind == "one-on-one":
        return None
    return DigestMeeting(
        name=f"{upcoming.meeting.kind} meeting {upcoming.meeting.number}",
        day=upcoming.meeting.day,
        is_open=upcoming.stage is not None,
        host=upcoming.host.name if upcoming.host else None,
        is_hosted_by_member=upcoming.host is not None and upcoming.host.id == owner.id,
    )


def _next_celebration(session: Session) -> PlannedCelebration | None:
    planned = session.all(
        Celebration,
        "held_on IS NULL AND (day IS NULL OR day >= ?)",
        (session.today.isoformat(),),
        order="day IS NULL, day",
    )
    return PlannedCelebration(planned[0].text, planned[0].day, planned[0].earned_by) if planned else None
