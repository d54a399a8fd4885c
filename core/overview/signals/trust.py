"""Signals about trust: meetings that feel worse, conversations that do not happen, feedback without an answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from core.conversations import conversations, feedback, silence
from core.meeting import pulse
from core.overview.needs.need import MAX_NAMES
from core.overview.signals.signal import NextStep, Signal, SignalContext
from core.values.amounts import format_percent
from core.values.text import format_count, join_words

MEETINGS_COMPARED = 3
"""Meetings in a row, each rated worse than the one before: of two, one may have been a bad day."""

MIN_FALL = 0.5
"""The smallest fall in points from the first to the last; below it is chance. It is a third of ten people giving a
point or more less."""

NOT_HELD_DAYS = 7
"""Days past its day until a planned conversation is reported: by then another week has gone by."""

UNANSWERED_DAYS = 14
"""Days that feedback may take: after two weeks nobody remembers well what was seen."""

_REPORTED_KINDS = ("one-on-one", "review")
"""The kinds of conversations reported; ladder steps appear only on the ladder screen."""


def falling_pulse(context: SignalContext) -> Iterator[Signal]:
    """Yield falling pulse scores to the leader, as averages, which everybody may see."""
    if not context.session.viewer.is_leader:
        return
    recent = [week.score for week in pulse.pulse_history(context.session)][-MEETINGS_COMPARED:]
    scores = [score for score in recent if score is not None]
    all_down = all(later < earlier for earlier, later in pairwise(scores))
    if len(scores) == MEETINGS_COMPARED and all_down and scores[0] - scores[-1] >= MIN_FALL:
        step = NextStep("Ask the team what would help", "meeting", "huddle pulse")
        figures = f"{', '.join(f'{score:.1f}' for score in scores)} of 5"
        yield Signal(
            "trust",
            None,
            f"meeting ratings down {MEETINGS_COMPARED} meetings in a row",
            figures,
            step,
            MEETINGS_COMPARED,
        )


def silent_members(context: SignalContext) -> Iterator[Signal]:
    """Yield members who are behind and whom the leader has not talked to, as signals about the leader."""
    behind = silence.find_silent_members(context.session)
    single = behind if len(behind) <= MAX_NAMES else behind[: MAX_NAMES - 1]
    for silent in single:
        name = context.display_name(silent.member)
        since = f"for {format_count(silent.days, 'day')}" if silent.ever_spoken else "yet"
        headline = f"no one-on-one with {name} {since}"
        step = NextStep("Talk to them", "one-on-one", f"huddle one-on-one {context.shell_name(silent.member)}")
        yield Signal(
            "trust",
            context.session.me,
            headline,
            f"{name}: pace {format_percent(silent.pace)}",
            step,
            silent.days,
            silent.member,
            True,
        )
    if rest := behind[len(single) :]:
        headline = f"{len(rest)} more are behind and have had no one-on-one"
        step = NextStep("Plan one with each", "one-on-one", "huddle one-on-one MEMBER --plan friday")
        names = join_words([context.display_name(silent.member) for silent in rest])
        yield Signal("trust", context.session.me, headline, names, step, rest[0].days, is_need=True)


def overdue_conversations(context: SignalContext) -> Iterator[Signal]:
    """Yield the viewer's planned conversations whose day has passed."""
    session = context.session
    before = session.today - timedelta(days=NOT_HELD_DAYS)
    for talk in conversations.list_conversations(session, *_REPORTED_KINDS, status="planned"):  # type: ignore[arg-type]
        if talk.held_on > before or not session.viewer.is_member(talk.from_id, talk.to_id):
            continue
        other = context.find_member(talk.to_id if session.viewer.is_member(talk.from_id) else talk.from_id)
        if other is None:
            continue
        name = context.display_name(other)
        is_review = talk.kind == "review"
        command = "huddle review list" if is_review else f"huddle one-on-one {context.shell_name(other)} --plan friday"
        step = NextStep("Hold it, or choose another day", "reviews" if is_review else "one-on-one", command)
        headline = f"{talk.kind} with {name} not held"
        figures = f"planned for {context.format_day(talk.held_on)}"
        yield Signal("trust", session.me, headline, figures, step, (session.today - talk.held_on).days, other)


def unanswered_feedback(context: SignalContext) -> Iterator[Signal]:
    """Yield feedback that the viewer was asked for, or asked others for, `UNANSWERED_DAYS` ago or more."""
    session = context.session
    before = (session.today - timedelta(days=UNANSWERED_DAYS)).isoformat()
    for talk in feedback.list_requests_to_viewer(session):
        asker = context.find_member(talk.to_id)
        if asker is not None and talk.held_on.isoformat() <= before:
            days = (session.today - talk.held_on).days
            step = NextStep(
                "Give it, or decline", "feedback", f"huddle feedback give {context.shell_name(asker)} 'WHAT YOU SAW'"
            )
            yield Signal(
                "trust",
                session.me,
                f"{context.display_name(asker)} asked for your feedback",
                f"asked {format_count(days, 'day')} ago",
                step,
                days,
                asker,
            )
    waiting = [
        talk
        for talk in conversations.list_conversations(session, "feedback", status="planned")
        if session.viewer.is_member(talk.to_id) and talk.held_on.isoformat() <= before
    ]
    if waiting:
        days = max((session.today - talk.held_on).days for talk in waiting)
        step = NextStep("Ask them in person", "feedback", "huddle feedback list")
        headline = f"{format_count(len(waiting), 'unanswered feedback request')}"
        yield Signal("trust", session.me, headline, f"asked {format_count(days, 'day')} ago", step, days)
