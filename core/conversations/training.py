"""Daily training: sessions with their topics, and how many working days in a row a member has trained."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core.access.session import Session
from core.errors import HuddleError
from core.meeting.lifecycle import require_participant
from core.metrics import metrics, templates
from core.metrics.entries import log_entry
from core.metrics.metrics import TRAINING
from core.models import Entry, Member, Metric
from core.team import workdays
from core.team.members import list_members
from core.team.record import get_team
from core.values.periods import period_containing
from core.values.text import clean, require_text

TOPICS = ("online", "role play", "product", "market", "calls reviewed")
"""The usual topics; any other text is allowed."""

TOPIC_LIMIT = 60
"""The most characters of a topic."""
TOPIC_DAYS = 28
"""For how many days back the board shows topics."""
MAX_TOPICS = 3
"""How many topics the board shows for a member."""

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MemberTraining:
    """The training of one member, as a row of the training board."""

    member: Member
    sessions_today: int
    """Sessions today."""
    reached_minimum: bool
    """Whether `today` reaches the team's daily minimum."""
    is_workday: bool
    """Whether today is a working day of the member; on other days no training is asked for."""
    streak: int
    """Working days in a row with the minimum. Today counts once it is done, and does not break the streak before."""
    sessions_this_week: int
    """Sessions in this calendar week."""
    topics: tuple[str, ...]
    """The topics of the latest sessions, latest first."""


# -- a session


def log_session(session: Session, topic: str, *, day: date | None = None, note: str | None = None) -> Entry:
    """Log a training session of the acting member, today unless `day` is given. The first one adopts the metric.

    The beginning of one of `TOPICS` stands for that topic. `s.undo("entry")` takes the session back. Raises
    `HuddleError` when the topic is empty or too long, for a future day, and for watchers.
    """
    topic = parse_topic(topic)
    require_participant(session)
    if day is not None and day > session.today:
        raise HuddleError(f"{day} is in the future. Choose today or an earlier day.")
    # A separate change: undoing the first session must not remove the metric that other sessions use.
    with session.change("metric.adopted"):
        metric = training_metric(session) or templates.adopt_template(session, TRAINING)[0]
    with session.change("entry.trained"):
        return log_entry(session, metric, 10**metric.scale, day=day, note=note, topic=topic)


def parse_topic(text: str) -> str:
    """Return the topic that `text` stands for: one of `TOPICS` when it begins just one of them, else the text itself.

    Raises `HuddleError` when it is empty or too long.
    """
    text = require_text(text, "The topic", limit=TOPIC_LIMIT)
    matches = [topic for topic in TOPICS if topic.startswith(clean(text).casefold())]
    return matches[0] if len(matches) == 1 else text


def training_metric(session: Session) -> Metric | None:
    """Return the training metric, ended or not, or None before the first session."""
    return next(
        (metric for metric in metrics.list_metrics(session, include_ended=True) if metric.name.casefold() == TRAINING),
        None,
    )


def list_sessions(session: Session, member: Member, *, since: date) -> list[Entry]:
    """Return a member's sessions from `since` on that the viewer may see, latest first."""
    metric = training_metric(session)
    if metric is None:
        return []
    return session.all(
        Entry,
        "metric_id = ? AND member_id = ? AND day >= ?",
        (metric.id, member.id, since.isoformat()),
        order="day DESC, id DESC",
    )


# -- the board


def list_member_training(session: Session) -> list[MemberTraining]:
    """Return how everybody trains: leaders first, then by name. Nobody is ranked.

    When the team has made the metric private, viewers get their own row alone, and the room gets none.
    """
    metric = training_metric(session)
    people = [member for member in list_members(session) if member.role != "watcher"]
    if metric is not None and metrics.is_private(session, metric):
        people = [member for member in people if session.viewer.is_member(member.id)]
    people.sort(key=lambda member: (member.role != "leader", member.name.casefold()))
    by_day = _by_day(session, metric) if metric else {}
    topics = _topics(session, metric) if metric else {}
    first = min((day for days in by_day.values() for day in days), default=session.today)
    calendar = workdays.read(session.connection, min(first, session.today), session.today)
    daily = get_team(session).training_daily
    monday = period_containing(session.today, "week").starts_on
    lines = []
    for member in people:
        days = by_day.get(member.id, {})
        lines.append(
            MemberTraining(
                member,
                sessions_today=days.get(session.today, 0),
                reached_minimum=days.get(session.today, 0) >= max(1, daily),
                is_workday=calendar.count(session.today, session.today, member.id) > 0,
                streak=_streak(days, calendar, member.id, session.today, max(1, daily)),
                sessions_this_week=sum(count for day, count in days.items() if monday <= day <= session.today),
                topics=topics.get(member.id, ()),
            )
        )
    return lines


def _by_day(session: Session, metric: Metric) -> dict[int, dict[date, int]]:
    """Return sessions by member id and day, from the daily rollup, which stays fast over years of entries."""
    counts: dict[int, dict[date, int]] = defaultdict(dict)
    for row in session.query("SELECT member_id, day, total FROM visible_entry_day WHERE metric_id = ?", (metric.id,)):
        counts[row["member_id"]][date.fromisoformat(row["day"])] = row["total"] // 10**metric.scale
    return counts


def _topics(session: Session, metric: Metric) -> dict[int, tuple[str, ...]]:
    """Return the latest distinct topics by member id, as far as the viewer may see the entries."""
    lately = (session.today - timedelta(days=TOPIC_DAYS)).isoformat()
    topics_by_member: dict[int, dict[str, None]] = defaultdict(dict)
    for entry in session.all(
        Entry, "metric_id = ? AND day >= ? AND topic IS NOT NULL", (metric.id, lately), order="day DESC, id DESC"
    ):
        topics_by_member[entry.member_id].setdefault(entry.topic or "")
    return {member_id: tuple(topics)[:MAX_TOPICS] for member_id, topics in topics_by_member.items()}


def _streak(days: Mapping[date, int], calendar: workdays.Workdays, member_id: int, today: date, daily: int) -> int:
    """Return the working days in a row with at least `daily` sessions. Weekends, holidays and absences are skipped."""
    if not days:
        return 0
    streak, day, first = 0, today, min(days)
    while day >= first:
        if calendar.count(day, day, member_id):
            if days.get(day, 0) >= daily:
                streak += 1
            elif day != today:
                break
        day -= ONE_DAY
    return streak
