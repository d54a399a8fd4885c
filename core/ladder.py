"""The ladder: what a leader does, in order and each step documented, when somebody will not.

A direct talk that asks what stands in the way and offers help; more training; consequences in writing, read and
signed; closer monitoring with check-ins; a decision; and if it must be, parting. No step without the one before it;
steps can be gone down again at any time. Only the leader who takes them and the member they are about see any of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import get_args

from core import passphrases
from core.conversations import add_point, fresh, points
from core.errors import HuddleError
from core.sealing import seal_of
from core.session import Session
from core.wording import written
from data.models import Conversation, Every, LadderStep, Member, Point

STEPS: tuple[LadderStep, ...] = get_args(LadderStep)

TEXT_LIMIT = 4000
"""Characters of a step's text: two pages."""

WHAT_IT_ASKS: dict[LadderStep, str] = {
    "direct talk": "What you talked about. Say too what stands in the way, and what help you offer.",
    "training": "Which training and which mentor, and until when.",
    "consequences": "What must change, by when, and what follows if it does not. The member reads and signs it.",
    "monitoring": "What is looked at, and how often you meet over it.",
    "decision": "What was decided, and why.",
    "parting": "How you part, with thanks for what was good.",
}

_RHYTHMS: dict[Every, timedelta] = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30)}


@dataclass(frozen=True, slots=True)
class Ladder:
    """All that was documented with one member, in order."""

    member: Member
    steps: tuple[Conversation, ...]
    """Every step, up and down, the earliest first. One without `step` says that the ladder was left."""
    check_ins: tuple[Conversation, ...]

    @property
    def now(self) -> Conversation | None:
        """The step it is on; None before the first, and once it was left."""
        last = self.steps[-1] if self.steps else None
        return last if last is not None and last.step is not None else None

    @property
    def next(self) -> LadderStep | None:
        """The step that may come next; None after the last."""
        now = self.now
        if now is None or now.step is None:
            return STEPS[0]
        at = STEPS.index(now.step) + 1
        return STEPS[at] if at < len(STEPS) else None


def ladder(s: Session, member: Member) -> Ladder:
    """What the viewer may see of it: all for the leader who took the steps and for the member, nothing for others."""
    found = s.all(Conversation, "kind IN ('step', 'check-in') AND to_id = ?", (member.id,))
    return Ladder(
        member,
        tuple(talk for talk in found if talk.kind == "step"),
        tuple(talk for talk in found if talk.kind == "check-in"),
    )


def ladders(s: Session) -> list[Ladder]:
    """Those that are going on and that the viewer has a part in; a member sees their own."""
    people = {talk.to_id for talk in s.all(Conversation, "kind = 'step'")}
    found = [ladder(s, member) for member in s.all(Member) if member.id in people]
    return [each for each in found if each.now is not None]


def step_named(text: str) -> LadderStep:
    """The step of that name, or the only one that begins so. Raises `HuddleError` when there is none."""
    found = [step for step in STEPS if step.startswith(text.strip().casefold() or "-")]
    if len(found) != 1:
        raise HuddleError(f"“{text}” is no step. The ladder has: {', '.join(STEPS)}.")
    return found[0]


# -- up, and down again


def take_step(
    s: Session,
    member: Member,
    step: LadderStep,
    text: str,
    *,
    in_the_way: str = "",
    help_offered: str = "",
    until: date | None = None,
    every: Every | None = None,
) -> Conversation:
    """The leader documents the next step with a member.

    A direct talk says what stands in the way and what help was offered; monitoring says how often the two meet.
    Raises `HuddleError` when the step before is not documented (consequences: signed, or answered in writing), and for
    whoever is not the leader.
    """
    with s.change("ladder.step_taken") as change:
        _must_lead(s, member)
        if member.role == "watcher":
            raise HuddleError(f"{member.name} watches and takes no part, so nothing is asked of them.")
        standing = ladder(s, member)
        _must_be_next(s, standing, step)
        if step == "direct talk" and not (in_the_way.strip() and help_offered.strip()):
            raise HuddleError(
                "A direct talk also asks what stands in the way and offers help. Write down both before you go on."
            )
        if step == "monitoring" and every not in _RHYTHMS:
            raise HuddleError(f"Say how often you meet over it: {', '.join(_RHYTHMS)}.")
        if until is not None and until <= s.today:
            raise HuddleError(f"{until} is not after today. Say a later day.")
        now = standing.now
        talk = change.insert(
            Conversation(
                kind="step",
                step=step,
                from_id=s.me.id,
                to_id=member.id,
                held_on=s.today,
                text=written(text, "What was said", limit=TEXT_LIMIT),
                written_at=s.moment,
                next_on=until or (s.today + _RHYTHMS[every] if every in _RHYTHMS else None),
                every=every if step == "monitoring" else None,
                follows_id=now.id if now else None,
            )
        )
        if step == "direct talk":
            add_point(s, talk, "worry", in_the_way, limit=TEXT_LIMIT)
            add_point(s, talk, "help", help_offered, limit=TEXT_LIMIT)
        return talk


def step_down(s: Session, member: Member, reason: str, to: LadderStep | None = None) -> Conversation:
    """Things have improved: the leader goes down `to` an earlier step, or leaves the ladder (None), and says why.

    Raises `HuddleError` where there is no ladder, and for a step that is not lower.
    """
    with s.change("ladder.stepped_down") as change:
        _must_lead(s, member)
        now = ladder(s, member).now
        if now is None or now.step is None:
            raise HuddleError(f"{member.name} is on no step. There is nothing to go down from.")
        if to is not None and STEPS.index(to) >= STEPS.index(now.step):
            raise HuddleError(f"“{to}” is not below “{now.step}”. Name an earlier step, or none to leave the ladder.")
        return change.insert(
            Conversation(
                kind="step",
                step=to,
                from_id=s.me.id,
                to_id=member.id,
                held_on=s.today,
                text=written(reason, "What has improved", limit=TEXT_LIMIT),
                written_at=s.moment,
                follows_id=now.id,
            )
        )


def check_in(s: Session, member: Member, text: str) -> Conversation:
    """The two have met over it while it is monitored; the next check-in is due after its rhythm."""
    with s.change("ladder.checked_in") as change:
        _must_lead(s, member)
        now = ladder(s, member).now
        if now is None or now.step != "monitoring" or now.every is None:
            raise HuddleError("Check-ins belong to closer monitoring. Take that step first, with its rhythm.")
        return change.insert(
            Conversation(
                kind="check-in",
                from_id=s.me.id,
                to_id=member.id,
                held_on=s.today,
                text=written(text, "What you saw", limit=TEXT_LIMIT),
                written_at=s.moment,
                next_on=s.today + _RHYTHMS[now.every],
                follows_id=now.id,
            )
        )


def next_check_in(standing: Ladder) -> date | None:
    """When the two meet next while it is monitored; None otherwise."""
    now = standing.now
    if now is None or now.step != "monitoring":
        return None
    held = [talk.next_on for talk in standing.check_ins if talk.follows_id == now.id and talk.next_on]
    return held[-1] if held else now.next_on


def due_check_ins(s: Session) -> list[tuple[Member, date]]:
    """Whom the viewer monitors and is to meet by today, and since when, the longest first."""
    found = [
        (each.member, day)
        for each in ladders(s)
        if each.now is not None and s.viewer.is_member(each.now.from_id)
        if (day := next_check_in(each)) is not None and day <= s.today and each.member.left_on is None
    ]
    return sorted(found, key=lambda pair: (pair[1], pair[0].name))


def to_answer(s: Session) -> Conversation | None:
    """The consequences that the viewer has neither signed nor answered yet, if they are on that step."""
    if s.viewer.member_id is None:
        return None
    now = ladder(s, s.me).now
    if now is None or now.step != "consequences" or now.sealed_at is not None or points(s, now, "answer"):
        return None
    return now


# -- the member's part


def sign(s: Session, talk: Conversation, passphrase: str) -> Conversation:
    """The member has read a step and signs it with their own passphrase; text and time are sealed by it.

    Raises `HuddleError` for anybody else, for a wrong passphrase, and for what is signed already.
    """
    passphrases.must_be_mine(s, passphrase)
    with s.change("ladder.signed") as change:
        talk = fresh(s, talk)
        if not s.viewer.is_member(talk.to_id) or talk.kind != "step":
            raise HuddleError("Only the member whom a step is about signs it.")
        if talk.sealed_at is not None:
            raise HuddleError(f"This step was signed on {talk.sealed_at[:10]} already.")
        talk = change.update(talk, sealed_at=s.moment)
        return change.update(talk, seal=seal_of(s.store, talk))


def answer(s: Session, talk: Conversation, text: str) -> Point:
    """The member answers a step in writing. Raises `HuddleError` for anybody else."""
    with s.change("ladder.answered"):
        talk = fresh(s, talk)
        if not s.viewer.is_member(talk.to_id) or talk.kind != "step":
            raise HuddleError("Only the member whom a step is about answers it here.")
        return add_point(s, talk, "answer", text, limit=TEXT_LIMIT)


# -- the rules


def _must_lead(s: Session, member: Member) -> None:
    if not s.viewer.is_leader:
        raise HuddleError("The ladder is the leader's to take. Talk with them if you are worried about somebody.")
    if s.viewer.is_member(member.id):
        raise HuddleError("Nobody takes these steps with themself. Name somebody else.")
    if member.left_on is not None:
        raise HuddleError(f"{member.name} has left the team. What was documented can still be read and printed.")


def _must_be_next(s: Session, standing: Ladder, step: LadderStep) -> None:
    now, due = standing.now, standing.next
    if step != due:
        if due is None:
            raise HuddleError("Parting is the last step. Nothing comes after it.")
        where = (
            f"{standing.member.name} is on the step “{now.step}”" if now else f"{standing.member.name} is on no step"
        )
        raise HuddleError(f"{where}, and “{due}” comes next. Each step stands on the documented one before it.")
    if now is not None and now.step == "consequences" and now.sealed_at is None and not points(s, now, "answer"):
        raise HuddleError(
            f"{standing.member.name} has neither signed nor answered the consequences yet. "
            "Give them the time to read: huddle ladder sign, or huddle ladder answer."
        )
