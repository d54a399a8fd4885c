"""Lines of the ladder screen: the documented steps in order, then the steps that would follow."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date

from core.access.session import Session
from core.conversations.conversations import list_points
from core.conversations.ladder import STEP_PROMPTS, STEPS, Ladder
from core.models import Conversation, LadderStep, Member
from core.values.clock import parse_timestamp
from core.values.periods import MONTHS, format_date
from core.values.text import short_name
from tui.widgets.fact_list import Fact
from tui.widgets.pick_list import Pick

SEAL_DIGITS = 12
"""How many digits of a seal are shown: enough to compare it with the printed document."""


@dataclass(frozen=True, slots=True)
class LadderLine:
    """A row of the list, with the conversation or step that it is about."""

    key: Hashable
    pick: Pick
    talk: Conversation | None
    """None for a step that has not been taken."""
    step: LadderStep | None = None
    is_now: bool = False


def list_ladder_lines(session: Session, ladder: Ladder) -> list[LadderLine]:
    """Return all rows in order; a member who is on no step does not see the steps that would follow."""
    now = ladder.current_step
    rows: list[LadderLine] = []
    for talk in ladder.steps:
        is_now = now is not None and talk.id == now.id
        state = "signed" if talk.sealed_at else "answered" if list_points(session, talk, "answer") else ""
        if talk.step == "consequences" and not state and is_now:
            state = "to be signed or answered"
        right = " · ".join(word for word in (state, "now" if is_now else "", _day(talk.held_on, session.today)) if word)
        sign = "▸" if is_now else "✓"
        rows.append(
            LadderLine(
                talk.id,
                Pick(talk.id, _name(ladder, talk), sign=sign, right=right, strong=is_now),
                talk,
                talk.step,
                is_now,
            )
        )
        for check_in in (each for each in ladder.check_ins if each.follows_id == talk.id):
            pick = Pick(check_in.id, "check-in", sign="│", right=_day(check_in.held_on, session.today))
            rows.append(LadderLine(check_in.id, pick, check_in))
    if ladder.next_step is not None and (session.viewer.is_leader or now is not None):
        for step in STEPS[STEPS.index(ladder.next_step) :]:
            rows.append(LadderLine(("next", step), Pick(("next", step), step, sign="○", dim=True), None, step))
    return rows


def _name(standing: Ladder, talk: Conversation) -> str:
    if talk.step is None:
        return "it has improved: off the ladder"
    previous = next((candidate for candidate in standing.steps if candidate.id == talk.follows_id), None)
    if previous is not None and previous.step is not None and STEPS.index(talk.step) < STEPS.index(previous.step):
        return f"it has improved: down to {talk.step}"
    return talk.step


def _day(day: date, today: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}" + (f" {day.year}" if day.year != today.year else "")


def line_title(line: LadderLine, today: date) -> tuple[str, str]:
    """Return the title and the note above the details of a row."""
    if line.talk is None:
        return (line.step or "").capitalize(), "not taken"
    if line.talk.kind == "check-in":
        return "Check-in", format_date(line.talk.held_on)
    name = line.talk.step.capitalize() if line.talk.step else "Off the ladder"
    return name, f"{'since ' if line.is_now else ''}{format_date(line.talk.held_on)}"


def line_facts(session: Session, line: LadderLine, people: Sequence[Member]) -> list[Fact]:
    """Return everything that was documented in a step or check-in, and the signature."""
    talk = line.talk
    if talk is None:
        return [Fact(STEP_PROMPTS[line.step], quiet=True)] if line.step else []

    def name(member_id: int) -> str:
        mine = session.viewer.is_member(member_id)
        return (
            "you"
            if mine
            else next((short_name(person, people) for person in people if person.id == member_id), "who has left")
        )

    facts = _paragraphs(talk.text, name(talk.from_id))
    labels = {"worry": "in the way", "help": "help offered"}
    for point in list_points(session, talk, "worry", "help"):
        facts += _paragraphs(point.text, labels[point.kind])
    if talk.every:
        facts.append(Fact(f"The two of you meet over it every {talk.every}.", who="rhythm"))
    elif talk.next_on and talk.kind == "step":
        facts.append(Fact(format_date(talk.next_on), who="until"))
    for point in list_points(session, talk, "answer"):
        day = parse_timestamp(point.written_at, session.now).date()
        facts += _paragraphs(point.text, f"{name(point.by_id)} answered", right=_day(day, session.today))
    if talk.sealed_at and talk.seal:
        when = parse_timestamp(talk.sealed_at, session.now)
        facts.append(
            Fact(
                f"read and signed on {format_date(when.date())} at {when:%H:%M} · seal {talk.seal[:SEAL_DIGITS]}…",
                "✓",
                name(talk.to_id),
            )
        )
    elif talk.step == "consequences":
        facts.append(
            Fact(
                "Neither signed nor answered yet." if not list_points(session, talk, "answer") else "Not signed.",
                quiet=True,
            )
        )
    return facts


def _paragraphs(text: str, who: str, right: str = "") -> list[Fact]:
    lines = [line for line in text.split("\n") if line]
    return [
        Fact(line, who=who if not number else "", right=right if not number else "")
        for number, line in enumerate(lines)
    ]
