"""Feedback between peers: asked for or offered, about one thing seen; the receiver decides who else reads it."""

from __future__ import annotations

from core.access.session import Session
from core.conversations.conversations import add_point, plan_conversation, reload_conversation
from core.errors import Conflict, HuddleError
from core.meeting.lifecycle import require_participant
from core.models import Conversation, Member, PointKind, Visibility
from core.team.current_members import reload_member
from core.values.text import require_text

FORM_LABELS: dict[PointKind, str] = {
    "saw": "What I saw",
    "did": "What it did",
    "try": "What I would try",
}
"""The labels of the form: what was seen (not a judgement of the person), what followed, what could come next."""


def ask(session: Session, colleague: Member, about: str) -> Conversation:
    """Ask the colleague `colleague` for feedback about one thing.

    Raises `HuddleError` when `colleague` is the acting member or a watcher, and when `about` is empty.
    """
    with session.change("feedback.asked"):
        me = require_participant(session)
        about = require_text(about, "What you want to hear about")
        _require_can_give(session, colleague)
        return plan_conversation(session, "feedback", me, session.today, about=about, by=colleague)


def give(
    session: Session, to: Member, saw: str, did: str = "", would_try: str = "", *, request: Conversation | None = None
) -> Conversation:
    """Give feedback to a colleague: in answer to their request `asked`, or unasked.

    `saw` is required. Raises `HuddleError` for the giver as receiver, and for a request to somebody else.
    """
    with session.change("feedback.given") as change:
        me = require_participant(session)
        saw = require_text(saw, "What you saw")
        if request is not None:
            if session.get(Conversation, request.id) is None:
                raise Conflict(f"{to.name} withdrew the request. You can still give feedback without it.")
            talk = reload_conversation(session, request)
            if talk.from_id != me.id or talk.kind != "feedback":
                raise HuddleError("Someone else was asked for this. You can give feedback without being asked.")
            if talk.status == "held":
                raise Conflict("You have already answered this.")
            talk = change.update(talk, status="held", held_on=session.today)
        else:
            _require_can_give(session, to)
            talk = change.update(plan_conversation(session, "feedback", to, session.today), status="held")
        for kind, words in (("saw", saw), ("did", did), ("try", would_try)):
            if words.strip():
                add_point(session, talk, kind, words)  # type: ignore[arg-type]
        return talk


def decline(session: Session, request: Conversation) -> None:
    """Delete a request for feedback without an answer. Raises `HuddleError` unless the acting member was asked."""
    with session.change("feedback.declined") as change:
        talk = reload_conversation(session, request)
        if talk.status == "held" or talk.from_id != session.me.id:
            raise HuddleError("Only the person who was asked can decline, before answering.")
        change.delete(talk)


def set_visibility(session: Session, talk: Conversation, visibility: Visibility) -> Conversation:
    """Set who else may read a feedback. Raises `HuddleError` unless the acting member received it."""
    with session.change("feedback.shown") as change:
        talk = reload_conversation(session, talk)
        if talk.to_id != session.me.id or talk.kind not in ("feedback", "praise"):
            raise HuddleError("Only the receiver can share this feedback.")
        return change.update(talk, visibility=visibility)


def list_requests_to_viewer(session: Session) -> list[Conversation]:
    """Return the requests that colleagues have made to the viewer, oldest first."""
    return session.all(
        Conversation,
        "kind = 'feedback' AND status = 'planned' AND from_id = ?",
        (session.viewer.member_id,),
        order="id",
    )


def received_feedback(session: Session, member: Member) -> list[Conversation]:
    """Return the feedback a member was given, as far as the viewer may read it, latest first."""
    return session.all(
        Conversation,
        "kind = 'feedback' AND status = 'held' AND to_id = ?",
        (member.id,),
        order="held_on DESC, id DESC",
    )


def list_shared_with_viewer(session: Session) -> list[Conversation]:
    """Return the feedback between others that the viewer may read, latest first."""
    held = session.all(Conversation, "kind = 'feedback' AND status = 'held'", order="held_on DESC, id DESC")
    return [talk for talk in held if not session.viewer.is_member(talk.from_id, talk.to_id)]


def list_given(session: Session) -> list[Conversation]:
    """Return the feedback that the viewer gave, latest first."""
    return session.all(
        Conversation,
        "kind = 'feedback' AND status = 'held' AND from_id = ?",
        (session.viewer.member_id,),
        order="held_on DESC, id DESC",
    )


def list_own_requests(session: Session) -> list[Conversation]:
    """Return the viewer's own unanswered requests, oldest first."""
    return session.all(
        Conversation, "kind = 'feedback' AND status = 'planned' AND to_id = ?", (session.viewer.member_id,), order="id"
    )


def _require_can_give(session: Session, member: Member) -> None:
    member = reload_member(session, member)
    if member.role == "watcher":
        raise HuddleError(f"{member.name} is a watcher. Choose someone else.")
