"""The team's own list of skills, which reviews rate beside the figures."""

from __future__ import annotations

from core.access.session import Session
from core.errors import HuddleError
from core.models import Skill
from core.team.permissions import require_leader
from core.values.text import join_words, require_name

DEFAULT_SKILLS = ("communication", "negotiation")
"""The skills of a new team, until the leader changes the list."""


def list_skills(session: Session) -> list[Skill]:
    """Return the current skills, in order; rows with id 0 while a new team's default list is not stored."""
    stored = session.all(Skill, order="position, id")
    if not stored:
        return [Skill(name=name, position=position) for position, name in enumerate(DEFAULT_SKILLS)]
    return [skill for skill in stored if skill.ended_on is None]


def add_skill(session: Session, name: str) -> Skill:
    """Add a skill to the list, or restore an ended one. Raises `HuddleError` unless the acting member is the leader."""
    with session.change("skill.added") as change:
        require_leader(session, "change the list of skills")
        name = require_name(name, "The skill")
        store_defaults(session)
        for skill in session.all(Skill):
            if skill.name.casefold() == name.casefold():
                return change.update(skill, ended_on=None)
        return change.insert(Skill(name=name, position=len(session.all(Skill))))


def end_skill(session: Session, name: str) -> Skill:
    """End a skill; its ratings stay.

    Raises `HuddleError` when there is none, and unless the acting member is the leader.
    """
    with session.change("skill.ended") as change:
        require_leader(session, "change the list of skills")
        store_defaults(session)
        return change.update(find(session, name), ended_on=session.today)


def find(session: Session, name: str) -> Skill:
    """Return the skill of that name, or the only one that begins with it. Raises `HuddleError` otherwise."""
    wanted = name.strip().casefold()
    current = list_skills(session)
    exact = [skill for skill in current if skill.name.casefold() == wanted]
    matches = exact or [skill for skill in current if wanted and skill.name.casefold().startswith(wanted)]
    if len(matches) != 1:
        raise HuddleError(f"“{name}” is not a skill. Skills: {join_words(skill.name for skill in current)}.")
    return matches[0]


def store_defaults(session: Session) -> None:
    """Store the default list before its first use.

    The journal entry has no author: the first use is often a rating, and the others may not learn who is being
    reviewed.
    """
    if not session.store.read(Skill, limit=1):
        with session.store.change("skill.added", at=session.timestamp) as change:
            change.insert_many(Skill(name=name, position=position) for position, name in enumerate(DEFAULT_SKILLS))
