"""Where the company, the team and each person want to get. Personal goals come first; business goals flow from them.

What is a person's own stands in `core.personal_goals`, how goals hang together and who carries them in
`core.goal_tree`, how one came to be what it is in `core.goal_history`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from core.errors import HuddleError
from core.goalcheck import ask_again
from core.meeting import current
from core.session import Session
from core.wording import clean, stated
from data.changing import Change
from data.models import Commitment, Goal, GoalLevel, Visibility

Ending = Literal["reached", "let go"]

MEANINGS = {"why": "The reason", "reaching": "What reaching it means", "missing": "What missing it means"}
"""What may be said about a goal beside its words."""

ADVISED = 3
"""So many personal goals at a time; more are no mistake."""


def set_goal(
    s: Session,
    text: str,
    *,
    level: GoalLevel = "team",
    due: date | None = None,
    why: str | None = None,
    visibility: Visibility = "me",
    reaching: str | None = None,
    missing: str | None = None,
    under: Goal | None = None,
    review_on: date | None = None,
    commitment: Commitment | None = None,
) -> Goal:
    """Sets a goal: the team's or the company's by the leader or the host, a personal one by each for themself.

    `visibility` says who sees a personal goal; the others are everyone's. `under` is the goal that it serves,
    `commitment` the member's own that serves a personal one. While a meeting is open, a new goal of the team asks
    everybody anew whether they understood it. Raises `HuddleError` for a day that has passed.
    """
    text = stated(text, "The goal")
    meanings = said({"why": why, "reaching": reaching, "missing": missing})
    with s.change("goal.set") as change:
        ahead(s, due)
        ahead(s, review_on)
        if level == "personal":
            owner: int | None = s.me.id
            can_be_seen_by(s, visibility)
        else:
            must_lead(s, level)
            owner, visibility = None, "everyone"
            if commitment is not None:
                raise HuddleError("A commitment serves a personal goal. What serves the team's is a target.")
        goal = Goal(
            level=level, member_id=owner, text=text, due=due, visibility=visibility, set_at=s.moment,
            review_on=review_on,
        )  # fmt: skip
        links = {
            "parent_id": above(s, goal, under),
            "commitment_id": ones_own(s, commitment).id if commitment else None,
        }
        goal = change.insert(goal.model_copy(update={**meanings, **links}))
        asks_anew(s, change, goal)
        return goal


def goals(s: Session, include_ended: bool = False) -> list[Goal]:
    """The goals that the viewer may see, the company's first, then the team's, then the personal ones."""
    order = "CASE level WHEN 'company' THEN 1 WHEN 'team' THEN 2 ELSE 3 END, id"
    return s.all(Goal, "1" if include_ended else "ended_on IS NULL", order=order)


def team_goal(s: Session) -> Goal | None:
    """What the team wants to reach now: the goal it set last, of those that have not ended."""
    return next(iter(s.all(Goal, "level = 'team' AND ended_on IS NULL", order="id DESC")), None)


def goal(s: Session, words: str, among: Iterable[Goal] | None = None) -> Goal:
    """The goal that is meant by its number or by a part of its words, of those that have not ended or of `among`.

    Raises `HuddleError` where it is none, or more than one.
    """
    there = list(goals(s) if among is None else among)
    wanted = clean(words).casefold()
    if wanted.isdecimal():
        found = [each for each in there if each.id == int(wanted)]
    else:
        exact = [each for each in there if each.text.casefold() == wanted]
        found = exact or [each for each in there if wanted and wanted in each.text.casefold()]
    if len(found) != 1:
        what = "no goal" if not found else f"{len(found)} goals"
        raise HuddleError(f"“{clean(words)}” is {what}. Type its number, or more of its words: huddle goal list")
    return found[0]


def end_goal(s: Session, goal: Goal, how: Ending | None = None, reason: str | None = None) -> Goal:
    """Ends a goal today, `reached` or `let go`; it stays in the history. The team's shows the one before it again.

    Raises `HuddleError` when it is neither the member's own nor, for the team's and the company's, the leader's
    or the host's to end.
    """
    why = stated(reason, "The reason") if reason and clean(reason) else None
    words = ": ".join(word for word in (how or "ended", why) if word)
    with s.change("goal.ended") as change:
        found = to_change(s, goal, "end it")
        return found if found.ended_on else change.update(found, ended_on=s.today, reason=words)


def ended_how(goal: Goal) -> Ending | None:
    """Whether a goal that has ended was reached or let go; None where nobody said."""
    words = (goal.reason or "").partition(":")[0]
    if goal.ended_on is None:
        return None
    return "reached" if words == "reached" else "let go" if words == "let go" else None


# -- who may


def may_lead(s: Session) -> bool:
    """Whether the viewer may set the team's and the company's goals: the leader, and the host while there is one."""
    meeting = current(s)
    return s.viewer.is_leader or (meeting is not None and s.viewer.is_member(meeting.host_id))


def may_change(s: Session, goal: Goal) -> bool:
    """Whether the viewer may change and end it: their own, or as `may_lead` says."""
    return s.viewer.is_member(goal.member_id) if goal.level == "personal" else may_lead(s)


def must_lead(s: Session, level: GoalLevel) -> None:
    """Raises `HuddleError` for who may not set the team's and the company's goals."""
    if not may_lead(s):
        raise HuddleError(
            f"The {level}'s goal is for the leader or the host to set and end. Your own is --level personal."
        )


def to_change(s: Session, goal: Goal, verb: str = "change it") -> Goal:
    """The goal as it stands now. Raises `HuddleError` for who may not `verb`, and where it is not there."""
    found = s.get(Goal, goal.id)
    if found is None:
        raise HuddleError("There is no such goal. See the goals with: huddle goal list")
    if found.level != "personal":
        must_lead(s, found.level)
    elif not s.viewer.is_member(found.member_id):
        raise HuddleError(f"This is somebody else's own goal, and only they may {verb}.")
    return found


def still_open(goal: Goal) -> Goal:
    """The goal itself. Raises `HuddleError` for one that has ended."""
    if goal.ended_on is not None:
        raise HuddleError(f"This goal ended on {goal.ended_on}. Set a new one: huddle goal add TEXT")
    return goal


# -- the rules that several changes share


def said(meanings: dict[str, str | None]) -> dict[str, str | None]:
    """What was said about a goal, cleaned; None where nothing is left of it."""
    return {
        name: stated(text, MEANINGS[name]) if text is not None and clean(text) else None
        for name, text in meanings.items()
    }


def ahead(s: Session, day: date | None) -> None:
    """Raises `HuddleError` for a day that has passed."""
    if day is not None and day < s.today:
        raise HuddleError(f"{day} has passed. Set the goal for today or a later day.")


def above(s: Session, goal: Goal, under: Goal | None) -> int | None:
    """The id of the goal that `goal` is to hang under. Raises `HuddleError` where it cannot."""
    if under is None:
        return None
    parent = s.get(Goal, under.id)
    if parent is None or parent.ended_on is not None:
        raise HuddleError("The goal that this one is to serve has ended. Choose another.")
    if parent.level == "personal" or (goal.level == "company" and parent.level == "team"):
        raise HuddleError(
            "The company's goal comes first, then the team's, then each one's own. Choose a goal above this one."
        )
    step: Goal | None = parent
    passed: set[int] = set()
    while step is not None and step.id not in passed:
        if step.id == goal.id:
            raise HuddleError("A goal cannot serve itself, nor one that serves it. Choose another.")
        passed.add(step.id)
        step = s.get(Goal, step.parent_id)
    return parent.id


def ones_own(s: Session, commitment: Commitment) -> Commitment:
    """The commitment as it stands now. Raises `HuddleError` unless it is the acting member's own and open."""
    found = s.get(Commitment, commitment.id)
    if found is None or not s.viewer.is_member(found.member_id):
        raise HuddleError("A personal goal is served by what you took on yourself. Choose one of your own.")
    if found.status != "open" or found.replaced_by is not None:
        raise HuddleError("This commitment is not open any more. Choose another, or take a new one on.")
    return found


def can_be_seen_by(s: Session, visibility: Visibility) -> None:
    """Raises `HuddleError` where nobody would be meant by it."""
    if visibility == "group" and s.me.group_id is None:
        raise HuddleError("You are in no group yet. Choose the leader or everyone, or join a group in 7 Team.")


def asks_anew(s: Session, change: Change, goal: Goal) -> None:
    """Within the change that words the team's goal: while a meeting is open, who has understood it?"""
    meeting = current(s)
    if goal.level == "team" and meeting is not None:
        ask_again(s, change, meeting)
