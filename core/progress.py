"""One member's own progress, for `huddle me`: plain SQL into plain values, and nothing that is slow to import."""

from __future__ import annotations

from datetime import date

from core import workdays
from core.actuals import actual, added, attainment_and_pace, shares
from core.periods import Period, between, containing
from core.reckoning import Reckoning
from data import numbers
from data.sqlite import APPLICATION_ID, SCHEMA_VERSION, connect, sqlite3


class Reached:
    """How far one running target is reached. Amounts are in the metric's smallest unit."""

    __slots__ = (
        "actual", "attainment", "better", "days_left", "metric", "pace", "period", "scale", "target", "unit",
    )  # fmt: skip

    better: str
    """`higher` or `lower`."""
    days_left: int
    """Of the member's working days in the period, after today."""

    def __init__(
        self,
        metric: str,
        unit: str,
        scale: int,
        period: Period,
        actual: int | None,
        target: int,
        attainment: float | None,
        pace: float | None,
    ) -> None:
        self.metric = metric
        self.unit = unit
        self.scale = scale
        self.period = period
        self.actual = actual
        self.target = target
        self.attainment = attainment
        self.pace = pace


class Progress:
    """One member's progress on one day."""

    __slots__ = (
        "due_today", "has_metrics", "hosts", "hosts_on", "kept", "missed", "name", "next_due", "next_text", "open",
        "overdue", "period", "share_gone", "targets", "today",
    )  # fmt: skip

    name: str
    period: Period
    """The quarter."""
    today: date
    share_gone: float
    """Of its working days, today counting as gone."""
    open: int
    """Commitments that are open; of these `due_today` and `overdue`."""
    due_today: int
    overdue: int
    kept: int
    missed: int
    targets: list[Reached]
    has_metrics: bool
    """Whether the team counts anything yet."""
    next_text: str | None
    """The open commitment that is due next, and when; None when none has a day."""
    next_due: date | None
    hosts: bool
    """Whether they host the meeting that is open or comes next, on `hosts_on` as far as that is known."""
    hosts_on: date | None


def read(path: object) -> sqlite3.Connection | None:
    """A connection to a team's file that this Huddle can read as it is; else None, and `Store` knows the sentence."""
    connection = None
    try:
        connection = connect(str(path))
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if (application, version) == (APPLICATION_ID, SCHEMA_VERSION):
            return connection
    except sqlite3.Error:
        pass
    if connection is not None:
        connection.close()
    return None


def find(connection: sqlite3.Connection, name: str | None, login: str | None) -> int | None:
    """The id of the member who is surely meant; None leaves it to `core.team.resolve`, which knows the sentence."""
    found = numbers.somebody(connection, name, login)
    return found[0] if found else None


def progress(connection: sqlite3.Connection, member_id: int, today: date) -> Progress:
    """The progress of the member with that id. Raises `KeyError` when there is none."""
    found = Progress()
    row = connection.execute("SELECT name FROM member WHERE id = ?", (member_id,)).fetchone()
    if row is None:
        raise KeyError(member_id)
    found.name, found.today = row[0], today
    found.period = containing(today, "quarter")
    gone, of = workdays.read(connection, found.period.starts_on, found.period.ends_on, member_id).gone(
        found.period, today
    )
    found.share_gone = gone / of
    _promised(found, Reckoning(connection, today, member_id=member_id, viewer_id=member_id))
    found.targets = reached(connection, member_id, today)
    found.has_metrics = bool(connection.execute("SELECT EXISTS (SELECT 1 FROM metric)").fetchone()[0])
    meeting = numbers.next_meeting(connection)
    found.hosts = meeting is not None and meeting[0] == member_id
    # A day that has passed without its meeting says nothing about the next one.
    found.hosts_on = meeting[1] if found.hosts and meeting and meeting[1] and meeting[1] >= today else None
    return found


def _promised(found: Progress, reckoning: Reckoning) -> None:
    today = found.today
    still = [one for one in reckoning.all.values() if reckoning.is_open(one)]
    days = [reckoning.next_due(one) for one in still]
    found.open = len(still)
    found.due_today = days.count(today)
    found.overdue = sum(day is not None and day < today for day in days)
    answers = reckoning.answers()
    found.kept = sum(answer.status == "kept" for answer in answers)
    found.missed = len(answers) - found.kept
    dated = [(day, place) for place, day in enumerate(days) if day is not None]
    found.next_due, place = min(dated, default=(None, -1))
    found.next_text = still[place].text if dated else still[0].text if still else None


def reached(connection: sqlite3.Connection, member_id: int, today: date) -> list[Reached]:
    """How far each running target of a member is, the shortest periods first; pace counts their own working days."""
    found = []
    for agreed in numbers.running_targets(connection, member_id, today):
        metric = numbers.counted(connection, agreed.metric_id)
        period = between(agreed.starts_on, agreed.ends_on)
        days = workdays.read(connection, period.starts_on, period.ends_on, member_id)
        gone = days.gone(period, today, member_id)
        own = shares(connection, metric, (agreed.starts_on, agreed.ends_on), member_id, today=today)
        amount = actual(metric.kind, added(own.values()))
        attainment, pace = attainment_and_pace(metric, amount, agreed.amount, gone)
        one = Reached(metric.name, metric.unit, metric.scale, period, amount, agreed.amount, attainment, pace)
        one.better, one.days_left = metric.better, max(0, gone[1] - gone[0])
        found.append(one)
    return found
