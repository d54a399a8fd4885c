"""What the home screen shows, as texts and facts: no widget is needed to make them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.access.session import Session
from core.commitments import help
from core.goals import goals
from core.hosting.rotation import HostPlace
from core.meeting import pulse
from core.overview import home, planned_celebration
from core.overview.home import CommitmentWithDue, NextMeeting
from core.team import permissions
from core.values.amounts import format_percent
from core.values.clock import parse_timestamp
from core.values.periods import format_due
from core.values.writing import is_in_words
from tui.widgets.fact_list import Fact
from tui.widgets.mood_line import format_average, mood_sparkline
from tui.widgets.progress_rows_from_core import kept_sparkline
from tui.widgets.signs import OPEN, SOON
from tui.widgets.tone import due_tone
from tui.widgets.top_and_key_lines import first_that_fits

REASON_MIN_WIDTH = 92
"""Width in columns from which the reason why each member hosts is shown."""

SOON_DAYS = 7
"""How many days before its due day a commitment is marked as due soon."""


def next_meeting_texts(
    session: Session, planned: NextMeeting | None, names: Mapping[int, str], width: int, *, key: str
) -> tuple[str, str]:
    """Return the title and the note of the heading about the meeting that is open or planned next.

    `names` are the short names of the team, by id; `width` is that of the screen; `key` opens the meeting.
    """
    takes_part = permissions.takes_part(session)
    if planned is None:
        return "No meeting planned", f"{key} Start a meeting" if takes_part else ""
    meeting = planned.meeting
    hosts = f"{names[planned.host.id]} hosts" if planned.host else "the rotation decides who hosts"
    if not planned.stage:
        when = format_due(meeting.day, session.today)
        return f"Next: {meeting.kind} {meeting.number} · {when} · {hosts}", f"{key} Start" if takes_part else ""
    since = f"{parse_timestamp(meeting.started_at, session.now):%H:%M}" if meeting.started_at else ""
    name = f"Now: {meeting.kind} {meeting.number} · {planned.stage}"
    note = f"{key} Join"
    return first_that_fits(
        (f"{name} · since {since} · {hosts}", f"{name} · {hosts}", name), width - len(note) - 12
    ), note


def team_goal_text(session: Session, *, goals_key: str) -> str:
    """Return the team's goal, or how to add one: `goals_key` opens the goals."""
    goal = goals.team_goal(session)
    if goal:
        return f"Our goal: {goal.text}"
    if session.viewer.is_leader:
        return f"No team goal yet. Press {goals_key} to add one."
    return "No team goal yet. Your leader adds it."


def commitment_facts(session: Session, shown: Sequence[CommitmentWithDue], to_confirm: set[int]) -> list[Fact]:
    """Return a fact for each commitment. `to_confirm` are the ids of help that has to be confirmed."""
    return [_commitment_fact(session, row, row.commitment.id in to_confirm) for row in shown]


def _commitment_fact(session: Session, row: CommitmentWithDue, to_confirm: bool) -> Fact:
    today = session.today
    due = "to confirm" if to_confirm else format_due(row.due, today) if row.due else ""
    is_soon = row.due is not None and (row.due - today).days < SOON_DAYS
    tone = "quiet" if to_confirm else due_tone(row.due, today)
    text = help.describe_commitment(session, row.commitment)
    return Fact(text, sign=SOON if is_soon else OPEN, right=due, tone=tone)


def kept_facts(session: Session) -> list[Fact]:
    """Return how many commitments the team kept and, once there are answers, how its meetings felt."""
    kept = home.count_kept(session)
    words = "Commitments kept" if kept.closed else "No commitments closed yet"
    right = _with_history(format_percent(kept.share), kept_sparkline(kept)) if kept.closed else ""
    facts = [Fact(words, right=right)]
    scores = [summary.score for summary in pulse.pulse_history(session)]
    if scores:
        facts.append(Fact("Meeting mood", right=_with_history(format_average(scores[-1]), mood_sparkline(scores))))
    return facts


def _with_history(value: str, sparkline: str) -> str:
    """Return a value after its sparkline; in words, before the numbers."""
    numbers = sparkline.strip(" ()")
    if not is_in_words():
        return f"{sparkline}   {value}".strip()
    return f"{value} ({numbers})" if numbers else value


def celebration_facts(session: Session, width: int) -> list[Fact]:
    """Return the celebration that comes next, in at most `width` columns; nothing if none is planned."""
    today, facts = session.today, []
    for planned in planned_celebration.list_celebrations(session)[:1]:
        shorter_variants = (
            f"{words} · {planned.progress}".removesuffix(" · ")
            for words in (planned.title(today), planned.celebration.text)
        )
        facts.append(Fact(first_that_fits((planned.describe(today), *shorter_variants), width), quiet=True))
    return facts


def host_facts(session: Session, places: Sequence[HostPlace], names: Mapping[int, str], width: int) -> list[Fact]:
    """Return who hosts when: with the reason, or on a screen of a small `width` with the round."""
    facts = []
    for place in places:
        who = "you" if session.viewer.is_member(place.member.id) else names[place.member.id]
        # On a narrow screen each reason would wrap, and five hosts take ten lines: only the Team screen has them.
        note = place.reason if width >= REASON_MIN_WIDTH else f"round {place.round}"
        facts.append(Fact(note, who=f"{place.position:>2}  {who}", quiet=True))
    return facts
