"""Who the next card is by, and whom a name means that a scribe types after `@`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from core.errors import HuddleError
from core.meeting.mentions import (
    MENTION_SIGN,
    fold_name,
    match_finished_name,
    parse_mention,
    rank_members,
    split_mention,
)
from core.models import Member, by_id
from tui.widgets.name_completion import NameChoice

GONE_ID = 0
"""The id of an author of whom only the name is known; no member has it."""


class CardAuthor:
    """The author of the next card, and the members who can be chosen as one."""

    reads_names = True

    def __init__(self) -> None:
        self.member: Member | None = None
        """The author of the next card; None while nobody can be one."""
        self._everyone: Sequence[Member] = ()
        self._others: Sequence[Member] = ()
        self._group_members: Sequence[Member] = ()
        self._groups: Mapping[int, str] = {}
        self._names: Mapping[int, str] = {}
        self._surnames: tuple[str, ...] = ()
        """The rest of a name whose first part has chosen the author, as it may still be typed: folded, with a space."""

    @property
    def id(self) -> int | None:
        """The author's id; None while nobody is the author."""
        return self.member.id if self.member else None

    @property
    def name(self) -> str:
        """The author's short name; empty while nobody is the author."""
        return self.name_of(self.member) if self.member else ""

    def name_of(self, member: Member) -> str:
        """Return the member's short name."""
        return self._names.get(member.id, member.name)

    def set_members(
        self,
        everyone: Sequence[Member],
        group_members: Sequence[Member],
        groups: Mapping[int, str],
        names: Mapping[int, str],
        *,
        viewer_id: int | None,
        others: Sequence[Member] = (),
    ) -> None:
        """Set the possible authors; `group_members` are the members of this group, whom Tab goes through.

        `groups` are the names of the groups, and `names` the short names of the team, by id. The `others` are those who
        cannot be authors: former members and watchers.

        The author stays, also one who cannot be one any more: no words become somebody else's. The first author is the
        viewer, else the first one of the group.
        """
        self._everyone, self._group_members, self._groups, self._names = everyone, group_members, groups, names
        self._others = others
        known = by_id(everyone)
        viewer = known.get(viewer_id or 0)
        self.member = known.get(self.id or 0) or self.member or viewer or next(iter(group_members), None)

    def choose(self, member_id: int | None, name: str = "") -> None:
        """Make this member the author; None leaves the author.

        With `name`, the whole name that the member had, it is whoever has that name now. One who cannot be an author
        any more becomes it by name alone, and is refused by `require_present`.
        """
        if member_id is None:
            return
        found = [person for person in self._everyone if (person.name == name if name else person.id == member_id)]
        name = name or self._names.get(member_id, "")
        if found:
            self.member = found[0]
        elif name:
            self.member = Member(id=GONE_ID, name=name, joined_on=date.min)

    def require_present(self) -> None:
        """Raise `HuddleError` if nobody who can say a card has the author's name any more."""
        if self.member is not None and self.id not in by_id(self._everyone):
            raise HuddleError(
                f"{self.name} has left the team, is a watcher now, or has another name. "
                "Choose whose card this is with tab, or start with @name."
            )

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
        return parse_mention(self._everyone, line, self._names, self._others)

    def find_choices(self, name: str) -> list[NameChoice]:
        """Return the members who match the beginning of a name, those of this group first.

        Words after a whole name, with a space after them, are not a part of it, and match nobody.
        """
        _, words = self._split(f"{MENTION_SIGN}{name}")
        if words and name.endswith(" "):
            return []
        own_group = {member.id for member in self._group_members}
        return [self._choice(member) for member in rank_members(self._everyone, name, own_group)]

    def find_mentioned(self, line: str) -> list[NameChoice]:
        """Return the members who may be mentioned at the start of a line, which has words after the name."""
        return [self._choice(member) for member in self._split(line)[0]]

    def words_after_name(self, line: str) -> str:
        """Return the words of a line after the author's name, with which it begins; none while it is being typed."""
        beginning = line.removeprefix(MENTION_SIGN)
        is_being_typed = not line.endswith(" ") and self.member in rank_members(self._everyone, beginning)
        return "" if is_being_typed else self._split(line)[1]

    def _split(self, line: str) -> tuple[list[Member], str]:
        return split_mention(self._everyone, line, self._names, self._others)

    def _choice(self, member: Member) -> NameChoice:
        return NameChoice(member.id, member.name, self._groups.get(member.group_id or 0, ""))

    def choose_finished_name(self, name: str) -> bool:
        """Make the member the author whose name is complete, with the space after it; return whether there is one."""
        is_finished = name.endswith(" ")
        chosen = match_finished_name(self._everyone, name, self._names, self._others) if is_finished else None
        if chosen is None:
            return False
        self.member = chosen
        typed = f"{fold_name(name)} "
        forms = (fold_name(form) for form in (chosen.name, self._names.get(chosen.id, "")))
        self._surnames = tuple(f"{form.removeprefix(typed)} " for form in forms if form.startswith(typed))
        return True

    def is_surname(self, text: str) -> bool:
        """Return True if this text is the surname of the author chosen before by the first name, with a space.

        “@ana ruiz ”: the first name already chose the author, so the surname is not part of the card.
        """
        typed = fold_name(text) + (" " if text.endswith(" ") else "")
        if typed in self._surnames:
            self._surnames = ()
            return True
        if not any(surname.startswith(typed) for surname in self._surnames):
            self._surnames = ()
        return False
