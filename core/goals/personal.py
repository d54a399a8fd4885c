"""Personal goals: what a member wants, what it means to them, and who may see it.

Two or three at a time, each with a commitment that serves it. Only the owner sees them until they share them, and again
from the moment they stop sharing them.
"""

from __future__ import annotations

from datetime import date
from typing import TypedDict, Unpack

from core.access.session import Session
from core.errors import HuddleError
from core.goals.goals import (
    ADVISED_PERSONAL_GOALS,
    MEANING_LABELS,
    clean_meanings,
    require_changeable_goal,
    require_not_ended,
    require_not_past,
    require_own_open_commitment,
    require_possible_visibility,
)
from core.models import Commitment, Goal, Member, Visibility
from core.values.text import clean, join_words, require_text

VISIBILITY_SENTENCES: dict[Visibility, str] = {
    "me": "sealed: only you can open it",
    "leader": "visible to you and the leader",
    "group": "visible to your group",
    "everyone": "visible to everyone",
}
"""Who sees a personal goal, as a sentence for its owner."""


VISIBILITY_LABELS: dict[Visibility, str] = {
    "me": "only me",
    "leader": "the leader",
    "group": "my group",
    "everyone": "everyone",
}
"""The same as a short label, which can also be typed."""


class PersonalGoalChanges(TypedDict, total=False):
    """The new values of a personal goal. A field that is not given does not change."""

    text: str
    why: str | None
    reaching: str | None
    missing: str | None
    due: date | None


def list_personal_goals(session: Session, member: Member | None = None, *, include_ended: bool = False) -> list[Goal]:
    """Return a member's personal goals (the viewer's own without one) that the viewer may see, oldest first."""
    owner_id = member.id if member else session.viewer.member_id
    ended = "" if include_ended else " AND ended_on IS NULL"
    return session.all(Goal, f"level = 'personal' AND member_id = ?{ended}", (owner_id,))


def too_many_goals_advice(session: Session) -> str:
    """Return a sentence of advice when the viewer has more personal goals than `ADVISED_PERSONAL_GOALS`; else an empty
    text."""
    count = len(list_personal_goals(session))
    if count <= ADVISED_PERSONAL_GOALS:
        return ""
    return f"You have {count} goals. Two or three are easier to keep. Which can wait?"


def change_personal_goal(session: Session, goal: Goal, **values: Unpack[PersonalGoalChanges]) -> Goal:
    """Change a personal goal and return it. Raises `HuddleError` for another member's goal, and for a day that has
    passed."""
    with session.change("goal.changed") as change:
        current = require_not_ended(_personal(session, goal))
        changes: dict[str, object] = {}
        if "text" in values:
            changes["text"] = require_text(values["text"], "The goal")
        changes |= clean_meanings({name: values[name] for name in MEANING_LABELS if name in values})  # type: ignore[literal-required]
        if "due" in values and values["due"] != current.due:
            require_not_past(session, values["due"])
            changes["due"] = values["due"]
        return change.update(current, **changes)


def set_goal_visibility(session: Session, goal: Goal, visibility: Visibility) -> Goal:
    """Set who sees a personal goal from now on. Those who no longer may cannot read its history either.

    Raises `HuddleError` for another member's goal, and for the visibility `group` when the owner is in no group.
    """
    # One event for sharing and unsharing: readers of the journal do not learn that something was hidden from them.
    with session.change("goal.shared") as change:
        current = _personal(session, goal)
        require_possible_visibility(session, visibility)
        return change.update(current, visibility=visibility)


def link_commitment(session: Session, goal: Goal, commitment: Commitment | None) -> Goal:
    """Link a personal goal to the owner's open commitment that serves it; None unlinks it.

    The commitment is visible to everybody; that it serves a goal is visible to those who see the goal.
    """
    with session.change("goal.changed") as change:
        current = require_not_ended(_personal(session, goal))
        return change.update(
            current, commitment_id=require_own_open_commitment(session, commitment).id if commitment else None
        )


def serving_commitment(session: Session, goal: Goal) -> Commitment | None:
    """Return the commitment that serves the goal, in its latest wording; None without one or when the viewer may not
    see it."""
    current = session.get(Commitment, goal.commitment_id)
    while current is not None and current.replaced_by is not None:
        current = session.get(Commitment, current.replaced_by)
    return current


def parse_visibility(words: str) -> Visibility:
    """Return the visibility typed as `only me`, `leader`, `my group` or `everyone`; an empty text is only me.

    Raises `HuddleError` for anything else.
    """
    typed = clean(words).casefold()
    for visibility, label in VISIBILITY_LABELS.items():
        if typed in (visibility, label, label.split()[-1]):
            return visibility
    if not typed:
        return "me"
    raise HuddleError(f"“{words}” is not valid here. Use {join_words(VISIBILITY_LABELS.values(), 'or')}.")


def _personal(session: Session, goal: Goal) -> Goal:
    """Return the goal as stored now. Raises `HuddleError` unless it is the viewer's own personal goal."""
    current = require_changeable_goal(session, goal)
    if current.level != "personal":
        raise HuddleError(f"A {current.level} goal is changed with a reason: huddle goal adjust")
    return current
