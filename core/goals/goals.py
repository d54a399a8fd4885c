"""Goals of the company, the team and each member: setting, finding and ending them, and who may.

Personal goals come first; business goals flow from them. Three modules beside this one hold what concerns only personal
goals, how goals are linked, and a goal's history.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal, TypedDict, Unpack

from core.access.session import Session
from core.errors import HuddleError
from core.meeting.goal_check import reset_answers
from core.meeting.lifecycle import is_host, open_meeting_or_none
from core.models import Commitment, Goal, GoalLevel, Visibility
from core.values.periods import format_date, past_day_error
from core.values.text import clean, format_count, require_text
from data.change import Change

GoalEnding = Literal["reached", "let go"]
"""How a goal ended."""

MEANING_LABELS = {"why": "The reason", "reaching": "What reaching it means", "missing": "What missing it means"}
"""The fields that may be set beside a goal's text, with what an error message calls them."""

ADVISED_PERSONAL_GOALS = 3
"""More personal goals than this at a time are allowed, but advised against."""


class GoalDetails(TypedDict, total=False):
    """What may be said beside a goal's text: its days, the reason, and what reaching and missing it mean."""

    due: date | None
    review_on: date | None
    why: str | None
    reaching: str | None
    missing: str | None


def set_goal(
    session: Session,
    text: str,
    *,
    level: GoalLevel = "team",
    visibility: Visibility = "me",
    under: Goal | None = None,
    commitment: Commitment | None = None,
    **details: Unpack[GoalDetails],
) -> Goal:
    """Set a goal and return it: the team's or the company's as the leader or the host, a personal one as its owner.

    `visibility` says who sees a personal goal; the others are visible to everybody. `under` is the goal that it serves,
    and `commitment` the owner's commitment that serves a personal goal. While a meeting is open, a new goal of the team
    resets the goal check. Raises `HuddleError` for a day that has passed, and when the viewer may not.
    """
    text = require_text(text, "The goal")
    meanings = clean_meanings(
        {"why": details.get("why"), "reaching": details.get("reaching"), "missing": details.get("missing")}
    )
    due, review_on = details.get("due"), details.get("review_on")
    with session.change("goal.set") as change:
        require_not_past(session, due)
        require_not_past(session, review_on)
        if level == "personal":
            owner_id: int | None = session.me.id
            require_possible_visibility(session, visibility)
        else:
            require_can_set_team_goals(session, level)
            owner_id, visibility = None, "everyone"
            if commitment is not None:
                raise HuddleError("A commitment can support a personal goal only. Link a target to a team goal.")
        goal = Goal(
            level=level, member_id=owner_id, text=text, due=due, visibility=visibility, set_at=session.timestamp,
            review_on=review_on,
        )  # fmt: skip
        links = {
            "parent_id": resolve_parent_id(session, goal, under),
            "commitment_id": require_own_open_commitment(session, commitment).id if commitment else None,
        }
        goal = change.insert(goal.model_copy(update={**meanings, **links}))
        reset_goal_check(session, change, goal)
        return goal


def list_goals(session: Session, include_ended: bool = False) -> list[Goal]:
    """Return the goals that the viewer may see: the company's, then the team's, then the personal ones."""
    order = "CASE level WHEN 'company' THEN 1 WHEN 'team' THEN 2 ELSE 3 END, id"
    return session.all(Goal, "1" if include_ended else "ended_on IS NULL", order=order)


def team_goal(session: Session) -> Goal | None:
    """Return the team's goal: of those that have not ended, the one set last; None when there is none."""
    return next(iter(session.all(Goal, "level = 'team' AND ended_on IS NULL", order="id DESC")), None)


def find_goal(session: Session, words: str, among: Iterable[Goal] | None = None) -> Goal:
    """Return the goal meant by its number or a part of its text, of those that have not ended or of `among`.

    Raises `HuddleError` when it is none, or more than one.
    """
    candidates = list(list_goals(session) if among is None else among)
    wanted = clean(words).casefold()
    if wanted.isdecimal():
        matches = [candidate for candidate in candidates if candidate.id == int(wanted)]
    else:
        exact = [candidate for candidate in candidates if candidate.text.casefold() == wanted]
        matches = exact or [candidate for candidate in candidates if wanted and wanted in candidate.text.casefold()]
    if len(matches) != 1:
        what = format_count(len(matches), "goal")
        raise HuddleError(f"“{clean(words)}” matches {what}. Type more of it, or its number from: huddle goal list")
    return matches[0]


def end_goal(session: Session, goal: Goal, how: GoalEnding | None = None, reason: str | None = None) -> Goal:
    """End a goal today, as `reached` or `let go`, and return it; it stays in the history.

    When the team's goal ends, the one before it counts again. Raises `HuddleError` unless the owner acts, or for the
    team's and the company's goals the leader or the host.
    """
    reason_text = require_text(reason, "The reason") if reason and clean(reason) else None
    text = ": ".join(part for part in (how or "ended", reason_text) if part)
    with session.change("goal.ended") as change:
        current = require_changeable_goal(session, goal, "end this goal")
        return current if current.ended_on else change.update(current, ended_on=session.today, reason=text)


def goal_ending(goal: Goal) -> GoalEnding | None:
    """Return whether a goal that has ended was reached or let go; None when that was not said."""
    first_word = (goal.reason or "").partition(":")[0]
    if goal.ended_on is None:
        return None
    return "reached" if first_word == "reached" else "let go" if first_word == "let go" else None


# -- permissions


def can_set_team_goals(session: Session) -> bool:
    """Return whether the viewer may set the team's and the company's goals: the leader, and the host of the open
    meeting."""
    meeting = open_meeting_or_none(session)
    return session.viewer.is_leader or is_host(session, meeting)


def can_change_goal(session: Session, goal: Goal) -> bool:
    """Return whether the viewer may change and end a goal: their own, or any other as `can_set_team_goals` says."""
    return session.viewer.is_member(goal.member_id) if goal.level == "personal" else can_set_team_goals(session)


def require_can_set_team_goals(session: Session, level: GoalLevel) -> None:
    """Raise `HuddleError` when the viewer may not set the team's and the company's goals."""
    if not can_set_team_goals(session):
        raise HuddleError(f"Only the leader or the host can set or end a {level} goal. You can set personal goals.")


def require_changeable_goal(session: Session, goal: Goal, verb: str = "change this goal") -> Goal:
    """Return the goal as stored now. Raises `HuddleError` when the viewer may not change it, and when it does not
    exist.

    `verb` says in the message what they may not do: `change this goal`.
    """
    current = session.reload(goal, "This goal was removed.")
    if current.level != "personal":
        require_can_set_team_goals(session, current.level)
    elif not session.viewer.is_member(current.member_id):
        raise HuddleError(f"Only its owner can {verb}.")
    return current


def require_not_ended(goal: Goal) -> Goal:
    """Return the goal. Raises `HuddleError` when it has ended."""
    if goal.ended_on is not None:
        raise HuddleError(f"This goal ended on {format_date(goal.ended_on)}. Add a new one.")
    return goal


# -- rules that several changes share


def clean_meanings(meanings: dict[str, str | None]) -> dict[str, str | None]:
    """Return the meanings cleaned, with None for empty ones."""
    return {
        name: require_text(text, MEANING_LABELS[name]) if text is not None and clean(text) else None
        for name, text in meanings.items()
    }


def require_not_past(session: Session, day: date | None) -> None:
    """Raise `HuddleError` for a day that has passed."""
    if day is not None and day < session.today:
        raise past_day_error(day, session.today)


def resolve_parent_id(session: Session, goal: Goal, under: Goal | None) -> int | None:
    """Return the id of the goal that `goal` is to serve. Raises `HuddleError` when it cannot serve that one."""
    if under is None:
        return None
    parent = session.get(Goal, under.id)
    if parent is None or parent.ended_on is not None:
        raise HuddleError("The goal above has ended. Choose another.")
    if parent.level == "personal" or (goal.level == "company" and parent.level == "team"):
        raise HuddleError(
            "A personal goal supports a team goal, a team goal the company's. Choose a goal one level up."
        )
    ancestor: Goal | None = parent
    seen_ids: set[int] = set()
    while ancestor is not None and ancestor.id not in seen_ids:
        if ancestor.id == goal.id:
            raise HuddleError("A goal can't support itself. Choose another.")
        seen_ids.add(ancestor.id)
        ancestor = session.get(Goal, ancestor.parent_id)
    return parent.id


def require_own_open_commitment(session: Session, commitment: Commitment) -> Commitment:
    """Return the commitment as stored now. Raises `HuddleError` unless it is the acting member's own and open."""
    current = session.get(Commitment, commitment.id)
    if current is None or not session.viewer.is_member(current.member_id):
        raise HuddleError("Only your own commitments can support your goal.")
    if current.status != "open" or current.replaced_by is not None:
        raise HuddleError("This commitment is closed. Choose an open one.")
    return current


def require_possible_visibility(session: Session, visibility: Visibility) -> None:
    """Raise `HuddleError` for the visibility `group` when the acting member is in no group."""
    if visibility == "group" and session.me.group_id is None:
        raise HuddleError("You are not in a group yet. Choose the leader or everyone.", action="team.group")


def reset_goal_check(session: Session, change: Change, goal: Goal) -> None:
    """Reset the goal check of an open meeting, inside a change of the team's goal; does nothing for other goals."""
    meeting = open_meeting_or_none(session)
    if goal.level == "team" and meeting is not None:
        reset_answers(session, change, meeting)
