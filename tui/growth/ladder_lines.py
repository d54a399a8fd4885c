"""Lines of the ladder screen: the documented steps in order, then the steps that would follow."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from core.access.session import Session
from core.conversations.conversations import list_points
from core.conversations.ladder import STEP_PROMPTS, STEPS, Ladder
from core.conversations.signatures import list_signatures
from core.models import Conversation, LadderStep, PointKind, SignatureKind
from core.values.clock import parse_timestamp
from core.values.periods import format_date, format_day
from tui.growth.review_lines import name_or_you
from tui.widgets.fact_list import Fact
from tui.widgets.pick_list import Pick

NOT_AGREED = "To have read it is not to agree. huddle check verifies the signatures."

SEAL_DIGITS = 12
"""How many digits of a seal are shown: enough to compare it with the printed document."""


@dataclass(frozen=True, slots=True)
class LadderLine:
    """A row of the list, with the conversation or step that it is about."""

    pick: Pick
    conversation: Conversation | None
    """None for a step that has not been taken."""
    step: LadderStep | None = None
    is_current: bool = False
    """Whether the member is on this step."""


def list_ladder_lines(session: Session, ladder: Ladder) -> list[LadderLine]:
    """Return all rows in order; a member who is on no step does not see the steps that would follow."""
    current = ladder.current_step
    lines: list[LadderLine] = []
    for step in ladder.steps:
        lines.append(_step_line(session, ladder, step, is_current=current is not None and step.id == current.id))
        for check_in in ladder.check_ins:
            if check_in.follows_id == step.id:
                day = format_day(check_in.held_on, session.today)
                lines.append(LadderLine(Pick(check_in.id, "check-in", sign="│", right=day), check_in))
    if ladder.next_step is not None and (session.viewer.is_leader or current is not None):
        for name in STEPS[STEPS.index(ladder.next_step) :]:
            lines.append(LadderLine(Pick(("next", name), name, sign="○", dim=True), None, name))
    return lines


def _step_line(session: Session, ladder: Ladder, step: Conversation, *, is_current: bool) -> LadderLine:
    state = "signed" if step.sealed_at else "answered" if list_points(session, step, "answer") else ""
    if step.step == "consequences" and is_current and not state:
        state = "to be signed or answered"
    notes = (state, "now" if is_current else "", format_day(step.held_on, session.today))
    pick = Pick(
        step.id,
        _step_name(ladder, step),
        sign="▸" if is_current else "✓",
        right=" · ".join(note for note in notes if note),
        strong=is_current,
    )
    return LadderLine(pick, step, step.step, is_current)


def _step_name(ladder: Ladder, step: Conversation) -> str:
    """Return the name of a documented step; for a step down, that it has improved."""
    if step.step is None:
        return "it has improved: off the ladder"
    previous = next((earlier.step for earlier in ladder.steps if earlier.id == step.follows_id), None)
    if previous is not None and STEPS.index(step.step) < STEPS.index(previous):
        return f"it has improved: down to {step.step}"
    return step.step


def line_title(line: LadderLine) -> tuple[str, str]:
    """Return the title and the note above the details of a row."""
    if line.conversation is None:
        return (line.step or "").capitalize(), "not taken"
    if line.conversation.kind == "check-in":
        return "Check-in", format_date(line.conversation.held_on)
    name = line.conversation.step.capitalize() if line.conversation.step else "Off the ladder"
    return name, f"{'since ' if line.is_current else ''}{format_date(line.conversation.held_on)}"


def line_facts(session: Session, line: LadderLine, names: Mapping[int, str]) -> list[Fact]:
    """Return everything that was documented in a step or check-in, and the signature."""
    conversation = line.conversation
    if conversation is None:
        return [Fact(STEP_PROMPTS[line.step], quiet=True)] if line.step else []
    facts = _paragraphs(conversation.text, name_or_you(session, conversation.from_id, names))
    labels: dict[PointKind, str] = {"worry": "in the way", "help": "help offered"}
    for point in list_points(session, conversation, *labels):
        facts += _paragraphs(point.text, labels[point.kind])
    if conversation.every:
        facts.append(Fact(f"The two of you meet over it every {conversation.every}.", who="rhythm"))
    elif conversation.next_on and conversation.kind == "step":
        facts.append(Fact(format_date(conversation.next_on), who="until"))
    answers = list_points(session, conversation, "answer")
    signatures = list_signatures(session, conversation)
    signed_answers = {signature.point_id for signature in signatures}
    for answer in answers:
        day = format_day(parse_timestamp(answer.written_at, session.now).date(), session.today)
        right = day if answer.id in signed_answers else f"{day} · not signed"
        facts += _paragraphs(answer.text, f"{name_or_you(session, answer.by_id, names)} answered", right=right)
    facts += _signature_facts(session, conversation, {signature.kind for signature in signatures}, names)
    if conversation.sealed_at is None and conversation.step == "consequences":
        facts.append(Fact("Not signed by the member." if answers else "Neither signed nor answered yet.", quiet=True))
    return facts


def _signature_facts(
    session: Session, conversation: Conversation, kinds: Set[SignatureKind], names: Mapping[int, str]
) -> list[Fact]:
    """Return who has signed a step, and what that does not say."""
    facts = []
    if conversation.kind == "step":
        leader = name_or_you(session, conversation.from_id, names)
        facts.append(Fact("signed this step", "✓", leader) if "taken" in kinds else Fact("not signed", who=leader))
    if conversation.sealed_at and conversation.seal:
        when = parse_timestamp(conversation.sealed_at, session.now)
        seal = conversation.seal[:SEAL_DIGITS]
        text = f"read and signed on {format_date(when.date())} at {when:%H:%M} · seal {seal}…"
        facts.append(Fact(text, "✓", name_or_you(session, conversation.to_id, names)))
        says = "Signed before keys: that shows a change, not who signed." if "read" not in kinds else NOT_AGREED
        facts.append(Fact(says, quiet=True))
    return facts


def _paragraphs(text: str, who: str, right: str = "") -> list[Fact]:
    """Return a fact for each line of `text` that is not empty; the first has the name and the note."""
    lines = [line for line in text.split("\n") if line]
    return [Fact(lines[0], who=who, right=right), *(Fact(line) for line in lines[1:])] if lines else []
