"""Find the team's groups, and keep their scribes right when members change."""

from __future__ import annotations

from core.access.session import Session
from core.errors import HuddleError
from core.models import Group, Member
from core.values.text import clean, require_name
from data.change import Change


def list_groups(session: Session) -> list[Group]:
    """Return all groups in the order in which they were made."""
    return session.all(Group)


def find_group(session: Session, name: str) -> Group:
    """Return the group of that name, or the only one whose name begins so. Raises `HuddleError`, naming the groups."""
    wanted = clean(name).casefold()
    all_groups = list_groups(session)
    exact = [candidate for candidate in all_groups if candidate.name.casefold() == wanted]
    matches = exact or [
        candidate for candidate in all_groups if wanted and candidate.name.casefold().startswith(wanted)
    ]
    if len(matches) == 1:
        return matches[0]
    if not all_groups:
        raise HuddleError("No groups yet.", action="team.split")
    names = ", ".join(candidate.name for candidate in all_groups)
    raise HuddleError(f"No group named “{clean(name)}”. Groups: {names}.")


def find_or_make_group(session: Session, group: Group | str) -> Group:
    """Return the group of exactly that name; make it when there is none and the leader acts. For use inside a
    change."""
    if isinstance(group, Group):
        return group
    name = require_name(group, "The group's name")
    for existing in list_groups(session):
        if existing.name.casefold() == name.casefold():
            return existing
    if not session.viewer.is_leader:
        raise HuddleError(f"No group named {name}. Only the leader can add one.")
    with session.change("group.made") as change:
        return change.insert(Group(name=name))


def clear_scribe(session: Session, change: Change, member: Member) -> None:
    """Clear the scribe of every group that this member types for, as they leave it."""
    for group in session.all(Group, "scribe_id = ?", (member.id,)):
        change.update(group, scribe_id=None)
