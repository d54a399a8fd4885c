"""The pulse of a meeting: how it felt, how holding each other to it felt, and whether it was worth the time.

Everybody sees the averages. A single pulse is seen by its member and, where the team keeps names, by the leader. Where
it keeps none, only the session that gave a pulse knows whose it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core import models
from core.access.session import Session
from core.errors import HuddleError
from core.meeting.lifecycle import (
    last_ended_meeting,
    open_meeting_or_none,
    require_open_meeting,
    require_participant,
)
from core.meeting.mailbox import TOLD_TOGETHER, has_waiting_pulse, put_pulse
from core.meeting.participation import list_participants
from core.values.text import require_text

WORD_LIMIT = 40
"""Characters of the word that a pulse may carry: one word, or two."""

LATE_RATING = timedelta(hours=24)
"""How long after its end a meeting can be rated by who has not rated it yet."""

HISTORY_MEETINGS = 8
"""How many meetings the history of the pulse shows."""

_Row = dict[str, int | str | None]


@dataclass(frozen=True, slots=True)
class PulseSummary:
    """The results of one meeting's pulses, the same for every viewer."""

    meeting: models.Meeting
    answer_count: int
    """How many members have given a pulse; while the meeting is open and no names are kept, only by threes."""
    counted_answers: int
    """How many pulses the averages include, see `summarize`."""
    participant_count: int
    """How many members were there and could give a pulse."""
    anonymous: bool
    """Whether no names are kept with the pulses."""
    score: float | None
    """How it felt, 1 to 5 on average; None while too few have answered. The same holds for the next two."""
    held: float | None
    """How it felt to hold each other to it, 1 to 5 on average."""
    worth: float | None
    """Whether it was worth the time, 1 to 5 on average."""
    answers_by_question: tuple[int, int, int]
    """How many answered each of the three questions, in this order."""
    words: tuple[str, ...]
    """The words, in alphabetical order so that the order reveals nothing. Empty when names are kept: then a word is
    private."""


# -- giving a pulse


def give_pulse(
    session: Session,
    score: int,
    word: str | None = None,
    *,
    held: int | None = None,
    worth: int | None = None,
    told_anonymous: bool | None = None,
    meeting: models.Meeting | None = None,
) -> models.Pulse:
    """Record how a meeting was for the acting member; a second call changes their pulse until the meeting has ended.

    Without names it waits in the mailbox until three are told together, and can be changed until then. `score`,
    `held` and `worth` are numbers from 1 to 5. `told_anonymous` says whether its giver was told that no names are
    kept. `meeting` is the one that they were asked about; without it, the one that can be rated now. Raises
    `HuddleError` when that is not so any more, when it has been told, for other numbers, for watchers, in a one-on-one,
    and when the meeting ended longer than `LATE_RATING` ago.
    """
    for number, what in ((score, "Mood"), (held, "Accountability"), (worth, "Worth the time")):
        if number is not None and not 1 <= number <= 5:
            raise HuddleError(f"{what}: choose a number from 1 (poor) to 5 (very good).")
    word = require_text(word, "The word", limit=WORD_LIMIT) if word and word.strip() else None
    meeting = meeting or rateable_meeting(session) or require_open_meeting(session)
    anonymous = is_anonymous(session, meeting)
    if told_anonymous and not anonymous:
        raise HuddleError("Names are stored now. Check, then send your rating again.")
    with session.change("pulse.given", meeting_id=meeting.id, anonymous=anonymous) as change:
        me = require_participant(session)
        current = session.reload(meeting, "The meeting is gone, so it can't be rated.")
        if current.kind == "one-on-one":
            raise HuddleError("One-on-ones have no meeting rating.")
        if not _takes_ratings(session, current):
            raise HuddleError("The meeting ended more than a day ago, so it can't be rated any more.")
        if is_anonymous(session, current) != anonymous:
            raise HuddleError("The host just changed whether names are stored. Check, then send it again.")
        given = models.Pulse(
            meeting_id=current.id,
            member_id=None if anonymous else me.id,
            score=score,
            word=word,
            held=held,
            worth=worth,
        )
        if anonymous:
            if not put_pulse(session, change, given):
                raise HuddleError("Anonymous ratings can't be changed once they are shown.")
            return given
        previous = own_pulse(session, current)
        if session.viewer.is_guest and _has_given(session, current, me):
            raise HuddleError(f"{me.name} has already rated, and a guest can't change that.")
        if previous is None:
            return change.insert(given)
        if current.status == "closed":
            raise HuddleError("The meeting has ended, so your rating can't change. The one from before is stored.")
        return change.update(previous, score=score, word=word, held=held, worth=worth)


def rateable_meeting(session: Session) -> models.Meeting | None:
    """Return the meeting that members can rate now: the open one, else the last one for a day after its end."""
    meeting = open_meeting_or_none(session) or last_ended_meeting(session)
    return meeting if meeting is not None and _takes_ratings(session, meeting) else None


def _takes_ratings(session: Session, meeting: models.Meeting) -> bool:
    if meeting.status == "closed" and meeting.closed_at:
        return session.now - datetime.fromisoformat(meeting.closed_at) <= LATE_RATING
    return meeting.status == "open"


def _has_given(session: Session, meeting: models.Meeting, member: models.Member) -> bool:
    sql = "SELECT 1 FROM exempt_pulse WHERE meeting_id = ? AND member_id = ?"
    return bool(session.query(sql, (meeting.id, member.id)))


def is_anonymous(session: Session, meeting: models.Meeting) -> bool:
    """Return whether the pulses of that meeting carry no names. Its first pulse decides; before that, the team's
    setting."""
    first = session.query("SELECT member_id FROM exempt_pulse WHERE meeting_id = ? LIMIT 1", (meeting.id,))
    if first:
        return first[0]["member_id"] is None
    return has_waiting_pulse(session, meeting) or session.all(models.Team)[0].anonymous_pulse


# -- reading


def own_pulse(session: Session, meeting: models.Meeting) -> models.Pulse | None:
    """Return the acting member's pulse of that meeting; an anonymous one only if this session gave it."""
    pulses = session.all(models.Pulse, "meeting_id = ? AND member_id = ?", (meeting.id, session.viewer.member_id))
    if pulses:
        return pulses[0]
    _key, remembered = session.viewer.memory.pulses.get(meeting.id, (b"", None))
    return remembered


def pulses(session: Session, meeting: models.Meeting) -> list[tuple[models.Member, models.Pulse]]:
    """Return the single pulses that the viewer may read (all named ones for the leader, else their own), by member's
    name."""
    members_by_id = models.by_id(session.all(models.Member))
    rows = session.all(models.Pulse, "meeting_id = ? AND member_id IS NOT NULL", (meeting.id,))
    named_pulses = [(members_by_id[row.member_id], row) for row in rows if row.member_id in members_by_id]
    return sorted(named_pulses, key=lambda entry: entry[0].name.casefold())


def summarize(session: Session, meeting: models.Meeting) -> PulseSummary:
    """Return the averages of that meeting's pulses, once there are three.

    Those given before its first end are included together once it has ended; the others in steps of three, also when
    the end is undone: otherwise the change of an average would reveal a single pulse.
    """
    rows: list[_Row] = session.query(
        "SELECT member_id, score, held, worth, word FROM exempt_pulse WHERE meeting_id = ? ORDER BY id", (meeting.id,)
    )
    anonymous = is_anonymous(session, meeting)
    together = _count_before_end(session, meeting)
    if together < TOLD_TOGETHER:
        together = 0
    counted = rows[: together + (len(rows) - together) // TOLD_TOGETHER * TOLD_TOGETHER]
    words = sorted((str(row["word"]) for row in counted if row["word"] and anonymous), key=lambda w: (w.casefold(), w))
    return PulseSummary(
        meeting=meeting,
        answer_count=len(rows),
        counted_answers=len(counted),
        participant_count=max(len(list_participants(session, meeting)), len(rows)),
        anonymous=anonymous,
        score=_mean(row["score"] for row in counted),
        held=_mean(row["held"] for row in counted),
        worth=_mean(row["worth"] for row in counted),
        answers_by_question=(
            _count_answers(counted, "score"),
            _count_answers(counted, "held"),
            _count_answers(counted, "worth"),
        ),
        words=tuple(words),
    )


def _count_before_end(session: Session, meeting: models.Meeting) -> int:
    """Return how many of the pulses that are told were given before the meeting ended for the first time; 0 while it
    has not ended. A later end, after the first was undone, would count late pulses among them."""
    sql = (
        "SELECT count(*) AS given FROM exempt_pulse AS pulse "
        "JOIN exempt_additions AS added ON added.row_table = 'pulse' AND added.row_id = pulse.id AND is_addition "
        "JOIN journal ON journal.id = added.journal_id WHERE pulse.meeting_id = :meeting AND journal.at <= ("
        "SELECT min(ending.at) FROM exempt_additions AS changed "
        "JOIN journal AS ending ON ending.id = changed.journal_id "
        "WHERE changed.row_table = 'meeting' AND changed.row_id = :meeting "
        "AND ending.what = 'meeting.closed' AND ending.meeting_id = :meeting)"
    )
    return int(session.query(sql, {"meeting": meeting.id})[0]["given"])


def pulse_history(session: Session, until: models.Meeting | None = None) -> list[PulseSummary]:
    """Return the last `HISTORY_MEETINGS` meetings with enough pulses, oldest first, up to and including `until`."""
    meetings = session.all(
        models.Meeting,
        "kind <> 'one-on-one' AND status <> 'planned' AND id IN (SELECT meeting_id FROM exempt_pulse)",
        order="started_at DESC, id DESC",
    )
    if until is not None:
        meetings = [
            meeting
            for meeting in meetings
            if (meeting.started_at or "", meeting.id) <= (until.started_at or "", until.id)
        ]
    summaries: list[PulseSummary] = []
    for meeting in meetings:
        summary = summarize(session, meeting)
        if summary.score is not None:
            summaries.append(summary)
        if len(summaries) == HISTORY_MEETINGS:
            break
    return summaries[::-1]


def _count_answers(rows: Sequence[_Row], question: str) -> int:
    return sum(row[question] is not None for row in rows)


def _mean(values: Iterable[int | str | None]) -> float | None:
    """Return the mean of those who answered; None when they are too few to hide among each other."""
    numbers = [int(value) for value in values if value is not None]
    return sum(numbers) / len(numbers) if len(numbers) >= TOLD_TOGETHER else None
