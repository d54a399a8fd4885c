"""Where the company, the team and each person want to get. Personal goals come first; business goals flow from them."""

from __future__ import annotations

from datetime import date

from core.errors import HuddleError
from core.goalcheck import ask_again
from core.meeting import current
from core.session import Session
from core.wording import clean, stated
from data.models import Goal, GoalLevel, Visibility


def set_goal(
    s: Session,
    text: str,
    *,
    level: GoalLevel = "team",
    due: date | None = None,
    why: str | None = None,
    visibility: Visibility = "me",
) -> Goal:
    """Sets a goal: the team's or the company's by the leader or the host, a personal one by each for themself.

    `visibility` says who sees a personal goal; the others are everyone's. While a meeting is open, a new goal of
    the team asks everybody anew whether they understood it. Raises `HuddleError` for a day that has passed.
    """
    text = stated(text, "The goal")
    why = stated(why, "The reason") if why and clean(why) else None
    with s.change("goal.set") as change:
        if due is not None and due < s.today:
            raise HuddleError(f"{due} has passed. Set the goal for today or a later day.")
        if level == "personal":
            owner: int | None = s.me.id
        else:
            _must_lead(s, level)
            owner, visibility = None, "everyone"
        goal = change.insert(
            Goal(level=level, member_id=owner, text=text, why=why, due=due, visibility=visibility, set_at=s.moment)
        )
        meeting = current(s)
        if level == "team" and meeting is not None:
            ask_again(s, change, meeting)
        return goal


def goals(s: Session, include_ended: bool = False) -> list[Goal]:
    """The goals that the viewer may see, the company's first, then the team's, then the personal ones."""
    order = "CASE level WHEN 'company' THEN 1 WHEN 'team' THEN 2 ELSE 3 END, id"
    return s.all(Goal, "1" if include_ended else "ended_on IS NULL", order=order)


def team_goal(s: Session) -> Goal | None:
    """What the team wants to reach now: the goal it set last, of those that have not ended."""
    return next(iter(s.all(Goal, "level = 'team' AND ended_on IS NULL", order="id DESC")), None)


def end_goal(s: Session, goal: Goal) -> Goal:
    """Ends a goal today, reached or given up; it stays in the history. The team's shows the one before it again.

    Raises `HuddleError` when it is neither the member's own nor, for the team's and the company's, the leader's
    or the host's to end.
    """
    with s.change("goal.ended") as change:
        found = s.get(Goal, goal.id)
        if found is None:
            raise HuddleError("There is no such goal. See the goals with: huddle goal list")
        if found.level != "personal":
            _must_lead(s, found.level)
        elif found.member_id != s.me.id:
            raise HuddleError("This is somebody else's own goal, and only they may end it.")
        return found if found.ended_on else change.update(found, ended_on=s.today)


def _must_lead(s: Session, level: GoalLevel) -> None:
    meeting = current(s)
    if s.me.role != "leader" and not (meeting and s.viewer.is_member(meeting.host_id)):
        raise HuddleError(
            f"The {level}'s goal is for the leader or the host to set and end. Your own is --level personal."
        )
