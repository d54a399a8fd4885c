"""What comes again: each time kept, missed, or still open.

With a metric and an amount it ticks by its entries and nothing is stored as kept; a row then holds what its owner does
differently after a miss. Without, its owner says of each time what became of it. Ending it as a whole is
`core.commitments.keep`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from core import commitments
from core.errors import Conflict, HuddleError
from core.meeting import current
from core.models import Commitment, Meeting, Occurrence
from core.periods import said as day_said
from core.reckoning import Coming, Reckoning, day_of
from core.session import Session
from core.wording import stated
from data.changing import Change

STREAK_UNITS = {"day": "days", "week": "weeks", "month": "months", "quarter": "quarters"}


def reckoning(s: Session) -> Reckoning:
    """Everything that the viewer may see, as of today. For a list ask for it once."""
    return Reckoning(s.store.connection, s.today, viewer_id=s.viewer.member_id)


def occurrences(s: Session, c: Commitment, reckoned: Reckoning | None = None) -> list[Coming]:
    """The days on which it fell due since it was taken on, and the next to come, in order. Empty for what is done
    once."""
    found = reckoned or reckoning(s)
    one = found.all.get(c.id)
    return found.comings(one) if one else []


def in_question(s: Session, c: Commitment, reckoned: Reckoning | None = None) -> list[Coming]:
    """The times to answer for: those that fell due and are open, the oldest first; where there is none, the one that
    is running. Empty where all is said. Of days only those since the last meeting are asked for."""
    found = [each for each in occurrences(s, c, reckoned) if each.status == "open" and each.period is not None]
    since = _last_meeting_day(s) if c.every == "day" else None
    due = [each for each in found if each.day <= s.today and (since is None or each.day >= since)]
    running = [each for each in found if each.day > s.today and each.period and each.period.starts_on <= s.today]
    return due or running[:1]


def latest(s: Session, c: Commitment, reckoned: Reckoning | None = None) -> Coming | None:
    """The time that is looked at: the oldest in question, else the last of which something is known."""
    asked = in_question(s, c, reckoned)
    past = [each for each in occurrences(s, c, reckoned) if each.status != "open"]
    if asked and (asked[0].day <= s.today or not past):
        return asked[0]
    return past[-1] if past else None


def keep(s: Session, c: Commitment, day: date | None = None) -> list[Occurrence]:
    """It was kept the oldest time in question, each of the days where it is for every day, or on the `day` given.

    Raises `HuddleError` for what ticks by itself, for
    whoever may not answer, and where nothing is in question."""
    with _changing(s, "kept") as change:
        c = _answerable(s, c)
        _must_be_said(s, c)
        return [
            change.insert(Occurrence(commitment_id=c.id, day=each, status="kept", said_at=s.moment))
            for each in (_days(s, c, day) if c.every == "day" else _days(s, c, day)[:1])
        ]


def miss(s: Session, c: Commitment, next_step: str, day: date | None = None) -> Occurrence:
    """It was missed, the oldest time in question or on the `day` given; `next_step` says what happens differently now.

    What ticks by itself may be given up before its period is over; a miss that the entries tell gets its next step so.
    Raises `HuddleError` as `keep` does.
    """
    with _changing(s, "missed") as change:
        c = _answerable(s, c)
        if not next_step.strip():
            raise HuddleError("A miss needs a next step. Say what you will do differently.")
        step = stated(next_step, "The next step")
        on = day or next(iter(_without_step(s, c)), None) or _days(s, c, None)[0]
        if day is not None and day not in _without_step(s, c):
            on = _days(s, c, day)[0]
        there = s.all(Occurrence, "commitment_id = ? AND day = ?", (c.id, on.isoformat()))
        if there:
            return change.update(there[0], status="missed", next_step=step, said_at=s.moment)
        return change.insert(Occurrence(commitment_id=c.id, day=on, status="missed", next_step=step, said_at=s.moment))


def reopen(s: Session, c: Commitment) -> None:
    """Takes back what was said last of it. Raises `HuddleError` where nothing was, and as `keep` does."""
    with _changing(s, "reopened") as change:
        c = _answerable(s, c)
        rows = s.all(Occurrence, "commitment_id = ?", (c.id,), order="day DESC")
        if not rows:
            raise HuddleError("Nothing was said of it yet. It is open.")
        last = [row for row in rows if row.said_at == rows[0].said_at]
        for row in last:
            change.delete(row)


def standing(s: Session, c: Commitment, reckoned: Reckoning | None = None) -> str:
    """`kept`, `missed` or `open`: of what comes again, of the time that is looked at."""
    time = latest(s, c, reckoned) if c.every and c.status == "open" else None
    return time.status if time else c.status


def so_far(s: Session, c: Commitment, reckoned: Reckoning | None = None) -> int | None:
    """What was entered on its metric since it was taken on, until it was closed; None without one, or where the viewer
    may not know. Of what is done once."""
    found = reckoned or reckoning(s)
    one = found.all.get(c.id)
    if one is None or not found.may_tell(one):
        return None
    return found.amount(one, min(day_of(one.created_at), s.today), one.closed_on or s.today)


def needs_step(s: Session, c: Commitment, reckoned: Reckoning | None = None) -> bool:
    """Whether its last time was missed and nobody has said yet what happens differently."""
    decided = [each for each in occurrences(s, c, reckoned) if each.status != "open"]
    return bool(decided) and decided[-1].status == "missed" and decided[-1].next_step is None


def streak(s: Session, c: Commitment, reckoned: Reckoning | None = None) -> int:
    """How many times in a row it was kept, up to the last of which something is known; earlier wordings count on."""
    found = reckoned or reckoning(s)
    older = {one.replaced_by: one for one in found.all.values() if one.replaced_by is not None}
    count, at = 0, c.id
    while (one := found.all.get(at)) is not None and one.every == c.every:
        times = found.comings(one)
        while times and times[-1].status == "open":  # not known yet
            times = times[:-1]
        for each in reversed(times):
            if each.status != "kept":
                return count
            count += 1
        before = older.get(at)
        if before is None:
            return count
        at = before.id
    return count


def in_a_row(c: Commitment, count: int) -> str:
    """`6 weeks in a row`; nothing of a single time."""
    return f"{count} {STREAK_UNITS[c.every]} in a row" if c.every and count > 1 else ""


def carried_over(s: Session, c: Commitment) -> int:
    """In how many meetings it was looked at and left open, those of what it follows counted in."""
    count = 0
    now: Commitment | None = c
    while now is not None:
        if not now.every:
            closed = now.closed_on.isoformat() if now.closed_on else None
            held = s.all(
                Meeting,
                "status = 'closed' AND kind <> 'one-on-one' AND started_at > ? AND (? IS NULL OR day < ?)",
                (now.created_at, closed, closed),
            )
            count += len(held)
        before = s.get(Commitment, _first(s, now).follows_id)
        count += before is not None
        now = before
    return count


def carried_words(count: int) -> str:
    """`carried over once`, `carried over twice`, `carried over 3 times`; nothing of what was not."""
    if not count:
        return ""
    return "carried over " + {1: "once", 2: "twice"}.get(count, f"{count} times")


# -- the rules


@contextmanager
def _changing(s: Session, done: str) -> Iterator[Change]:
    meeting = current(s)
    with s.change(f"commitment.time_{done}", meeting_id=meeting.id if meeting else None) as change:
        yield change


def _answerable(s: Session, c: Commitment) -> Commitment:
    now = s.get(Commitment, c.id)
    if now is None:
        raise Conflict("Somebody has taken this commitment back in the meantime.")
    if now.replaced_by is not None:
        raise Conflict("This commitment has a newer wording. Look at that one.")
    if not commitments.may_answer(s, now):
        raise HuddleError("Whose commitment it is says what became of it, nobody else. Ask them.")
    if now.status != "open":
        raise HuddleError(f"This commitment is {now.status} already. Reopen it first to change that.")
    if now.every is None:
        raise HuddleError("This is done once. Say that it was kept or missed as a whole.")
    return now


def _must_be_said(s: Session, c: Commitment) -> None:
    found = reckoning(s)
    one = found.all[c.id]
    asked = in_question(s, c, found)
    if found.ticks(one) and not (asked and found.has_ended(one, asked[0])):
        raise HuddleError("This ticks by itself, from what is entered. Enter the amounts, and it is kept.")


def _days(s: Session, c: Commitment, day: date | None) -> list[date]:
    asked = [each.day for each in in_question(s, c)]
    if day is not None:
        times = {each.day: each for each in occurrences(s, c)}
        if day not in times:
            raise HuddleError(f"It does not fall due on {day_said(day)}. See when with: huddle commitment times {c.id}")
        if times[day].status != "open":
            raise Conflict(f"Of {day_said(day)} it is said already: {times[day].status}. Take that back first.")
        return [day]
    if not asked:
        raise Conflict("Nothing of it is in question now: all that fell due is answered.")
    return asked


def _without_step(s: Session, c: Commitment) -> list[date]:
    """The last time, where it was missed and no next step was said."""
    decided = [each for each in occurrences(s, c) if each.status != "open"]
    return [decided[-1].day] if decided and decided[-1].status == "missed" and decided[-1].next_step is None else []


def _last_meeting_day(s: Session) -> date | None:
    held = s.all(Meeting, "status = 'closed' AND kind <> 'one-on-one'", order="day DESC, id DESC")
    return held[0].day if held else None


def _first(s: Session, c: Commitment) -> Commitment:
    """Its first wording, which knows what it follows."""
    return (commitments.earlier_wordings(s, c) or [c])[-1]
