"""The skills that reviews look at beside the numbers: the team's own list."""

from __future__ import annotations

from core.errors import HuddleError
from core.members import only_leader
from core.session import Session
from core.wording import named
from data.models import Skill

AT_FIRST = ("communication", "negotiation")
"""What the list begins with, until the team says otherwise."""


def skills(s: Session) -> list[Skill]:
    """The skills that are looked at now, in order; rows of id 0 for those that a new team begins with."""
    kept = s.all(Skill, order="position, id")
    if not kept:
        return [Skill(name=name, position=position) for position, name in enumerate(AT_FIRST)]
    return [skill for skill in kept if skill.ended_on is None]


def add_skill(s: Session, name: str) -> Skill:
    """Puts a skill on the list, or back on it. Raises `HuddleError` for whoever is not the leader."""
    with s.change("skill.added") as change:
        only_leader(s, "change the list of skills")
        name = named(name, "The skill")
        begin(s)
        for skill in s.all(Skill):
            if skill.name.casefold() == name.casefold():
                return change.update(skill, ended_on=None)
        return change.insert(Skill(name=name, position=len(s.all(Skill))))


def end_skill(s: Session, name: str) -> Skill:
    """Takes a skill off the list; what was rated stays. Raises `HuddleError` for one that is not there."""
    with s.change("skill.ended") as change:
        only_leader(s, "change the list of skills")
        begin(s)
        return change.update(find(s, name), ended_on=s.today)


def find(s: Session, name: str) -> Skill:
    """The skill of that name, or the only one that begins so. Raises `HuddleError` when there is none."""
    wanted = name.strip().casefold()
    there = skills(s)
    exact = [skill for skill in there if skill.name.casefold() == wanted]
    found = exact or [skill for skill in there if wanted and skill.name.casefold().startswith(wanted)]
    if len(found) != 1:
        raise HuddleError(f"“{name}” is not one of the skills: {', '.join(skill.name for skill in there)}.")
    return found[0]


def begin(s: Session) -> None:
    """Stores what the list begins with, when something is to stand on it for the first time; in nobody's name, since
    whoever does is often one of two whose review is nobody else's business."""
    if not s.store.read(Skill, limit=1):
        with s.store.change("skill.added", at=s.moment) as change:
            change.insert_many(Skill(name=name, position=position) for position, name in enumerate(AT_FIRST))
