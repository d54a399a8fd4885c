"""The digest: what one member has open, how far they are, who owes them help, and what comes next. For mail or chat."""

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


def digest(s: Session, member: Member | None = None) -> Digest:
    """The digest of the member who acts, or of `member` where the leader makes it: then it holds what both may see.

    Raises `HuddleError` when somebody else than the leader makes one for another.
    """
    whose = recipient(s, member, "a digest")
    kept = home.kept(s, whose)
    return Digest(
        team=team(s).name,
        member=whose.name,
        day=s.today,
        commitments=_open(s, whose),
        kept=kept.kept,
        closed=kept.closed,
        numbers=_numbers(s, whose),
        help=_help(s, whose),
        coming=_coming(s, whose),
        turn=next((place.position for place in rotation.order(s) if place.member.id == whose.id), None),
        feast=_feast(s),
    )


def _open(s: Session, whose: Member) -> tuple[Open, ...]:
    promised = home.my_commitments(s, whose)
    seen = {row.id for row in both_see(s, whose, [each.commitment for each in promised])}
    names = {each.id: each.name for each in s.all(Member)}
    return tuple(
        Open(
            text=each.commitment.text,
            how=" · ".join(filter(None, _how(each, names))),
            due=each.due,
        )
        for each in promised
        if each.commitment.id in seen
        and not (each.metric is not None and not s.viewer.is_member(whose.id) and is_private(s, each.metric))
    )


def _how(each: home.Promised, names: dict[int, str]) -> tuple[str, ...]:
    """How much, how often, and whom it helps."""
    one = each.commitment
    helped = names.get(one.helps_id or 0)
    return how_much(one, each.metric), how_often(one), f"helps {helped}" if helped else ""


def _numbers(s: Session, whose: Member) -> tuple[Reached, ...]:
    own = s.viewer.is_member(whose.id)
    return tuple(
        Reached(
            title=each.title,
            actual=amounts.shown(each.standing.actual, each.metric.scale),
            target=amounts.shown(each.standing.target, each.metric.scale, each.metric.unit),
            attainment=each.standing.attainment,
            pace=each.standing.pace,
            private=private,
        )
        for each in home.my_numbers(s, whose)
        if not (private := is_private(s, each.metric)) or own
    )


def _help(s: Session, whose: Member) -> tuple[Help, ...]:
    """What others promised to help with. Whoever makes the digest sees it only if it is theirs to see."""
    names = {each.id: each.name for each in s.all(Member)}
    owed = s.all(Commitment, "helps_id = ? AND status = 'open' AND replaced_by IS NULL", (whose.id,), order="due, id")
    return tuple(
        Help(text=c.text, by=names.get(c.member_id or 0, "the team"), due=c.due) for c in both_see(s, whose, owed)
    )


def _coming(s: Session, whose: Member) -> Coming | None:
    found = home.next_meeting(s)
    # A talk of two is not the team's next meeting, nor for another to be told of.
    if found is None or found.meeting.kind == "one-on-one":
        return None
    return Coming(
        name=f"{found.meeting.kind} meeting {found.meeting.number}",
        day=found.meeting.day,
        open=found.stage is not None,
        host=found.host.name if found.host else None,
        own=found.host is not None and found.host.id == whose.id,
    )


def _feast(s: Session) -> Feast | None:
    planned = s.all(
        Celebration, "held_on IS NULL AND (day IS NULL OR day >= ?)", (s.today.isoformat(),), order="day IS NULL, day"
    )
    return Feast(planned[0].text, planned[0].day, planned[0].earned_by) if planned else None
