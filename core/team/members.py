"""The members of a team: finding, adding, editing and removing them, and the rules for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypedDict, TypeVar, Unpack

from core import models
from core.access.session import Session
from core.errors import HuddleError
from core.team.current_members import reload_member
from core.team.logins import require_login
from core.team.permissions import require_leader
from core.values.erased_words import is_former_name
from core.values.input_parsing import split_names
from core.values.short_names import Named, shorten_names
from core.values.text import NAME_LIMIT, clean, join_words, require_name, require_text
from data.change import Change

N = TypeVar("N", bound=Named)

ROLES: tuple[models.Role, ...] = ("leader", "seller", "watcher")
SELLER_KINDS: tuple[models.SellerKind, ...] = ("hunter", "farmer")

SELF_EDITABLE = ("kind", "territory", "email", "login", "group")
"""The fields that members may change about themselves; only the leader may change the others."""


def list_members(session: Session, include_left: bool = False) -> list[models.Member]:
    """Return the members of the team in the order in which they joined; `include_left` adds those who left."""
    return session.all(models.Member, "1" if include_left else "left_on IS NULL")


def short_names(session: Session) -> dict[int, str]:
    """Return the short name of everybody who is or was on the team, by id; see `shorten_names`."""
    return shorten_names(list_members(session, include_left=True))


def find_member(session: Session, name: str, *, include_left: bool = False) -> models.Member:
    """Return the member meant by `name`. Raises `HuddleError` as `match_member` does."""
    return match_member(list_members(session, include_left=include_left), name)


def match_member(members: Sequence[N], name: str) -> N:
    """Return the one of the `members` meant by `name`: their whole name, else their short one, else a first name, else
    any beginning that fits one alone.

    Case does not matter. Raises `HuddleError`, naming the candidates, for anything else.
    """
    wanted = clean(name).casefold()
    if not wanted:
        raise HuddleError("Type a member's name.")
    names = shorten_names(members)
    predicates: tuple[Callable[[Named], bool], ...] = (
        lambda person: person.name.casefold() == wanted,
        lambda person: names[person.id].casefold() == wanted,
        lambda person: person.name.casefold().split()[0] == wanted,
        lambda person: person.name.casefold().startswith(wanted),
        lambda person: any(part.startswith(wanted) for part in person.name.casefold().split()),
    )
    for predicate in predicates:
        matches = [person for person in members if predicate(person)]
        if len(matches) == 1:
            return matches[0]
        if matches:
            could_be = join_words([person.name for person in matches], "or")
            raise HuddleError(f"“{clean(name)}” could be {could_be}. Type more of the name.")
    raise HuddleError(f"No member named “{clean(name)}”. {_suggest(members, wanted)}")


def _suggest(people: Sequence[Named], wanted: str) -> str:
    from difflib import get_close_matches

    words: dict[str, str] = {}
    for person in people:
        for word in (person.name, *person.name.split()):
            words.setdefault(word.casefold(), person.name)
    close = list(dict.fromkeys(words[word] for word in get_close_matches(wanted, words, n=3, cutoff=0.6)))
    if close:
        return f"Did you mean {join_words(close, 'or')}?"
    return "See: huddle member list"


# -- adding, editing, leaving


class MemberOptions(TypedDict, total=False):
    """What may be said of a member beside the name."""

    role: str
    """By default `seller`."""
    group: models.Group | str | None
    kind: str | None
    territory: str | None
    email: str | None
    login: str | None


def add_member(session: Session, name: str, **options: Unpack[MemberOptions]) -> models.Member:
    """Add a member to the team, or bring a former member of that name back with their history.

    A group given by name is made when it does not exist. Raises `HuddleError` unless the leader acts, when the name or
    the login is taken, and for an invalid value.
    """
    from core.team.group_records import find_or_make_group

    name = require_member_name(name)
    group = options.pop("group", None)
    values = clean_member_values(
        {"role": "seller", "kind": None, "territory": None, "email": None, "login": None, **options}
    )
    with session.change("member.added") as change:
        require_leader(session, "add members")
        namesake = find_exact_name(session, name)
        if namesake is not None and namesake.left_on is None:
            raise HuddleError(f"{namesake.name} is already a member. Edit with: huddle member edit")
        if values["login"] is not None:
            require_login(session, values["login"], namesake)
        group_id = find_or_make_group(session, group).id if group is not None else None
        if namesake is not None:
            given = {key: value for key, value in values.items() if value is not None}
            person = change.update(namesake, left_on=None, group_id=group_id, **given)
        else:
            person = change.insert(models.Member.model_validate(values | _new_values(session, name, group_id)))
        _join_open_meeting(session, change, person)
        sync_rotation(session)
    return person


def _join_open_meeting(session: Session, change: Change, person: models.Member) -> None:
    """Count who was just added among those in the open meeting, as those who were on the team when it began."""
    for meeting in session.all(models.Meeting, "status = 'open' AND kind <> 'one-on-one'"):
        if not session.all(models.Attendance, "meeting_id = ? AND member_id = ?", (meeting.id, person.id)):
            change.insert(models.Attendance(meeting_id=meeting.id, member_id=person.id))


def add_members(session: Session, names: str, **options: Unpack[MemberOptions]) -> list[models.Member]:
    """Add a member for each of these names in one change, so that one that is refused adds nobody.

    `names` are split as `split_names` does. Raises `HuddleError` as `add_member` does, and where several would get one
    address or login.
    """
    people = split_names(names) or [""]
    if len(people) > 1 and (own := {"email", "login"} & options.keys()):
        raise HuddleError(f"{join_words(people)} can't share one {' or '.join(sorted(own))}. Add them one by one.")
    with session.change("member.added"):
        return [add_member(session, name, **options) for name in people]


def _new_values(session: Session, name: str, group_id: int | None) -> dict[str, object]:
    return {"name": name, "group_id": group_id, "joined_on": session.today}


def edit_member(session: Session, member: models.Member, **values: object) -> models.Member:
    """Change name, role, kind, group, territory, email or login of a member and return the changed member.

    An empty text or None clears kind, group, territory, email and login; a group may be given by name. Raises
    `HuddleError` unless the leader acts or, for the fields in `SELF_EDITABLE`, the member; when a name or login is
    taken; and when the team would have no leader.
    """
    from core.team.group_records import clear_scribe, find_or_make_group

    unknown = set(values) - {"name", "role", *SELF_EDITABLE}
    if unknown:
        raise HuddleError(f"A member has no {', '.join(sorted(unknown))}.")
    with session.change("member.edited") as change:
        member = _current_member(session, member)
        if not session.viewer.is_leader:
            if not session.viewer.is_member(member.id):
                raise HuddleError(f"Only the leader can edit {member.name}. You can edit your own details.")
            if set(values) - set(SELF_EDITABLE):
                raise HuddleError(
                    f"Only the leader can change a name or role. You can change your {join_words(SELF_EDITABLE)}."
                )
        group = values.pop("group", member.group_id)
        changes = clean_member_values(values)
        if "name" in changes:
            changes["name"] = require_member_name(str(changes["name"]))
            namesake = find_exact_name(session, str(changes["name"]))
            if namesake is not None and namesake.id != member.id:
                raise HuddleError(f"{namesake.name} is taken. Choose another name.")
        if "login" in changes:
            require_login(session, changes["login"], member)
        if changes.get("role", "leader") != "leader":
            require_another_leader(session, member)
        if isinstance(group, int):
            changes["group_id"] = group
        else:
            changes["group_id"] = (
                find_or_make_group(session, group).id if isinstance(group, models.Group | str) and group else None
            )
        if changes["group_id"] != member.group_id:
            clear_scribe(session, change, member)
        member = change.update(member, **changes)
        sync_rotation(session)
    return member


def end_membership(session: Session, member: models.Member) -> models.Member:
    """End a membership today. The member's cards, commitments and entries stay.

    Raises `HuddleError` unless the leader or the member acts, and when the team would have no leader.
    """
    from core.team.group_records import clear_scribe

    with session.change("member.left") as change:
        member = _current_member(session, member)
        if not session.viewer.is_leader and not session.viewer.is_member(member.id):
            raise HuddleError(f"Only the leader or {member.name} can do this.")
        require_another_leader(session, member)
        clear_scribe(session, change, member)
        member = change.update(member, left_on=session.today)
        sync_rotation(session)
    return member


# -- rules that adding, editing and importing share


def clean_member_values(values: dict[str, object]) -> dict[str, object]:
    """Return the values cleaned, with None for empty texts. Raises `HuddleError` for an invalid one."""
    cleaned: dict[str, object] = dict(values)
    for what in ("kind", "territory", "email", "login"):
        if what in cleaned:
            text = clean(str(cleaned[what] or ""))
            cleaned[what] = require_text(text, f"The {what}", limit=NAME_LIMIT) if text else None
    if "role" in cleaned:
        cleaned["role"] = _one_of("role", cleaned["role"] or "seller", ROLES)
    if cleaned.get("kind") is not None:
        cleaned["kind"] = _one_of("kind", cleaned["kind"], SELLER_KINDS)
    email = cleaned.get("email")
    if email is not None and "@" not in str(email)[1:-1]:
        raise HuddleError(f"“{email}” is not an email address (no @).")
    return cleaned


def require_member_name(name: str) -> str:
    """Return a name cleaned. Raises `HuddleError` for one that cannot be a member's."""
    name = require_name(name, "The member's name")
    if is_former_name(name):
        raise HuddleError(f"“{name}” is reserved for erased members. Choose another name.")
    return name


def _one_of(what: str, value: object, allowed: Sequence[str]) -> str:
    text = clean(str(value)).casefold()
    if text not in allowed:
        raise HuddleError(f"“{value}” is not a valid {what}. Use {join_words(allowed, 'or')}.")
    return text


def find_exact_name(session: Session, name: str) -> models.Member | None:
    """Return the member with exactly this name, in any case, also among those who left; None when there is none."""
    folded = name.casefold()
    return next(
        (person for person in list_members(session, include_left=True) if person.name.casefold() == folded), None
    )


def require_another_leader(session: Session, member: models.Member) -> None:
    """Raise `HuddleError` when the team would have no leader without this member."""
    leaders = session.all(models.Member, "role = 'leader' AND left_on IS NULL")
    if [person.id for person in leaders] == [member.id]:
        raise HuddleError(
            "The team needs a leader. Make someone else leader first: huddle member edit NAME --role leader"
        )


def sync_rotation(session: Session) -> None:
    """Update the hosting rotation: new members at its end, former members removed."""
    from core.hosting.rotation import sync

    sync(session)


def _current_member(session: Session, member: models.Member) -> models.Member:
    """Return the member as stored now. Raises `HuddleError` when they are deleted or have left."""
    current = reload_member(session, member)
    if current.left_on is not None:
        raise HuddleError(f"{current.name} left the team on {current.left_on}. Add them again with: huddle member add")
    return current
