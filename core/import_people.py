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

        Raises `HuddleError` when there is none, or when the name cannot be a member's.
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
        return member
