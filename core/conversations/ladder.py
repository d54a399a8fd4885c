"""The ladder: the documented steps a leader takes, in order, with a member who does not meet what was asked.

A direct talk that asks what stands in the way and offers help; more training; consequences in writing, read and signed;
closer monitoring with check-ins; a decision; and parting. Each step requires the one before it; the leader can go down
again at any time. Only the leader who takes the steps and the member they are about may see them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypedDict, Unpack, get_args

from core.access.session import Session
from core.conversations.conversations import add_point, list_points, reload_conversation
from core.conversations.seals import compute_seal
from core.conversations.signatures import add_signature, can_sign, signing_key
from core.errors import HuddleError
from core.models import Conversation, Every, LadderStep, Member, Point
from core.team import passphrases
from core.team.current_members import reload_member
from core.values.clock import day_of_timestamp
from core.values.text import join_words, require_multiline_text

STEPS: tuple[LadderStep, ...] = get_args(LadderStep)
"""The steps in order."""

TEXT_LIMIT = 4000
"""The most characters of a step's text: two pages."""

STEP_PROMPTS: dict[LadderStep, str] = {
    "direct talk": "What you talked about, what is in the way, and what help you offer.",
    "training": "Which training and which mentor, and until when.",
    "consequences": "What must change, by when, and the consequence if it doesn't. The member reads and signs it.",
    "monitoring": "What you look at, and how often you meet.",
    "decision": "What was decided, and why.",
    "parting": "How you part, with thanks for what was good.",
}
"""What the leader is asked to write down for each step."""

_RHYTHMS: dict[Every, timedelta] = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30)}


@dataclass(frozen=True, slots=True)
class Ladder:
    """Everything documented with one member, in order."""

    member: Member
    steps: tuple[Conversation, ...]
    """Every step, up and down, earliest first. A row without `step` means that the ladder was left."""
    check_ins: tuple[Conversation, ...]
    """The check-ins held during monitoring, earliest first."""

    @property
    def current_step(self) -> Conversation | None:
        """Return the current step; None before the first, and after the ladder was left."""
        last = self.steps[-1] if self.steps else None
        return last if last is not None and last.step is not None else None

    @property
    def next_step(self) -> LadderStep | None:
        """Return the step that may come next; None after the last."""
        current = self.current_step
        if current is None or current.step is None:
            return STEPS[0]
        index = STEPS.index(current.step) + 1
        return STEPS[index] if index < len(STEPS) else None


def read_ladder(session: Session, member: Member) -> Ladder:
    """Return a member's ladder: complete for the leader who took the steps and for the member, empty for others."""
    rows = session.all(Conversation, "kind IN ('step', 'check-in') AND to_id = ?", (member.id,))
    return Ladder(
        member,
        tuple(talk for talk in rows if talk.kind == "step"),
        tuple(talk for talk in rows if talk.kind == "check-in"),
    )


def list_active_ladders(session: Session) -> list[Ladder]:
    """Return the ladders with a current step that the viewer has a part in; a member gets their own."""
    member_ids = {talk.to_id for talk in session.all(Conversation, "kind = 'step'")}
    all_ladders = [read_ladder(session, member) for member in session.all(Member) if member.id in member_ids]
    return [candidate for candidate in all_ladders if candidate.current_step is not None]


def parse_step(text: str) -> LadderStep:
    """Return the step of that name, or the only one that begins with it. Raises `HuddleError` otherwise."""
    matches = [step for step in STEPS if step.startswith(text.strip().casefold() or "-")]
    if len(matches) != 1:
        raise HuddleError(f"“{text}” is not a formal step. Use {join_words(STEPS, 'or')}.")
    return matches[0]


# -- up, and down again


class StepDetails(TypedDict, total=False):
    """What a step may have beside its text."""

    obstacle: str
    """What stands in the way; a direct talk requires it, and `help_offered`."""
    help_offered: str
    until: date | None
    """By when it is to be better."""
    every: Every | None
    """How often the two meet; monitoring requires it."""


def take_step(
    session: Session, member: Member, step: LadderStep, text: str, **details: Unpack[StepDetails]
) -> Conversation:
    """Document the next step with a member, signed with the acting leader's key, and return it.

    Raises `HuddleError` when the step before is not documented (consequences: signed or answered), when a detail that
    the step requires is missing, and unless the acting member is a leader; `KeyNeeded` while their key is locked.
    """
    with session.change("ladder.step_taken") as change:
        # Signed last: nobody types a passphrase for what is then refused.
        talk = document_step(session, member, step, text, **details)
        add_signature(session, change, signing_key(session), talk, "taken")
        return talk


def document_step(
    session: Session, member: Member, step: LadderStep, text: str, **details: Unpack[StepDetails]
) -> Conversation:
    """Do as `take_step` does, without a signature: for the sample team, whose members have no keys."""
    obstacle, help_offered = details.get("obstacle", ""), details.get("help_offered", "")
    until, every = details.get("until"), details.get("every")
    with session.change("ladder.step_taken") as change:
        member = _require_leader_of(session, member)
        if member.role == "watcher":
            raise HuddleError(f"{member.name} is a watcher. Formal steps are for sellers.")
        member_ladder = read_ladder(session, member)
        require_next(session, member_ladder, step)
        if step == "direct talk" and not (obstacle.strip() and help_offered.strip()):
            raise HuddleError("Add what is in the way, and the help you offer.")
        if step == "monitoring" and every not in _RHYTHMS:
            raise HuddleError(f"Choose how often you meet: {join_words(_RHYTHMS, 'or')}.")
        if until is not None and until <= session.today:
            raise HuddleError(f"{until} is not after today. Choose a later day.")
        current = member_ladder.current_step
        talk = change.insert(
            Conversation(
                kind="step",
                step=step,
                from_id=session.me.id,
                to_id=member.id,
                held_on=session.today,
                text=require_multiline_text(text, "What was said", limit=TEXT_LIMIT),
                written_at=session.timestamp,
                next_on=until or (session.today + _RHYTHMS[every] if every in _RHYTHMS else None),
                every=every if step == "monitoring" else None,
                follows_id=current.id if current else None,
            )
        )
        if step == "direct talk":
            add_point(session, talk, "worry", obstacle, limit=TEXT_LIMIT)
            add_point(session, talk, "help", help_offered, limit=TEXT_LIMIT)
        return talk


def step_down(session: Session, member: Member, reason: str, to: LadderStep | None = None) -> Conversation:
    """Go down to an earlier step, or leave the ladder when `to` is None, because things have improved.

    The leader signs it, as every step. Raises `HuddleError` when the member is on no step, and for a step that is not
    lower; `KeyNeeded` while the leader's key is locked.
    """
    with session.change("ladder.stepped_down") as change:
        _require_leader_of(session, member)
        current = read_ladder(session, member).current_step
        if current is None or current.step is None:
            raise HuddleError(f"{member.name} has no formal step to go back from.")
        if to is not None and STEPS.index(to) >= STEPS.index(current.step):
            raise HuddleError(
                f"“{to}” is not before “{current.step}”. Choose an earlier step, or end the formal steps."
            )
        talk = change.insert(
            Conversation(
                kind="step",
                step=to,
                from_id=session.me.id,
                to_id=member.id,
                held_on=session.today,
                text=require_multiline_text(reason, "What has improved", limit=TEXT_LIMIT),
                written_at=session.timestamp,
                follows_id=current.id,
            )
        )
        add_signature(session, change, signing_key(session), talk, "taken")
        return talk


def record_check_in(session: Session, member: Member, text: str) -> Conversation:
    """Record a check-in during monitoring; the next one is due one rhythm later.

    Raises `HuddleError` when the member is not on the step `monitoring`.
    """
    with session.change("ladder.checked_in") as change:
        _require_leader_of(session, member)
        current = read_ladder(session, member).current_step
        if current is None or current.step != "monitoring" or current.every is None:
            raise HuddleError("Check-ins belong to the step “monitoring”. Document that step first.")
        return change.insert(
            Conversation(
                kind="check-in",
                from_id=session.me.id,
                to_id=member.id,
                held_on=session.today,
                text=require_multiline_text(text, "What you saw", limit=TEXT_LIMIT),
                written_at=session.timestamp,
                next_on=session.today + _RHYTHMS[current.every],
                follows_id=current.id,
            )
        )


def next_check_in(ladder: Ladder) -> date | None:
    """Return the day of the next check-in during monitoring; None otherwise."""
    current = ladder.current_step
    if current is None or current.step != "monitoring":
        return None
    planned_days = [talk.next_on for talk in ladder.check_ins if talk.follows_id == current.id and talk.next_on]
    return planned_days[-1] if planned_days else current.next_on


def list_due_check_ins(session: Session) -> list[tuple[Member, date]]:
    """Return whom the viewer monitors and is to meet by today, each with the due day, longest overdue first."""
    due = [
        (active.member, day)
        for active in list_active_ladders(session)
        if active.current_step is not None and session.viewer.is_member(active.current_step.from_id)
        if (day := next_check_in(active)) is not None and day <= session.today and active.member.left_on is None
    ]
    return sorted(due, key=lambda pair: (pair[1], pair[0].name))


def step_to_read(session: Session) -> Conversation | None:
    """Return the step that the viewer is on, while they have neither signed nor answered it."""
    if session.viewer.member_id is None:
        return None
    current = read_ladder(session, session.me).current_step
    return current if current is not None and _waits_for_member(session, current) else None


# -- the member's part


def sign(session: Session, talk: Conversation, passphrase: str) -> Conversation:
    """Sign, with the member's own passphrase, that they have read a step: not that they agree.

    Raises `HuddleError` for anybody else, for a wrong passphrase, and for a step that is signed already.
    """
    passphrases.unlock(session, passphrase)
    with session.change("ladder.signed") as change:
        talk = reload_conversation(session, talk)
        if not session.viewer.is_member(talk.to_id) or talk.kind != "step":
            raise HuddleError("Only the member concerned can sign this step.")
        if talk.sealed_at is not None:
            day = day_of_timestamp(talk.sealed_at, session.now)
            raise HuddleError(f"This step was already signed on {day}.")
        talk = change.update(talk, sealed_at=session.timestamp)
        talk = change.update(talk, seal=compute_seal(session.store, talk))
        add_signature(session, change, signing_key(session), talk, "read")
        return talk


def answer(session: Session, talk: Conversation, text: str) -> Point:
    """Add the member's written answer to a step, signed where their key is unlocked. Raises `HuddleError` for anybody
    else."""
    with session.change("ladder.answered") as change:
        talk = reload_conversation(session, talk)
        if not session.viewer.is_member(talk.to_id) or talk.kind != "step":
            raise HuddleError("Only the member concerned can answer this step.")
        point = add_point(session, talk, "answer", text, limit=TEXT_LIMIT)
        if can_sign(session):
            add_signature(session, change, signing_key(session), talk, "answered", point)
        return point


# -- the rules


def _waits_for_member(session: Session, step: Conversation) -> bool:
    return step.sealed_at is None and not list_points(session, step, "answer")


def _require_leader_of(session: Session, member: Member) -> Member:
    """Return the member as stored now. Raises `HuddleError` unless the viewer leads them."""
    if not session.viewer.is_leader:
        raise HuddleError("Only the leader can start formal steps.")
    if session.viewer.is_member(member.id):
        raise HuddleError("You can't start formal steps for yourself. Choose someone else.")
    member = reload_member(session, member)
    if member.left_on is not None:
        raise HuddleError(f"{member.name} has left the team. You can still read and print the steps.")
    return member


def require_next(session: Session, member_ladder: Ladder, step: LadderStep) -> None:
    """Raise `HuddleError` unless the step comes next, and the member has signed or answered the consequences before."""
    current, expected = member_ladder.current_step, member_ladder.next_step
    if step != expected:
        if expected is None:
            raise HuddleError("Parting is the last step.")
        where = (
            f"{member_ladder.member.name} is at “{current.step}”"
            if current
            else f"{member_ladder.member.name} has no formal step"
        )
        raise HuddleError(f"{where}. The next step is “{expected}”. Steps can't be skipped.")
    if current is not None and current.step == "consequences" and _waits_for_member(session, current):
        raise HuddleError(
            f"{member_ladder.member.name} has not signed or answered the consequences yet. Give them time to read.",
            action="ladder.sign",
        )
