"""Forms in which goals are added, edited and reviewed."""

from __future__ import annotations

from datetime import date
from functools import partial

from core.access.session import Session
from core.errors import HuddleError
from core.goals import goals, personal, tree
from core.models import Goal, GoalLevel
from core.values import input_parsing
from tui.dialogs.form import FormScreen
from tui.widgets.form import Field

LEVEL_TITLES: dict[GoalLevel, str] = {"personal": "Your goal", "team": "Team goal", "company": "Company goal"}

MEANING_HINT = "what that would mean (optional)"
DAY_HINT = "e.g. 30 Jun or 2027-03-31 (optional)"


def new_goal_form(session: Session, level: GoalLevel) -> FormScreen:
    """Return the form for a new goal of `level`; it returns the goal."""
    what = Field("text", "What", hint="in your own words")
    why = Field(
        "why",
        "Why it matters",
        hint="what it is worth to you (optional)" if level == "personal" else "what it is for (optional)",
    )
    due = Field("due", "By when", hint=DAY_HINT)
    if level == "personal":
        meant = (
            Field("reaching", "If reached", hint=MEANING_HINT),
            Field("missing", "If missed", hint=MEANING_HINT),
        )
        seen = Field(
            "seen",
            "Visible to",
            personal.VISIBILITY_LABELS["me"],
            ", ".join(personal.VISIBILITY_LABELS.values()),
        )
        return FormScreen(
            LEVEL_TITLES[level], (what, why, *meant, due, seen), partial(_add_personal_goal, session), is_private=True
        )
    fields = [what, why, due]
    if level == "team":
        fields.append(Field("under", "Supports", _company_goal_text(session), "part of a goal's name (optional)"))
    fields.append(Field("review", "Review on", hint=DAY_HINT))
    return FormScreen(LEVEL_TITLES[level], fields, partial(_add_shared_goal, session, level))


def edit_goal_form(session: Session, goal: Goal) -> FormScreen:
    """Return the form that edits a goal; team and company goals need a reason."""
    what, why = Field("text", "What", goal.text), Field("why", "Why it matters", goal.why or "")
    due = Field("due", "By when", _format_field_day(goal.due), DAY_HINT)
    if goal.level == "personal":
        meant = (
            Field("reaching", "If reached", goal.reaching or "", MEANING_HINT),
            Field("missing", "If missed", goal.missing or "", MEANING_HINT),
        )
        return FormScreen(
            LEVEL_TITLES[goal.level],
            (what, why, *meant, due),
            partial(_change_personal_goal, session, goal),
            is_private=goal.visibility == "me",
        )
    above = session.get(Goal, goal.parent_id)
    fields = [what, why, due]
    if goal.level == "team":
        fields.append(Field("under", "Supports", above.text if above else "", "part of a goal's name (optional)"))
    fields += [
        Field("review", "Review on", _format_field_day(goal.review_on), DAY_HINT),
        Field("reason", "Reason", hint="why it changes (kept in the history)"),
    ]
    return FormScreen(LEVEL_TITLES[goal.level], fields, partial(_adjust_goal, session, goal))


def review_goal_form(session: Session, goal: Goal) -> FormScreen:
    """Return the form that reviews a goal; it returns the goal as adjusted."""
    fields = (
        Field("reason", "Decision", hint="keep it because … / change it because …"),
        Field("text", "What", goal.text),
        Field("due", "By when", _format_field_day(goal.due), DAY_HINT),
        Field("review", "Next review", "", DAY_HINT),
    )
    return FormScreen(f"Review · {LEVEL_TITLES[goal.level]}", fields, partial(_adjust_goal, session, goal))


def _format_field_day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _company_goal_text(session: Session) -> str:
    """Return the text of the company's goal if there is exactly one: a team goal most likely serves it."""
    company_goals = [goal for goal in goals.list_goals(session) if goal.level == "company"]
    return company_goals[0].text if len(company_goals) == 1 else ""


def _find_shared_goal(session: Session, words: str) -> Goal | None:
    """Return the company or team goal with these words; None for no words. Raises `HuddleError` if none has them."""
    shared = [goal for goal in goals.list_goals(session) if goal.level != "personal"]
    return goals.find_goal(session, words, shared) if words.strip() else None


def _add_personal_goal(session: Session, values: dict[str, str]) -> Goal:
    return goals.set_goal(
        session,
        values["text"],
        level="personal",
        why=values["why"],
        reaching=values["reaching"],
        missing=values["missing"],
        due=input_parsing.parse_day(values["due"], session.today), visibility=personal.parse_visibility(values["seen"]),
    )  # fmt: skip


def _add_shared_goal(session: Session, level: GoalLevel, values: dict[str, str]) -> Goal:
    return goals.set_goal(
        session, values["text"], level=level, why=values["why"],
        due=input_parsing.parse_day(values["due"], session.today),
        under=_find_shared_goal(session, values.get("under", "")),
        review_on=input_parsing.parse_day(values["review"], session.today),
    )  # fmt: skip


def _change_personal_goal(session: Session, goal: Goal, values: dict[str, str]) -> Goal:
    return personal.change_personal_goal(
        session, goal, text=values["text"], why=values["why"], reaching=values["reaching"], missing=values["missing"],
        due=input_parsing.parse_day(values["due"], session.today),
    )  # fmt: skip


def _adjust_goal(session: Session, goal: Goal, values: dict[str, str]) -> Goal:
    if not values["reason"].strip():
        raise HuddleError("The reason is missing. Say why it stays or changes.")
    terms: tree.GoalChanges = {
        "text": values["text"],
        "due": input_parsing.parse_day(values["due"], session.today),
        "review_on": input_parsing.parse_day(values["review"], session.today),
    }
    if "why" in values:
        terms["why"] = values["why"]
    if "under" in values:
        terms["under"] = _find_shared_goal(session, values["under"])
    return tree.adjust_goal(session, goal, values["reason"], **terms)
