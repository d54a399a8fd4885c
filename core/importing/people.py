"""Whose row it is: members by name or e-mail address."""

from __future__ import annotations

from core.errors import HuddleError
from core.members import add_member, only_leader
from core.models import Member
from core.session import Session


class People:
    """Everybody the team knows, those who left too: their numbers stay in its history."""

    def __init__(self, s: Session, add: bool, added: list[str]) -> None:
        """With `add` an unknown name becomes a member, and is put on the list `added`."""
        self._s = s
        self._add = add
        self._added = added
        self._known: dict[str, Member] = {}
        if add:
            only_leader(s, "add members")
        for member in s.all(Member):
            if member.email:
                self._known.setdefault(member.email.casefold(), member)
        # A name goes before an address: two people cannot have the same.
        self._known |= {member.name.casefold(): member for member in s.all(Member)}

    def find(self, text: str) -> Member:
        """The member with that name or address, whatever its case.

        Raises `HuddleError` when there is none, when the name cannot be a member's, or as `may_enter` does.
        """
        member = self._known.get(text.casefold())
        if member is None:
            if not self._add:
                raise HuddleError(
                    f"Nobody on the team has the name or e-mail address “{text[:80]}”. "
                    "Import with --add-members, or add them with: huddle member add"
                )
            member = add_member(self._s, text, email=text if "@" in text[1:-1] else None)
            self._known[text.casefold()] = member
            self._added.append(member.name)
        self.may_enter(member)
        return member

    def may_enter(self, member: Member) -> None:
        """Raises `HuddleError`, as typing an entry would, when the acting member may enter no amounts for `member`."""
        if member.role == "watcher":
            raise HuddleError(f"{member.name} watches and has no numbers. Make them a seller first.")
        if not self._s.viewer.is_leader and not self._s.viewer.is_member(member.id):
            raise HuddleError(f"Only {member.name} or the leader may enter amounts for {member.name}.")

    def may_change(self, member_id: int) -> None:
        """Raises `HuddleError` when the acting member may not change what was entered for that one."""
        if not self._s.viewer.is_leader and not self._s.viewer.is_member(member_id):
            raise HuddleError("An entry with this key is somebody else's. The leader may import it.")
