"""After a miss: what comes next. A new date, other words, or help that is asked for; one change, taken back as one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from core import commitments, occurrences
from core.errors import HuddleError
from core.meeting import current, upcoming
from core.models import Commitment, Member, Occurrence
from core.session import Session
from core.wording import clean, stated

ASKED_DAYS = 21
"""How long somebody who was asked for help is told of it."""


@dataclass(frozen=True, slots=True)
class GoneOn:
    """What a miss led to."""

    missed: Commitment
    """The one that was missed; of what comes again, itself, still open."""
    occurrence: Occurrence | None
    """The time that was missed, of what comes again."""
    follows: Commitment | None
    """What goes on from it, where there is a new date or there are new words."""


def usual_day(s: Session) -> date:
    """The day that is proposed for another try: that of the next meeting, else a week from today."""
    coming = upcoming(s)
    return coming.day if coming is not None and coming.day > s.today else s.today + timedelta(days=7)


def miss(
    s: Session,
    c: Commitment,
    next_step: str,
    *,
    due: date | None = None,
    text: str | None = None,
    helper: Member | None = None,
    day: date | None = None,
) -> GoneOn:
    """It was missed, and goes on: until `due`, in the new words of `text`, or with the help of `helper`. Of what
    comes again the oldest time in question was, or that of `day`.

    What is done once goes on as a commitment of its own. What comes again stays, reworded where there is `text`, and
    a `due` makes one more of it that is done once; it may also just come again. Raises `HuddleError` where nothing
    comes next, for help asked of
    oneself or of somebody who is not there, and as `core.commitments.miss` does.
    """
    words = clean(text or "")
    if not c.every and due is None and not words and helper is None:
        raise HuddleError("Say what comes next: a new day, other words, or whose help you ask for.")
    meeting = current(s)
    what = "commitment.time_missed" if c.every else "commitment.missed"
    with s.change(what, meeting_id=meeting.id if meeting else None) as change:
        _must_be_able(s, c, helper)
        occurrence, follows = None, None
        if c.every:
            occurrence = occurrences.miss(s, c, next_step, day)
            missed = s.get(Commitment, c.id) or c
            if helper is not None:
                missed = change.update(missed, asked_id=helper.id)
            if words:
                missed = commitments.reword(s, missed, text=words)
            if due is not None:
                follows = change.insert(_going_on(s, missed, missed.text, due))
        else:
            missed = commitments.miss(s, c, next_step)
            if helper is not None:
                missed = change.update(missed, asked_id=helper.id)
            if due is not None or words:
                follows = change.insert(_going_on(s, missed, words or missed.text, due))
        return GoneOn(missed, occurrence, follows)


def asked_of_me(s: Session) -> list[Commitment]:
    """The commitments with which the viewer was asked to help, and that have not been done since, the latest first."""
    if s.viewer.member_id is None:
        return []
    found = s.all(Commitment, "asked_id = ? AND replaced_by IS NULL", (s.viewer.member_id,), order="id DESC")
    here = {member.id for member in s.all(Member, "left_on IS NULL")}
    return [c for c in found if c.member_id in here | {None} and _still_asked(s, c)]


def _still_asked(s: Session, c: Commitment) -> bool:
    if c.every:
        last = [each for each in occurrences.occurrences(s, c) if each.status != "open"]
        return c.status == "open" and bool(last) and last[-1].status == "missed"
    done = any(after.status == "kept" for after in s.all(Commitment, "follows_id = ?", (c.id,)))
    recent = c.closed_on is not None and (s.today - c.closed_on).days < ASKED_DAYS
    return c.status == "missed" and recent and not done


def _going_on(s: Session, c: Commitment, text: str, due: date | None) -> Commitment:
    """The commitment that goes on from a missed one: the same but for its words and its day."""
    commitments.look_at(s, text=text, due=due)
    meeting = current(s)
    new: dict[str, object] = {
        "id": 0, "text": stated(text, "The commitment"), "due": due, "status": "open", "closed_on": None,
        "next_step": None, "asked_id": None, "every": None, "weekday": None, "replaced_by": None,
        "follows_id": c.id, "created_at": s.moment, "meeting_id": meeting.id if meeting else None,
    }  # fmt: skip
    return Commitment.model_validate(c.model_dump() | new)


def _must_be_able(s: Session, c: Commitment, helper: Member | None) -> None:
    if helper is None:
        return
    if helper.id == c.member_id:
        raise HuddleError("Help comes from somebody else. Name the leader or a colleague.")
    now = s.get(Member, helper.id)
    if now is None or now.left_on is not None:
        raise HuddleError(f"{helper.name} has left the team. Name somebody who is on it.")
    if c.helps_id is not None and helper.id != c.helps_id:
        raise HuddleError("This is between the two of you. Ask the other one, or leave the name out.")
