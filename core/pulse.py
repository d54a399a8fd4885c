"""The pulse: how a meeting felt, how it felt to hold each other to it, and whether it was worth the time.

What they add up to is everybody's; a single one is its giver's own and, where the team keeps names, the leader's.
Where it keeps none, only the session that gave a pulse knows whose it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.collect import CROWD
from core.errors import HuddleError
from core.meeting import attendances, must_take_part, the_open_one
from core.session import Session
from core.wording import stated
from data.models import Meeting, Member, Pulse, Team

WORD_LIMIT = 40
"""Characters: a word, or two."""

WEEKS = 8
"""Meetings that the line over the weeks goes back."""

_Row = dict[str, int | str | None]


@dataclass(frozen=True, slots=True)
class Felt:
    """What the pulses of one meeting add up to. The same for whoever looks."""

    meeting: Meeting
    answered: int
    counted: int
    """How many of the answers the numbers are of: fewer while it is open, see `felt`."""
    people: int
    """Who was there and could say."""
    anonymous: bool
    score: float | None
    """How it felt, from 1 to 5 on average; None while too few have answered, as the next two."""
    held: float | None
    """How it felt to hold each other to it."""
    worth: float | None
    """Whether it was worth the time."""
    each: tuple[int, int, int]
    """How many answered each of the three, in this order."""
    words: tuple[str, ...]
    """In the order of the alphabet, which tells nothing. Empty where names are kept: there words are their givers'."""


# -- saying it


def give(
    s: Session, score: int, word: str | None = None, *, held: int | None = None, worth: int | None = None
) -> Pulse:
    """Says how the open meeting is for the member who acts; said again it changes what they said before.

    Raises `HuddleError` for what is not from 1 to 5, for watchers, in a talk of two, and when no meeting is open.
    """
    for number, what in ((score, "How it felt"), (held, "Holding each other to it"), (worth, "Worth the time")):
        if number is not None and not 1 <= number <= 5:
            raise HuddleError(f"{what} is a number from 1, poor, to 5, very good, and {number} is not. Choose again.")
    word = stated(word, "The word", limit=WORD_LIMIT) if word and word.strip() else None
    meeting = the_open_one(s)
    anonymous = is_anonymous(s, meeting)
    with s.change("pulse.given", meeting_id=meeting.id, anonymous=anonymous) as change:
        me = must_take_part(s)
        now = s.get(Meeting, meeting.id) or meeting
        if now.status != "open":
            raise HuddleError("The meeting has been closed meanwhile, so its pulse stands as it is.")
        if now.kind == "one-on-one":
            raise HuddleError("A talk of two has no pulse: say to each other how it was.")
        if is_anonymous(s, now) != anonymous:
            raise HuddleError("Whether names are kept has just changed. Look at it, then say it again.")
        before = own(s, now)
        if before is not None:
            return change.update(before, score=score, word=word, held=held, worth=worth)
        return change.insert(
            Pulse(
                meeting_id=now.id,
                member_id=None if anonymous else me.id,
                score=score,
                word=word,
                held=held,
                worth=worth,
            )
        )


def is_anonymous(s: Session, meeting: Meeting) -> bool:
    """Whether nobody's name is kept with the pulses of that meeting: as its first one was given, so all are."""
    first = s.store.query("SELECT member_id FROM pulse WHERE meeting_id = ? LIMIT 1", (meeting.id,))
    return first[0]["member_id"] is None if first else s.all(Team)[0].anonymous_pulse


def may_change_anonymity(s: Session) -> bool:
    """Whether the team may still choose: no pulse of an open meeting was given trusting what it was."""
    return not s.store.query(
        "SELECT 1 FROM pulse JOIN meeting ON meeting.id = meeting_id WHERE status = 'open' LIMIT 1"
    )


# -- reading it


def own(s: Session, meeting: Meeting) -> Pulse | None:
    """What the member who acts said of that meeting; of an anonymous one, as far as this session remembers."""
    named = s.all(Pulse, "meeting_id = ? AND member_id = ?", (meeting.id, s.viewer.member_id))
    if named:
        return named[0]
    remembered = s.remembers(Pulse)
    return next((row for row in remembered if row.meeting_id == meeting.id), None)


def answers(s: Session, meeting: Meeting) -> list[tuple[Member, Pulse]]:
    """The single pulses that the viewer may read, by name: the leader's to read, and one's own."""
    people = {member.id: member for member in s.all(Member)}
    rows = s.all(Pulse, "meeting_id = ? AND member_id IS NOT NULL", (meeting.id,))
    found = [(people[row.member_id], row) for row in rows if row.member_id in people]
    return sorted(found, key=lambda each: each[0].name.casefold())


def felt(s: Session, meeting: Meeting) -> Felt:
    """What the pulses of that meeting add up to, from three answers on.

    While it is open the numbers move by threes: what one more answer changed would be that answer.
    """
    rows: list[_Row] = s.store.query(
        "SELECT member_id, score, held, worth, word FROM pulse WHERE meeting_id = ? ORDER BY id", (meeting.id,)
    )
    anonymous = is_anonymous(s, meeting)
    counted = rows if meeting.status == "closed" else rows[: len(rows) // CROWD * CROWD]
    if len(counted) < CROWD:
        counted = []
    # Nobody waits for the answer of whoever left on that day.
    day = meeting.day.isoformat()
    can_say = {member.id for member in s.all(Member, "role <> 'watcher' AND (left_on IS NULL OR left_on > ?)", (day,))}
    there = {row.member_id for row in attendances(s, meeting) if row.present} & can_say
    words = sorted((str(row["word"]) for row in counted if row["word"] and anonymous), key=lambda w: (w.casefold(), w))
    return Felt(
        meeting=meeting,
        answered=len(rows),
        counted=len(counted),
        people=max(len(there), len(rows)),
        anonymous=anonymous,
        score=_mean(row["score"] for row in counted),
        held=_mean(row["held"] for row in counted),
        worth=_mean(row["worth"] for row in counted),
        each=(_said(counted, "score"), _said(counted, "held"), _said(counted, "worth")),
        words=tuple(words),
    )


def over_the_weeks(s: Session, until: Meeting | None = None) -> list[Felt]:
    """The last `WEEKS` meetings of which enough people said how they were, the oldest first, up to `until`."""
    held = s.all(
        Meeting,
        "kind <> 'one-on-one' AND status <> 'planned' AND id IN (SELECT meeting_id FROM pulse)",
        order="started_at DESC, id DESC",
    )
    if until is not None:
        held = [each for each in held if (each.started_at or "", each.id) <= (until.started_at or "", until.id)]
    found: list[Felt] = []
    for each in held:
        told = felt(s, each)
        if told.score is not None:
            found.append(told)
        if len(found) == WEEKS:
            break
    return found[::-1]


def _said(rows: Sequence[_Row], question: str) -> int:
    return sum(row[question] is not None for row in rows)


def _mean(values: Iterable[int | str | None]) -> float | None:
    """Of those who answered; None where they are too few to hide among each other."""
    there = [int(value) for value in values if value is not None]
    return sum(there) / len(there) if len(there) >= CROWD else None
