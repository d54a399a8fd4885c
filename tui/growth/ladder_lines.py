"""Lines of the ladder screen: the documented steps in order, then the steps that would follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.access.session import Session
from core.conversations.conversations import list_points
from core.conversations.ladder import STEP_PROMPTS, STEPS, Ladder
from core.conversations.signatures import list_signatures, was_added_later
from core.models import Conversation, LadderStep, PointKind, Signature
from core.values.clock import parse_timestamp
from core.values.periods import format_date, format_day
from tui.growth.review_lines import name_or_you
from tui.widgets.fact_list import Fact
from tui.widgets.pick_list import Pick

NOT_AGREED = "Signing means having read it, not agreeing."

SEALED_ONLY = "Signed before members had keys: this shows changes, not who signed."

DOES_NOT_MATCH = "The signature does not match: the text or the signature was changed. Run: huddle check"

Verified = Mapping[int, bool]
"""Whether each signature holds, by its id; those that are not verified yet are missing."""

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


def list_ladder_lines(session: Session, ladder: Ladder, verified: Verified) -> list[LadderLine]:
    """Return all rows in order; a member who is on no step does not see the steps that would follow."""
    current = ladder.current_step
    lines: list[LadderLine] = []
    for step in ladder.steps:
        is_current = current is not None and step.id == current.id
        lines.append(_step_line(session, ladder, step, verified, is_current=is_current))
        for check_in in ladder.check_ins:
            if check_in.follows_id == step.id:
                day = format_day(check_in.held_on, session.today)
                lines.append(LadderLine(Pick(check_in.id, "check-in", sign="│", right=day), check_in))
    if ladder.next_step is not None and (session.viewer.is_leader or current is not None):
        for name in STEPS[STEPS.index(ladder.next_step) :]:
            lines.append(LadderLine(Pick(("next", name), name, sign="○", dim=True), None, name))
    return lines


def _step_line(
    session: Session, ladder: Ladder, step: Conversation, verified: Verified, *, is_current: bool
) -> LadderLine:
    state = "signed" if step.sealed_at else "answered" if list_points(session, step, "answer") else ""
    if step.step == "consequences" and is_current and not state:
        state = "to sign or answer"
    if not all(verified.get(signature.id, True) for signature in list_signatures(session, step)):
        state = "changed after signing"
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
    """Return the name of a documented step; for a step back, that things improved."""
    if step.step is None:
        return "improved: ended"
    previous = next((earlier.step for earlier in ladder.steps if earlier.id == step.follows_id), None)
    if previous is not None and STEPS.index(step.step) < STEPS.index(previous):
        return f"improved: back to {step.step}"
    return step.step


def line_title(line: LadderLine) -> tuple[str, str]:
    """Return the title and the note above the details of a row."""
    if line.conversation is None:
        return (line.step or "").capitalize(), "not taken yet"
    if line.conversation.kind == "check-in":
        return "Check-in", format_date(line.conversation.held_on)
    name = line.conversation.step.capitalize() if line.conversation.step else "Ended"
    return name, f"{'since ' if line.is_current else ''}{format_date(line.conversation.held_on)}"


def line_facts(session: Session, line: LadderLine, names: Mapping[int, str], verified: Verified) -> list[Fact]:
    """Return everything that was documented in a step or check-in, and whether the signatures match it."""
    conversation = line.conversation
    if conversation is None:
        return [Fact(STEP_PROMPTS[line.step], quiet=True)] if line.step else []
    facts = _paragraphs(conversation.text, name_or_you(session, conversation.from_id, names))
    labels: dict[PointKind, str] = {"worry": "in the way", "help": "help offered"}
    signatures = list_signatures(session, conversation)
    for point in list_points(session, conversation, *labels):
        is_later = was_added_later(point, signatures)
        right = "added after it was signed" if is_later else ""
        facts += _paragraphs(point.text, labels[point.kind], right, urgent=is_later)
    if conversation.every:
        facts.append(Fact(f"You meet about it every {conversation.every}.", who="rhythm"))
    elif conversation.next_on and conversation.kind == "step":
        facts.append(Fact(format_date(conversation.next_on), who="until"))
    answers = list_points(session, conversation, "answer")
    signed_answers = {signature.point_id: signature for signature in signatures}
    for answer in answers:
        day = format_day(parse_timestamp(answer.written_at, session.now).date(), session.today)
        right = day if answer.id in signed_answers else f"{day} · not signed"
        facts += _paragraphs(answer.text, f"{name_or_you(session, answer.by_id, names)} answered", right=right)
        if answer.id in signed_answers and verified.get(signed_answers[answer.id].id) is False:
            facts.append(Fact(DOES_NOT_MATCH, "!"))
    facts += _signature_facts(session, conversation, signatures, verified, names)
    if conversation.sealed_at is None and conversation.step == "consequences":
        facts.append(Fact("Not signed by the member." if answers else "Not signed or answered yet.", quiet=True))
    return facts


def _signature_facts(
    session: Session,
    conversation: Conversation,
    signatures: Sequence[Signature],
    verified: Verified,
    names: Mapping[int, str],
) -> list[Fact]:
    """Return who has signed a step, whether what they signed is what it is, and what that does not say."""
    facts, kinds = [], {signature.kind: signature for signature in signatures}
    if conversation.kind == "step":
        leader = name_or_you(session, conversation.from_id, names)
        said = "signed this step" if "taken" in kinds else "not signed"
        facts += _signed_facts(said, leader, kinds.get("taken"), verified)
    if conversation.sealed_at and conversation.seal:
        when = parse_timestamp(conversation.sealed_at, session.now)
        seal = conversation.seal[:SEAL_DIGITS]
        text = f"read and signed on {format_date(when.date())} at {when:%H:%M} · seal {seal}…"
        facts += _signed_facts(text, name_or_you(session, conversation.to_id, names), kinds.get("read"), verified)
    says = [_verified_words([verified.get(signature.id) for signature in signatures])]
    if conversation.sealed_at and conversation.seal:
        says.append(NOT_AGREED if "read" in kinds else SEALED_ONLY)
    return facts + [Fact(text, quiet=True) for text in [" ".join(filter(None, says))] if text]


def _signed_facts(said: str, who: str, signature: Signature | None, verified: Verified) -> list[Fact]:
    """Return who signed, with a sign once it is known whether the signature matches."""
    matches = verified.get(signature.id) if signature is not None else None
    if matches is False:
        return [Fact(said, "!", who), Fact(DOES_NOT_MATCH)]
    return [Fact(said, "✓" if matches else "", who)]


def _verified_words(matches: Sequence[bool | None]) -> str:
    """Return that the signatures of a step are verified; empty for none, and where one is not, or not yet."""
    if not matches or not all(matches):
        return ""
    return "Signature verified." if len(matches) == 1 else "Signatures verified."


def _paragraphs(text: str, who: str, right: str = "", *, urgent: bool = False) -> list[Fact]:
    """Return a fact for each line of `text` that is not empty; the first has the name and the note."""
    lines = [line for line in text.split("\n") if line]
    return (
        [Fact(lines[0], who=who, right=right, tone="late" if urgent else "quiet"), *(Fact(line) for line in lines[1:])]
        if lines
        else []
    )
