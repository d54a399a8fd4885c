"""Who the next card is by, and whom a name means that a scribe types after `@`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.meeting.mentions import match_finished_name, parse_mention, rank_members
from core.models import Member, by_id
from core.values.text import first_name
from tui.widgets.name_completion import NameChoice


class CardAuthor:
    """The author of the next card, and the members who can be chosen as one."""

    def __init__(self) -> None:
        self.member: Member | None = None
        """The author of the next card; None while nobody can be one."""
        self._everyone: Sequence[Member] = ()
        self._group_members: Sequence[Member] = ()
        self._groups: Mapping[int, str] = {}
        self._surname = ""
        """The rest of a name whose first part has chosen the author; it may still be typed. Casefolded."""

    @property
    def id(self) -> int | None:
        """The author's id; None while nobody is the author."""
        return self.member.id if self.member else None

    @property
    def first_name(self) -> str:
        """The author's first name; empty while nobody is the author."""
        return first_name(self.member.name) if self.member else ""

    def set_members(
        self,
        everyone: Sequence[Member],
        group_members: Sequence[Member],
        groups: Mapping[int, str],
        *,
        viewer_id: int | None,
    ) -> None:
        """Set the possible authors; `group_members` are the members of this group, whom Tab goes through.

        The author stays, if they are still a member; else it is the viewer, else the first one of the group.
        """
        self._everyone, self._group_members, self._groups = everyone, group_members, groups
        known = by_id(everyone)
        viewer = known.get(viewer_id or 0)
        self.member = known.get(self.id or 0) or viewer or next(iter(group_members), None)

    def choose(self, member_id: int | None) -> None:
        """Make this member the author; without such a member the author stays."""
        self.member = next((member for member in self._everyone if member.id == member_id), self.member)

    def choose_next(self, step: int) -> bool:
        """Make the member `step` places further in the group the author; return False without members."""
        if not self._group_members:
            return False
        position = next(
            (position for position, member in enumerate(self._group_members) if member.id == self.id), -step
        )
        self.member = self._group_members[(position + step) % len(self._group_members)]
        return True

    # -- names

    def parse(self, line: str) -> tuple[Member | None, str]:
        """Return the member named at the beginning of a line, if any, and the text after the name.

        Raises `HuddleError` if the line begins with `@` and no member has that name.
        """
        return parse_mention(self._everyone, line)

    def find_choices(self, name: str) -> list[NameChoice]:
        """Return the members who match the beginning of a name, those of this group first."""
        own_group = {member.id for member in self._group_members}
        return [
            NameChoice(member.id, member.name, self._groups.get(member.group_id or 0, ""))
            for member in rank_members(self._everyone, name, own_group)
        ]

    def choose_finished_name(self, name: str) -> bool:
        """Make the member the author whose name is complete, with the space after it; return whether there is one."""
        chosen = match_finished_name(self._everyone, name) if name.endswith(" ") else None
        if chosen is None:
            return False
        self.member = chosen
        first, _, rest = chosen.name.casefold().partition(" ")
        self._surname = rest if name.strip().casefold() == first else ""
        return True

    def is_surname(self, text: str) -> bool:
        """Return True if this text is the surname of the author chosen before by the first name, with a space.

        “@ana ruiz ”: the first name already chose the author, so the surname is not part of the card.
        """
        surname, self._surname = self._surname, ""
        if not surname or not f"{surname} ".startswith(text.casefold()):
            return False
        if text.casefold() == f"{surname} ":
            return True
        self._surname = surname  # it is still being typed
        return False
