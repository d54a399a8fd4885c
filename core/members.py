"""The people of a team: who they are, who may change what about them, coming and leaving."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import HuddleError
from core.models import Group, Member, Role, SellerKind
from core.session import Session
from core.wording import NAME_LIMIT, clean, named, stated

if TYPE_CHECKING:
    from core.members_csv import MembersImported

ROLES: tuple[Role, ...] = ("leader", "seller", "watcher")
KINDS: tuple[SellerKind, ...] = ("hunter", "farmer")

OWN = ("kind", "territory", "email", "login", "group")
"""What members may change about themselves; the rest is the leader's."""


def members(s: Session, include_left: bool = False) -> list[Member]:
    """Everybody on the team, in the order in which they came; `include_left` adds those who left."""
    return s.all(Member, "1" if include_left else "left_on IS NULL")


def member(s: Session, name: str, *, include_left: bool = False) -> Member:
    """The member who is meant by `name`. Raises `HuddleError` as `find` does."""
    return find(members(s, include_left=include_left), name)


def find(people: Sequence[Member], name: str) -> Member:
    """Who of `people` is meant: the whole name, else a first name, else any beginning, if it fits one alone.

    Upper and lower case are the same. Raises `HuddleError` naming those it could be.
    """
    wanted = clean(name).casefold()
    if not wanted:
        raise HuddleError("The name is empty. Type a member's name.")
    for fits in (
        lambda full: full == wanted,
        lambda full: full.split()[0] == wanted,
        lambda full: full.startswith(wanted),
        lambda full: any(part.startswith(wanted) for part in full.split()),
    ):
        found = [person for person in people if fits(person.name.casefold())]
        if len(found) == 1:
            return found[0]
        if found:
            raise HuddleError(f"“{clean(name)}” could be {_either(found)}. Type more of the name.")
    raise HuddleError(f"Nobody here is called “{clean(name)}”. {_nearest(people, wanted)}")


def _either(people: Sequence[Member]) -> str:
    names = [person.name for person in people]
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _nearest(people: Sequence[Member], wanted: str) -> str:
    from difflib import get_close_matches

    words: dict[str, str] = {}
    for person in people:
        for word in (person.name, *person.name.split()):
            words.setdefault(word.casefold(), person.name)
    close = list(dict.fromkeys(words[word] for word in get_close_matches(wanted, words, n=3, cutoff=0.6)))
    if close:
        return f"Did you mean {' or '.join(close)}?"
    return "See who is with: huddle member list"


# -- coming, changing, leaving


def add_member(
    s: Session,
    name: str,
    *,
    role: str = "seller",
    kind: str | None = None,
    group: Group | str | None = None,
    territory: str | None = None,
    email: str | None = None,
    login: str | None = None,
) -> Member:
    """Takes a person into the team; one who had left comes back with all their history.

    A group named in words is made when there is none of that name. Raises `HuddleError` when the acting member
    is not the leader, when the name or login is taken, or when a value cannot be.
    """
    from core.groups import named_group

    name = named(name, "The member's name")
    values = checked({"role": role, "kind": kind, "territory": territory, "email": email, "login": login})
    with s.change("member.added") as change:
        only_leader(s, "add members")
        before = same_name(s, name)
        if before is not None and before.left_on is None:
            raise HuddleError(f"{before.name} is a member already. Change them with: huddle member edit")
        free_login(s, values["login"], before)
        group_id = named_group(s, group).id if group is not None else None
        if before is not None:
            back = {key: value for key, value in values.items() if value is not None}
            person = change.update(before, left_on=None, group_id=group_id, **back)
        else:
            person = change.insert(Member.model_validate(values | _new(s, name, group_id)))
        turns_follow(s)
    return person


def _new(s: Session, name: str, group_id: int | None) -> dict[str, object]:
    return {"name": name, "group_id": group_id, "joined_on": s.today}


def edit_member(s: Session, member: Member, **values: object) -> Member:
    """Changes name, role, kind, group, territory, email or login of a member and returns them as they are now.

    An empty text or None clears kind, group, territory, email and login; a group may be given by its name.
    Raises `HuddleError` when it is neither the leader nor, for their own things, the member who asks; when a
    name or login is taken; and when the team would be left without a leader.
    """
    from core.groups import drop_scribe, named_group

    unknown = set(values) - {"name", "role", *OWN}
    if unknown:
        raise HuddleError(f"A member has no {', '.join(sorted(unknown))}.")
    with s.change("member.edited") as change:
        member = _still_here(s, member)
        if not leads(s):
            if not s.viewer.is_member(member.id):
                raise HuddleError(f"Only the leader may change {member.name}; you may change yourself.")
            if set(values) - set(OWN):
                raise HuddleError(f"Only the leader may change a name or a role; you may change your {_words(OWN)}.")
        group = values.pop("group", member.group_id)
        new = checked(values)
        if "name" in new:
            new["name"] = named(str(new["name"]), "The member's name")
            other = same_name(s, str(new["name"]))
            if other is not None and other.id != member.id:
                raise HuddleError(f"{other.name} is taken. Give the two different names.")
        free_login(s, new.get("login"), member)
        if new.get("role", "leader") != "leader":
            not_the_last_leader(s, member)
        if isinstance(group, int):
            new["group_id"] = group
        else:
            new["group_id"] = named_group(s, group).id if isinstance(group, Group | str) and group else None
        if new["group_id"] != member.group_id:
            drop_scribe(s, change, member)
        member = change.update(member, **new)
        turns_follow(s)
    return member


def leave(s: Session, member: Member) -> Member:
    """Ends a membership today. What the person said, promised and reached stays.

    Raises `HuddleError` when it is neither the leader nor the member who asks, or when nobody would lead.
    """
    from core.groups import drop_scribe

    with s.change("member.left") as change:
        member = _still_here(s, member)
        if not leads(s) and not s.viewer.is_member(member.id):
            raise HuddleError(f"Only the leader or {member.name} may say that {member.name} leaves.")
        not_the_last_leader(s, member)
        drop_scribe(s, change, member)
        member = change.update(member, left_on=s.today)
        turns_follow(s)
    return member


def import_members(s: Session, path: Path | str) -> MembersImported:
    """Adds and updates members from a CSV file with the headers name, role, kind, group, territory, email, login.

    A second import of the same file changes nothing. Groups are made as needed. Raises `HuddleError` when the
    file cannot be read or it is not the leader who asks; a row that cannot be taken is told in the answer.
    """
    from core.members_csv import read_people, take_people

    return take_people(s, read_people(Path(path)))


# -- the rules that adding, changing and importing share


def leads(s: Session) -> bool:
    """Whether the acting member leads the team now; the session may have begun when another did."""
    me = s.me
    return me.role == "leader" and me.left_on is None


def only_leader(s: Session, what: str) -> None:
    """Raises `HuddleError` unless the leader acts."""
    if not leads(s):
        leaders = " or ".join(person.name for person in s.all(Member, "role = 'leader' AND left_on IS NULL"))
        raise HuddleError(f"Only the leader may {what}. Ask {leaders or 'the leader'}.")


def checked(values: dict[str, object]) -> dict[str, object]:
    """The same values, cleaned; empty texts are None. Raises `HuddleError` for one that cannot be."""
    new: dict[str, object] = dict(values)
    for what in ("kind", "territory", "email", "login"):
        if what in new:
            text = clean(str(new[what] or ""))
            new[what] = stated(text, f"The {what}", limit=NAME_LIMIT) if text else None
    if "role" in new:
        new["role"] = _one_of("role", new["role"] or "seller", ROLES)
    if new.get("kind") is not None:
        new["kind"] = _one_of("kind", new["kind"], KINDS)
    email = new.get("email")
    if email is not None and "@" not in str(email)[1:-1]:
        raise HuddleError(f"“{email}” is no email address: it has no @ inside.")
    return new


def _one_of(what: str, value: object, allowed: Sequence[str]) -> str:
    text = clean(str(value)).casefold()
    if text not in allowed:
        raise HuddleError(f"“{value}” is no {what}. Use {_words(allowed, 'or')}.")
    return text


def _words(words: Sequence[str], last: str = "and") -> str:
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def same_name(s: Session, name: str) -> Member | None:
    """Who has this very name, also among those who left."""
    wanted = name.casefold()
    return next((person for person in members(s, include_left=True) if person.name.casefold() == wanted), None)


def free_login(s: Session, login: object, owner: Member | None) -> None:
    """Raises `HuddleError` when somebody else on the team is known by that login."""
    if login is None:
        return
    # Past the session's rule on purpose: a taken login must be refused also to who may not see whose it is.
    for other in s.store.read(Member, "login = ? AND left_on IS NULL", (login,)):
        if owner is None or other.id != owner.id:
            raise HuddleError(f"The login {login} belongs to somebody else already. One login is one person.")


def not_the_last_leader(s: Session, member: Member) -> None:
    """Raises `HuddleError` when without this member nobody would lead the team."""
    leaders = s.all(Member, "role = 'leader' AND left_on IS NULL")
    if [person.id for person in leaders] == [member.id]:
        raise HuddleError(
            f"{member.name} is the only leader. Make somebody else leader first: huddle member edit NAME --role leader"
        )


def turns_follow(s: Session) -> None:
    """Lets the order of hosts follow who is on the team: newcomers at its end, leavers out."""
    from core.rotation import sync

    sync(s)


def _still_here(s: Session, member: Member) -> Member:
    now = s.get(Member, member.id)
    if now is None:
        raise HuddleError(f"{member.name} is not a member any more.")
    if now.left_on is not None:
        raise HuddleError(f"{now.name} left the team on {now.left_on}. Bring them back with: huddle member add")
    return now
