"""The leader's support: help that was promised to one member, who alone says whether it was given."""

from __future__ import annotations

from core import members
from core.errors import HuddleError
from core.models import Commitment, Member, Point
from core.session import Session
from core.wording import called


def help_owed(s: Session, to: Member, *, by: Member | None = None) -> list[Commitment]:
    """The help that a member was promised (`by` one person) and the viewer may see, as it is worded now."""
    return s.all(
        Commitment,
        "replaced_by IS NULL AND helps_id = :to AND (:by IS NULL OR member_id = :by)",
        {"to": to.id, "by": by.id if by else None},
    )


def waiting(s: Session, owed: list[Commitment]) -> set[int]:
    """Which of these wait for whom they help to say whether it was given, by id: whoever promised it says that it is
    done, or its day has passed."""
    marks = ",".join("?" * len(owed))
    told = {
        point.commitment_id
        for point in s.all(Point, f"done AND commitment_id IN ({marks})", tuple(each.id for each in owed))
    }
    return {
        each.id
        for each in owed
        if each.status == "open" and (each.id in told or (each.due is not None and each.due < s.today))
    }


def told(s: Session, c: Commitment) -> str:
    """A commitment's text; of help, with whom it helps, or for that member with who promised it."""
    if c.helps_id is None:
        return c.text
    people = members.members(s, include_left=True)
    by = s.viewer.is_member(c.helps_id)
    who = next((called(each, people) for each in people if each.id == (c.member_id if by else c.helps_id)), "somebody")
    return f"{who}: {c.text}" if by else f"{c.text} (help for {who})"


def in_short(owed: list[Commitment], to_confirm: set[int]) -> str:
    """`2 open, 1 to confirm`; empty where nothing is open."""
    still = sum(each.status == "open" for each in owed)
    words = [f"{still} open"] * bool(still) + [f"{len(to_confirm)} to confirm"] * bool(to_confirm)
    return ", ".join(words)


def must_help(me: Member, owner: Member | None, helps: Member) -> Member:
    """Whom it helps. Raises `HuddleError` where nobody can promise that."""
    if owner is None or owner.id != me.id:
        raise HuddleError("Help is promised by the one who gives it. Ask them to say it themselves.")
    if helps.id == me.id:
        raise HuddleError("Help is for somebody else. Without it this is a commitment of your own.")
    if helps.role == "watcher":
        raise HuddleError(f"{helps.name} watches and takes nothing on that one could help with. Name somebody else.")
    return helps
