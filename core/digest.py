"""Build the digest: one member's open commitments and numbers, help promised to them, and what comes next."""

from __future__ import annotations

from core import amounts, home, rotation
from core.commitment_words import how_much, how_often
from core.digest_formats import as_html as as_html
from core.digest_formats import as_markdown as as_markdown
from core.digest_formats import as_text as as_text
from core.digest_parts import Coming, Digest, Feast, Help, Open, Reached
from core.models import Celebration, Commitment, Member
from core.private_boards import is_private
from core.recipient import both_see, recipient
from core.session import Session
from core.team import team


def digest(session: Session, member: Member | None = None) -> Digest:
    """Return the digest of the acting member; or, for a leader, the digest of `member` with what both may see.

    Raises `HuddleError` when anybody but the leader asks for another member's.
    """
    owner = recipient(session, member, "a digest")
    count = home.kept(session, owner)
    return Digest(
        team=team(session).name,
        member=owner.name,
        day=session.today,
        commitments=_commitments(session, owner),
        kept=count.kept,
        closed=count.closed,
        numbers=_numbers(session, owner),
        help=_promised_help(session, owner),
        coming=_next_meeting(session, owner),
        turn=next((place.position for place in rotation.order(session) if place.member.id == owner.id), None),
        feast=_next_celebration(session),
    )


def _commitments(session: Session, owner: Member) -> tuple[Open, ...]:
    items = home.my_commitments(session, owner)
    visible_ids = {row.id for row in both_see(session, owner, [item.commitment for item in items])}
    names = {item.id: item.name for item in session.all(Member)}
    return tuple(
        Open(
            text=item.commitment.text,
            how=" · ".join(filter(None, _details(item, names))),
            due=item.due,
        )
        for item in items
        if item.commitment.id in visible_ids
        and not (
            item.metric is not None and not session.viewer.is_member(owner.id) and is_private(session, item.metric)
        )
    )


def _details(item: home.Promised, names: dict[int, str]) -> tuple[str, ...]:
    """Return how much, how often, and whom it helps; each may be empty."""
    commitment = item.commitment
    helped = names.get(commitment.helps_id or 0)
    return how_much(commitment, item.metric), how_often(commitment), f"helps {helped}" if helped else ""


def _numbers(session: Session, owner: Member) -> tuple[Reached, ...]:
    is_owner = session.viewer.is_member(owner.id)
    return tuple(
        Reached(
            title=number.title,
            actual=amounts.shown(number.standing.actual, number.metric.scale),
            target=amounts.shown(number.standing.target, number.metric.scale, number.metric.unit),
            attainment=number.standing.attainment,
            pace=number.standing.pace,
            private=private,
        )
        for number in home.my_numbers(session, owner)
        if not (private := is_private(session, number.metric)) or is_owner
    )


def _promised_help(session: Session, owner: Member) -> tuple[Help, ...]:
    """Return the help that others promised, as far as the acting member may see it too."""
    names = {member.id: member.name for member in session.all(Member)}
    promises = session.all(
        Commitment, "helps_id = ? AND status = 'open' AND replaced_by IS NULL", (owner.id,), order="due, id"
    )
    return tuple(
        Help(text=commitment.text, by=names.get(commitment.member_id or 0, "the team"), due=commitment.due)
        for commitment in both_see(session, owner, promises)
    )


def _next_meeting(session: Session, owner: Member) -> Coming | None:
    upcoming = home.next_meeting(session)
    # A one-on-one is not a meeting of the team, and nobody else may know of it.
    if upcoming is None or upcoming.meeting.kind == "one-on-one":
        return None
    return Coming(
        name=f"{upcoming.meeting.kind} meeting {upcoming.meeting.number}",
        day=upcoming.meeting.day,
        open=upcoming.stage is not None,
        host=upcoming.host.name if upcoming.host else None,
        own=upcoming.host is not None and upcoming.host.id == owner.id,
    )


def _next_celebration(session: Session) -> Feast | None:
    planned = session.all(
        Celebration,
        "held_on IS NULL AND (day IS NULL OR day >= ?)",
        (session.today.isoformat(),),
        order="day IS NULL, day",
    )
    return Feast(planned[0].text, planned[0].day, planned[0].earned_by) if planned else None
