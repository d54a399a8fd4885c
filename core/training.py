"""Training every day: sessions with what they were about, and how many working days in a row somebody has trained."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core import metric_shelf, metrics, workdays
from core.entries import log
from core.errors import HuddleError
from core.meeting import must_take_part
from core.members import members
from core.models import Entry, Member, Metric
from core.periods import containing
from core.session import Session
from core.team import team
from core.wording import clean, stated

METRIC = "training sessions"

TOPICS = ("online", "role play", "product", "market", "calls reviewed")
"""What sessions are mostly about; any other words will do."""

TOPIC_LIMIT = 60
LATELY = 28
"""Days of which the last topics are told."""
MOST_TOPICS = 3

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """How one member trains."""

    member: Member
    today: int
    """Sessions."""
    done: bool
    """Whether that is the team's daily minimum."""
    works: bool
    """Whether today is a working day of theirs: nothing is asked for on the others."""
    streak: int
    """Working days in a row with the minimum; today counts once it is done, and breaks nothing before."""
    week: int
    """Sessions of this calendar week."""
    topics: tuple[str, ...]
    """What the last ones were about, the latest first."""


# -- a session


def train(s: Session, topic: str, *, day: date | None = None, note: str | None = None) -> Entry:
    """Logs a training session of one's own, today unless said otherwise. The first one adopts the metric.

    The beginning of one of `TOPICS` is that topic. `s.undo("entry")` takes it back. Raises `HuddleError` when the
    topic is empty or too long, for a day to come, and for watchers.
    """
    topic = topic_of(topic)
    must_take_part(s)
    if day is not None and day > s.today:
        raise HuddleError(f"{day} has not come yet. Log what has happened.")
    # A change of its own: who takes back the first session does not take the metric from under the others'.
    with s.change("metric.adopted"):
        metric = counted(s) or metric_shelf.adopt(s, METRIC)[0]
    with s.change("entry.trained"):
        return log(s, metric, 10**metric.scale, day=day, note=note, topic=topic)


def topic_of(text: str) -> str:
    """The topic that is meant. Raises `HuddleError` when it is empty or too long."""
    text = stated(text, "The topic", limit=TOPIC_LIMIT)
    begun = [topic for topic in TOPICS if topic.startswith(clean(text).casefold())]
    return begun[0] if len(begun) == 1 else text


def counted(s: Session) -> Metric | None:
    """The metric that sessions are entries of, ended or not; None until the first session."""
    return next((each for each in metrics.metrics(s, include_ended=True) if each.name.casefold() == METRIC), None)


def sessions(s: Session, member: Member, *, since: date) -> list[Entry]:
    """A member's sessions from the day `since` on that the viewer may see, the latest first."""
    metric = counted(s)
    if metric is None:
        return []
    return s.all(
        Entry,
        "metric_id = ? AND member_id = ? AND day >= ?",
        (metric.id, member.id, since.isoformat()),
        order="day DESC, id DESC",
    )


# -- the board


def board(s: Session) -> list[Line]:
    """How everybody trains: the leader first, then the others by name. Nobody is ranked.

    Where the team has made the metric private each sees their own line alone; the room then sees none.
    """
    metric = counted(s)
    people = [member for member in members(s) if member.role != "watcher"]
    if metric is not None and metric.private:
        people = [member for member in people if s.viewer.is_member(member.id)]
    people.sort(key=lambda member: (member.role != "leader", member.name.casefold()))
    by_day = _by_day(s, metric) if metric else {}
    topics = _topics(s, metric) if metric else {}
    first = min((day for days in by_day.values() for day in days), default=s.today)
    working = workdays.read(s.store.connection, min(first, s.today), s.today)
    daily = team(s).training_daily
    monday = containing(s.today, "week").starts_on
    lines = []
    for member in people:
        days = by_day.get(member.id, {})
        lines.append(
            Line(
                member,
                today=days.get(s.today, 0),
                done=days.get(s.today, 0) >= max(1, daily),
                works=working.count(s.today, s.today, member.id) > 0,
                streak=_streak(days, working, member.id, s.today, max(1, daily)),
                week=sum(count for day, count in days.items() if monday <= day <= s.today),
                topics=topics.get(member.id, ()),
            )
        )
    return lines


def _by_day(s: Session, metric: Metric) -> dict[int, dict[date, int]]:
    """Sessions by member and day, from the daily rollup: years of them are read in a moment."""
    found: dict[int, dict[date, int]] = defaultdict(dict)
    for row in s.store.query("SELECT member_id, day, total FROM entry_day WHERE metric_id = ?", (metric.id,)):
        found[row["member_id"]][date.fromisoformat(row["day"])] = row["total"] // 10**metric.scale
    return found


def _topics(s: Session, metric: Metric) -> dict[int, tuple[str, ...]]:
    """The last topics of each, once each, as far as the viewer may see the entries."""
    lately = (s.today - timedelta(days=LATELY)).isoformat()
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for entry in s.all(
        Entry, "metric_id = ? AND day >= ? AND topic IS NOT NULL", (metric.id, lately), order="day DESC, id DESC"
    ):
        found[entry.member_id].setdefault(entry.topic or "")
    return {member_id: tuple(topics)[:MOST_TOPICS] for member_id, topics in found.items()}


def _streak(days: Mapping[date, int], working: workdays.Workdays, member_id: int, today: date, daily: int) -> int:
    """Weekends, holidays and absences break nothing, and do not count; a day's work of training does."""
    if not days:
        return 0
    streak, day, first = 0, today, min(days)
    while day >= first:
        if working.count(day, day, member_id):
            if days.get(day, 0) >= daily:
                streak += 1
            elif day != today:
                break
        day -= ONE_DAY
    return streak
