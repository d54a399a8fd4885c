"""Help that one member promises another, who alone says whether it was given."""

from __future__ import annotations

from core.access.session import Session
from core.errors import HuddleError
from core.models import Commitment, Member, Point
from core.team import members
from data.sqlite import placeholders


def list_help_owed(session: Session, helped: Member, *, helper: Member | None = None) -> list[Commitment]:
    """Return the help promised to a member (by `helper` alone, if given) that the viewer may see, as worded now."""
    return session.all(
        Commitment,
        "replaced_by IS NULL AND helps_id = :to AND (:by IS NULL OR member_id = :by)",
        {"to": helped.id, "by": helper.id if helper else None},
    )


def ids_awaiting_confirmation(session: Session, owed: list[Commitment]) -> set[int]:
    """Return the ids of those that wait for the helped member to confirm that the help was given.

    These are open and past their due day, or marked as done in a conversation by the member who promised them.
    """
    marks = placeholders(owed)
    done_ids = {
        point.commitment_id
        for point in session.all(
            Point, f"done AND commitment_id IN ({marks})", tuple(commitment.id for commitment in owed)
        )
    }
    return {
        commitment.id
        for commitment in owed
        if commitment.status == "open"
        and (commitment.id in done_ids or (commitment.due is not None and commitment.due < session.today))
    }


def describe_commitment(session: Session, commitment: Commitment) -> str:
    """Return a commitment's text; for help, with the name of the helped member, or for the helped member, of
    who promised it."""
    if commitment.helps_id is None:
        return commitment.text
    is_helped = session.viewer.is_member(commitment.helps_id)
    other_id = commitment.member_id if is_helped else commitment.helps_id
    name = members.short_names(session).get(other_id or 0, "someone")
    return f"{name}: {commitment.text}" if is_helped else f"{commitment.text} (help for {name})"


def describe_help_owed(owed: list[Commitment], to_confirm: set[int]) -> str:
    """Return `2 open, 1 to confirm`; empty where there is neither."""
    open_count = sum(commitment.status == "open" for commitment in owed)
    words = [f"{open_count} open"] * bool(open_count) + [f"{len(to_confirm)} to confirm"] * bool(to_confirm)
    return ", ".join(words)


def require_may_promise_help(acting: Member, owner: Member | None, helps: Member) -> Member:
    """Return the member to be helped. Raises `HuddleError` where this help cannot be promised."""
    if owner is None or owner.id != acting.id:
        raise HuddleError("Only the person who will help can promise it.")
    if helps.id == acting.id:
        raise HuddleError("You can't promise help to yourself. Add a commitment instead.")
    if helps.role == "watcher":
        raise HuddleError(f"{helps.name} is a watcher and has no commitments. Choose someone else.")
    return helps
