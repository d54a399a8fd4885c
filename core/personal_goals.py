"""Personal goals: what each one wants for themself, what it means to them, and who may know.

Ambition comes from inside: two or three of them, and beside each the commitment that makes it possible. They are
their owner's alone until the owner says otherwise, and again from the moment the owner takes that back.
"""

from __future__ import annotations

from datetime import date
from typing import TypedDict, Unpack

from core.errors import HuddleError
from core.goals import ADVISED, MEANINGS, ahead, can_be_seen_by, ones_own, said, still_open, to_change
from core.models import Commitment, Goal, Member, Visibility
from core.session import Session
from core.wording import clean, stated

SEEN_BY: dict[Visibility, str] = {
    "me": "only you see it",
    "leader": "you and the leader see it",
    "group": "your group sees it",
    "everyone": "everyone sees it",
}
"""Who sees a personal goal, told to its owner."""


WHO: dict[Visibility, str] = {"me": "only me", "leader": "the leader", "group": "my group", "everyone": "everyone"}
"""The same in a word or two, as its owner says it."""


class Said(TypedDict, total=False):
    """What is said of a personal goal. What is not given stays."""

    text: str
    why: str | None
    reaching: str | None
    missing: str | None
    due: date | None


def personal_goals(s: Session, member: Member | None = None, *, include_ended: bool = False) -> list[Goal]:
    """The personal goals of a member (the viewer's own without one) that the viewer may see, the oldest first."""
    whose = member.id if member else s.viewer.member_id
    ended = "" if include_ended else " AND ended_on IS NULL"
    return s.all(Goal, f"level = 'personal' AND member_id = ?{ended}", (whose,))


def advice(s: Session) -> str:
    """A calm word where the viewer has more of them than one can live for at a time; else nothing."""
    count = len(personal_goals(s))
    if count <= ADVISED:
        return ""
    return f"{count} are many to live for at once: two or three carry further. Which can wait?"


def change_goal(s: Session, goal: Goal, **values: Unpack[Said]) -> Goal:
    """Says a personal goal better. Raises `HuddleError` for somebody else's, and for a day that has passed."""
    with s.change("goal.changed") as change:
        found = still_open(_personal(s, goal))
        what: dict[str, object] = {}
        if "text" in values:
            what["text"] = stated(values["text"], "The goal")
        what |= said({name: values[name] for name in MEANINGS if name in values})  # type: ignore[literal-required]
        if "due" in values and values["due"] != found.due:
            ahead(s, values["due"])
            what["due"] = values["due"]
        return change.update(found, **what)


def show_to(s: Session, goal: Goal, visibility: Visibility) -> Goal:
    """Says who sees a personal goal from now on. From whom it is taken back, what they could read before is gone too.

    Raises `HuddleError` for somebody else's goal, and for one's group where one is in none.
    """
    # One word for both ways: the journal's readers are not told that something was taken back from them.
    with s.change("goal.shared") as change:
        found = _personal(s, goal)
        can_be_seen_by(s, visibility)
        return change.update(found, visibility=visibility)


def serve(s: Session, goal: Goal, commitment: Commitment | None) -> Goal:
    """Links a personal goal to the commitment that serves it, one of the member's own that is open; None unlinks it.

    The commitment is everyone's to know; that a goal is behind it is told to whom the goal is.
    """
    with s.change("goal.changed") as change:
        found = still_open(_personal(s, goal))
        return change.update(found, commitment_id=ones_own(s, commitment).id if commitment else None)


def serving(s: Session, goal: Goal) -> Commitment | None:
    """The commitment that serves the goal, as it is worded now; None without one, and where it is not the viewer's."""
    found = s.get(Commitment, goal.commitment_id)
    while found is not None and found.replaced_by is not None:
        found = s.get(Commitment, found.replaced_by)
    return found


def seen_by(words: str) -> Visibility:
    """Who is meant by `only me`, `leader`, `my group`, `everyone`; nothing typed is only me.

    Raises `HuddleError` for anything else.
    """
    wanted = clean(words).casefold()
    for visibility, word in WHO.items():
        if wanted in (visibility, word, word.split()[-1]):
            return visibility
    if not wanted:
        return "me"
    raise HuddleError(f"“{words}” is nobody who may see a goal. Type one of: {', '.join(WHO.values())}.")


def _personal(s: Session, goal: Goal) -> Goal:
    found = to_change(s, goal)
    if found.level != "personal":
        raise HuddleError(f"The {found.level}'s goal is everyone's, and is adjusted with a reason: huddle goal adjust")
    return found
