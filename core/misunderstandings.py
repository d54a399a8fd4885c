"""A misunderstanding, raised quietly: from a member to the host or to the leader, who has it on their list at once.

It is those two people's, whoever looks. The journal keeps no name with it either: that somebody has raised
something would tell the others who.
"""

from __future__ import annotations

from typing import Literal

from core.conversations import conversations, fresh
from core.errors import HuddleError
from core.meeting import current, host, must_take_part
from core.models import Conversation, Meeting, Member
from core.session import Session
from core.wording import stated

To = Literal["host", "leader"]

RAISED = "conversation.raised"


def receivers(s: Session) -> dict[To, Member]:
    """Whom the viewer can turn to now: the open meeting's host and the leader, where these are two others."""
    meeting = _team_meeting(s)
    hosting = host(s, meeting) if meeting else None
    leading = next((each for each in s.all(Member, "role = 'leader' AND left_on IS NULL")), None)
    found: dict[To, Member] = {}
    if hosting is not None and not s.viewer.is_member(hosting.id):
        found["host"] = hosting
    if leading is not None and not s.viewer.is_member(leading.id):
        found["leader"] = leading
    return found


def raise_one(s: Session, text: str, to: To | None = None) -> Conversation:
    """Tells the host or the leader, whom the member chooses, that something was misunderstood.

    Without `to` the leader, or whoever there is. Raises `HuddleError` when it is empty, when there is nobody but
    oneself, and for watchers.
    """
    text = stated(text, "The misunderstanding")
    meeting = _team_meeting(s)
    with s.change(RAISED, meeting_id=meeting.id if meeting else None, anonymous=True) as change:
        me = must_take_part(s)
        there = receivers(s)
        if to is not None and to not in there:
            raise HuddleError(_nobody(to, there, meeting is None))
        receiver = there.get(to) if to else there.get("leader") or there.get("host")
        if receiver is None:
            raise HuddleError("There is nobody but you to raise it to. Say it to the team, in the meeting.")
        return change.insert(
            Conversation(
                kind="misunderstanding",
                from_id=me.id,
                to_id=receiver.id,
                meeting_id=meeting.id if meeting else None,
                held_on=s.today,
                text=text,
                status="open",
                written_at=s.moment,
            )
        )


def talked_over(s: Session, raised: Conversation) -> Conversation:
    """The two have talked it over: it goes from the list. Raises `HuddleError` for anybody else."""
    with s.change("conversation.talked_over", anonymous=True) as change:
        raised = fresh(s, raised)
        if raised.kind != "misunderstanding":
            raise HuddleError("This is another kind of talk. It is closed where it is held.")
        return change.update(raised, status="held")


def waiting(s: Session) -> list[Conversation]:
    """What was raised to the viewer and is not talked over yet, the oldest first."""
    return [each for each in _open(s) if s.viewer.is_member(each.to_id)]


def raised(s: Session) -> list[Conversation]:
    """What the viewer raised and is not talked over yet, the oldest first."""
    return [each for each in _open(s) if s.viewer.is_member(each.from_id)]


def _team_meeting(s: Session) -> Meeting | None:
    """The open meeting; a talk of two has nobody whom others turn to."""
    meeting = current(s)
    return None if meeting is None or meeting.kind == "one-on-one" else meeting


def _open(s: Session) -> list[Conversation]:
    if s.viewer.member_id is None:
        return []
    return sorted(conversations(s, "misunderstanding", status="open"), key=lambda each: each.id)


def _nobody(to: To, there: dict[To, Member], between: bool) -> str:
    if to == "host" and between:
        return "No meeting is open, so nobody hosts. Raise it to the leader: --to leader"
    other = next(iter(there), None)
    instead = f" Raise it to the {other}: --to {other}" if other else ""
    return f"You are the {to} yourself, or there is none.{instead}"
