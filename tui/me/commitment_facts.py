"""The facts about one commitment, beside the list of them: its terms, where it comes from, and its history."""

from __future__ import annotations

from collections.abc import Iterator

from core.access.session import Session
from core.commitments import occurrences
from core.commitments.outcomes import DueOccurrence
from core.commitments.phrasing import describe_terms
from core.commitments.queries import earlier_wordings
from core.models import Commitment, Meeting, Metric, Trend
from core.values.amounts import format_amount
from core.values.clock import day_of_timestamp
from core.values.periods import format_day
from tui.widgets.fact_list import Fact
from tui.widgets.signs import signs, write_sign

SIGNS = signs(kept="✓", missed="✗", open="●")
LAST_DAYS = 8
"""How many due days of a recurring commitment are shown, the latest ones."""


def commitment_facts(session: Session, commitment: Commitment) -> list[Fact]:
    """Return the facts about a commitment, the oldest last."""
    metric = session.get(Metric, commitment.metric_id)
    trend = session.get(Trend, commitment.trend_id)
    facts = [
        ("terms", describe_terms(commitment, metric, session.today)),
        ("so far", occurrences.format_carried_over(occurrences.count_carried_over(session, commitment))),
        ("next step", commitment.next_step or ""),
        ("trend", trend.name if trend else ""),
        ("added", _describe_beginning(session, commitment)),
    ]
    return [
        *(Fact(text, who=who) for who, text in facts if text),
        *(Fact(earlier.text, who="before", quiet=True) for earlier in earlier_wordings(session, commitment)),
        *_occurrence_facts(session, commitment, metric),
    ]


def _describe_beginning(session: Session, commitment: Commitment) -> str:
    """Return the day on which it was made, and the meeting if it was made in one."""
    meeting = session.get(Meeting, commitment.meeting_id)
    day = format_day(day_of_timestamp(commitment.created_at, session.now), session.today)
    return f"{day} · {meeting.kind} {meeting.number}" if meeting is not None else day


def _occurrence_facts(session: Session, commitment: Commitment, metric: Metric | None) -> Iterator[Fact]:
    """Yield the latest due days of a recurring commitment and what became of them, the latest first."""
    due = [one for one in occurrences.list_occurrences(session, commitment) if one.day <= session.today]
    for occurrence in reversed(due[-LAST_DAYS:]):
        yield Fact(
            _describe_occurrence(occurrence, commitment, metric),
            who=format_day(occurrence.day, session.today),
            right=write_sign(SIGNS[occurrence.status]),
            tone="good" if occurrence.status == "kept" else "missed" if occurrence.status == "missed" else "quiet",
        )


def _describe_occurrence(occurrence: DueOccurrence, commitment: Commitment, metric: Metric | None) -> str:
    if metric is None or occurrence.actual is None:
        return occurrence.next_step or occurrence.status
    amounts = f"{format_amount(occurrence.actual, metric.scale)} of {format_amount(commitment.amount, metric.scale)}"
    return f"{amounts} · {occurrence.next_step}" if occurrence.next_step else amounts
