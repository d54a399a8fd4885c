"""Find the member of a row: by name, “Last, First”, e-mail address, or a name the team remembers from its files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from core.access.session import Session
from core.errors import HuddleError
from core.models import Alias, Member, by_id
from core.team.members import add_member, list_members, match_member
from core.team.permissions import require_leader
from core.values.csv_safety import escape_formula
from core.values.text import clean, require_name
from data.change import Change

MAX_ALIAS_LENGTH = 200
"""The most characters of a remembered name."""
UNKNOWN_REASON = "No member named"
"""How the reason begins that refuses a row with an unknown name."""

_ADDRESSED = re.compile(r"[\"']?([^<>\"]*[^<>\"\s])[\"']?\s*<([^<>\s]+@[^<>\s]+)>")
"""“Ana Ruiz <ana@example.com>”."""
_APOSTROPHES = str.maketrans("’‘ʼ´`", "'" * 5)


class MemberLookup:
    """Looks up members by the texts of a file, those who left too: their entries stay in the history."""

    def __init__(self, session: Session, add: bool, added: list[str], *, pretends: bool = False) -> None:
        """With `add` an unknown name becomes a member and is appended to `added`; with `pretends` none is stored.

        Raises `HuddleError` when `add` is set and the acting member is not the leader.
        """
        self._s = session
        self._add = add
        self._added = added
        self._pretends = pretends
        self._known: dict[str, Member] = {}
        self.unknown: dict[str, int] = {}
        """The names that were not found, as in the file, with their number of rows."""
        if add:
            require_leader(session, "add members")
        everybody = session.all(Member)
        members_by_id = by_id(everybody)
        for alias in session.all(Alias):
            if alias.member_id in members_by_id:
                self._known[fold_name(alias.text)] = members_by_id[alias.member_id]
        self._known |= {member.email.casefold(): member for member in reversed(everybody) if member.email}
        # Names take precedence over addresses, because names are unique.
        self._known |= {fold_name(member.name): member for member in everybody}

    def remember(self, change: Change | None, people: Mapping[str, str]) -> int:
        """Store which member the file's names in `people` stand for, and return how many are new.

        Raises `HuddleError` for a name that no member has, and when a member does it for somebody else.
        """
        new = 0
        for text, name in people.items():
            alias = fold_name(clean(text))[:MAX_ALIAS_LENGTH]
            if not alias:
                continue
            member = match_member(list_members(self._s, include_left=True), name)
            if self._known.get(alias) == member:
                continue
            if not self._s.viewer.is_leader and not self._s.viewer.is_member(member.id):
                raise HuddleError(f"Only {member.name} or the leader can link “{text}” to {member.name}.")
            if change is not None:
                existing = self._s.all(Alias, "text = ?", (alias,))
                if existing:
                    change.update(existing[0], member_id=member.id)
                else:
                    change.insert(Alias(text=alias, member_id=member.id))
            self._known[alias] = member
            new += 1
        return new

    def find(self, text: str) -> Member:
        """Return the member that `text` names, in any case.

        Raises `HuddleError` when there is none, when the name cannot be a member's, or as `require_may_enter` does.
        """
        member = self.find_or_none(text)
        if member is None:
            if not self._add:
                self.unknown[text[:80]] = self.unknown.get(text[:80], 0) + 1
                similar = similar_name([member.name for member in self._known.values()], text)
                meant = f" Do you mean {similar}?" if similar else ""
                how = f'Use --who "{text[:80]}=NAME", or --add-members to create them.'
                raise HuddleError(f"{UNKNOWN_REASON} “{text[:80]}”.{meant} {how}")
            if escape_formula(text) != text:
                raise HuddleError(f"“{text[:80]}” looks like a spreadsheet formula, not a name.")
            member = self._add_member(text)
            self._known[fold_name(text)] = member
        self.require_may_enter(member)
        return member

    def find_or_none(self, text: str) -> Member | None:
        """Return the member that `text` names, or None; nobody is added."""
        return next((self._known[key] for key in _spellings(text) if key in self._known), None)

    @property
    def names_by_id(self) -> dict[int, str]:
        """Return the names of all known members, by id."""
        return {member.id: member.name for member in self._known.values()}

    def _add_member(self, text: str) -> Member:
        addressed = _ADDRESSED.fullmatch(text)
        name = first_name_first(addressed[1] if addressed else text)
        email = addressed[2] if addressed else name if "@" in name[1:-1] else None
        if self._pretends:
            # No stored member has a negative id.
            member = Member(id=-1 - len(self._added), name=require_name(name), email=email, joined_on=self._s.today)
        else:
            member = add_member(self._s, name, email=email)
        self._known[fold_name(member.name)] = member
        self._added.append(member.name)
        return member

    def require_may_enter(self, member: Member) -> None:
        """Raise `HuddleError`, as typing an entry would, unless the acting member may enter amounts for `member`."""
        if member.role == "watcher":
            raise HuddleError(f"{member.name} is a watcher and has no numbers. Make them a seller first.")
        if not self._s.viewer.is_leader and not self._s.viewer.is_member(member.id):
            raise HuddleError(f"Only {member.name} or the leader can log amounts for {member.name}.")

    def may_change(self, member_id: int) -> bool:
        """Return whether the acting member may change entries of that member."""
        return self._s.viewer.is_leader or self._s.viewer.is_member(member_id)

    def require_may_change(self, member_id: int) -> None:
        """Raise `HuddleError` unless the acting member may change entries of that member."""
        if not self.may_change(member_id):
            raise HuddleError("Another member has an entry with this key. Only the leader can import it.")


def list_names(session: Session) -> list[str]:
    """Return the names of all who are or were on the team."""
    return [member.name for member in session.all(Member)]


def similar_name(names: Iterable[str], text: str) -> str | None:
    """Return the one name that differs from `text` only in accents: Zoë Núñez for Zoe Nunez."""
    wanted = {_without_accents(key) for key in _spellings(text)}
    found = {name for name in names if _without_accents(fold_name(name)) in wanted}
    return found.pop() if len(found) == 1 else None


def _spellings(text: str) -> list[str]:
    """Return what a person may be known by who is written like this, the surest first."""
    addressed = _ADDRESSED.fullmatch(text)
    parts = [text] if addressed is None else [text, addressed[2], addressed[1]]
    return [fold_name(spelling) for part in parts for spelling in (part, first_name_first(part))]


def _without_accents(text: str) -> str:
    return "".join(
        character for character in unicodedata.normalize("NFD", text) if not unicodedata.combining(character)
    )


def fold_name(text: str) -> str:
    """Return what a name is compared by: without case, and with one kind of apostrophe."""
    return text.translate(_APOSTROPHES).casefold()


def first_name_first(text: str) -> str:
    """Return “Weiss, Jon” as “Jon Weiss”, and any other text unchanged."""
    last, comma, first = text.partition(",")
    if not comma or "," in first or not last.strip() or not first.strip():
        return text
    return f"{first.strip()} {last.strip()}"
