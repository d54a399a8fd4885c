"""Trust that wears away: meetings that feel worse, talks that do not happen, feedback that nobody answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from core import conversations, feedback, pulse, silence
from core.amounts import percent
from core.needing.need import MOST_NAMES
from core.signalling.signal import Look, Signal, Step, counted, listed

MEETINGS = 3
"""Meetings running, each felt worse than the one before: with two one of them may have been a bad day."""

FELL_BY = 0.5
"""Of a point from the first to the last of them: a third of ten people giving one point less and more. Below it is
chance."""

NOT_HELD_DAYS = 7
"""Days after its day that a planned talk may still be caught up with: then another week has gone by without it."""

UNANSWERED_DAYS = 14
"""Days that feedback may take: after two weeks nobody remembers well what was seen."""

_TALKS = ("one-on-one", "review")
"""The steps of the ladder stand nowhere but where the two look at them."""


def meetings(look: Look) -> Iterator[Signal]:
    """How meetings felt, falling; as averages of many, which everybody may see, told to the leader."""
    if not look.s.viewer.is_leader:
        return
    felt = [each.score for each in pulse.over_the_weeks(look.s)][-MEETINGS:]
    scores = [score for score in felt if score is not None]
    falls = all(two < one for one, two in pairwise(scores))
    if len(scores) == MEETINGS and falls and scores[0] - scores[-1] >= FELL_BY:
        step = Step("Ask in the meeting what it would take", "2 Meeting", "huddle pulse")
        figures = f"{', '.join(f'{score:.1f}' for score in scores)} of 5"
        yield Signal("trust", None, f"{MEETINGS} meetings felt worse and worse", figures, step, MEETINGS)


def silences(look: Look) -> Iterator[Signal]:
    """Whom the leader has not talked to although they are behind: theirs to change, and so it stands with their own."""
    everybody = silence.silent(look.s)
    alone = everybody if len(everybody) <= MOST_NAMES else everybody[: MOST_NAMES - 1]
    for each in alone:
        name = look.name(each.member)
        what = f"no conversation with {name} {f'for {each.days} days' if each.ever else 'yet'}"
        step = Step("Talk to them", "8 One-on-one", f"huddle one-on-one {look.typed(each.member)}")
        yield Signal(
            "trust",
            look.s.me,
            what,
            f"{name} stands at {percent(each.pace)} of pace",
            step,
            each.days,
            each.member,
            True,
        )
    if rest := everybody[len(alone) :]:
        what = f"no conversation for long with {len(rest)} more who are behind"
        step = Step("Plan one with each", "8 One-on-one", "huddle one-on-one MEMBER --plan friday")
        names = listed([look.name(each.member) for each in rest])
        yield Signal("trust", look.s.me, what, names, step, rest[0].days, told=True)


def not_held(look: Look) -> Iterator[Signal]:
    """The viewer's own talks whose day has passed without them."""
    s = look.s
    before = s.today - timedelta(days=NOT_HELD_DAYS)
    for talk in conversations.conversations(s, *_TALKS, status="planned"):  # type: ignore[arg-type]
        if talk.held_on > before or not s.viewer.is_member(talk.from_id, talk.to_id):
            continue
        other = look.member(talk.to_id if s.viewer.is_member(talk.from_id) else talk.from_id)
        if other is None:
            continue
        name = look.name(other)
        review = talk.kind == "review"
        command = "huddle review list" if review else f"huddle one-on-one {look.typed(other)} --plan friday"
        step = Step("Hold it, or choose another day", "" if review else "8 One-on-one", command)
        what = f"the {talk.kind} with {name} has not been held"
        figures = f"it was planned for {look.day(talk.held_on)}"
        yield Signal("trust", s.me, what, figures, step, (s.today - talk.held_on).days, other)


def unanswered(look: Look) -> Iterator[Signal]:
    """Feedback that the viewer was asked for, or asked for themself, two weeks ago or more."""
    s = look.s
    before = (s.today - timedelta(days=UNANSWERED_DAYS)).isoformat()
    for talk in feedback.asked_of_me(s):
        asker = look.member(talk.to_id)
        if asker is not None and talk.held_on.isoformat() <= before:
            days = (s.today - talk.held_on).days
            step = Step("Give it, or say not this time", "", f"huddle feedback give {look.typed(asker)} 'WHAT YOU SAW'")
            yield Signal(
                "trust",
                s.me,
                f"{look.name(asker)} waits for your feedback",
                f"asked {days} days ago",
                step,
                days,
                asker,
            )
    waiting = [
        talk
        for talk in conversations.conversations(s, "feedback", status="planned")
        if s.viewer.is_member(talk.to_id) and talk.held_on.isoformat() <= before
    ]
    if waiting:
        days = max((s.today - talk.held_on).days for talk in waiting)
        step = Step("Ask them in person", "", "huddle feedback list")
        what = f"{counted(len(waiting), 'question of yours', 'questions of yours')} for feedback not answered"
        yield Signal("trust", s.me, what, f"asked {days} days ago", step, days)
