"""Mentions: `@name` at the start of a typed line says whose card it is."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence

from core.errors import HuddleError
from core.models import Member
from core.team.members import match_member

MENTION_SIGN = "@"


def fold_name(text: str) -> str:
    """Return `text` for comparison: without case and accents, with single spaces between words."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


def rank_members(members: Sequence[Member], typed: str, present_ids: Collection[int] = ()) -> list[Member]:
    """Return the members that the beginning of a name may mean, likeliest first: those in `present_ids`, then the
    others.

    Within both, whole first names come before beginnings of names, and these before beginnings of later names. An empty
    text matches everybody.
    """
    wanted = fold_name(typed)
    ranks = []
    for order, person in enumerate(members):
        rank = _rank(fold_name(person.name), wanted)
        if rank is not None:
            ranks.append((person.id not in present_ids, rank, order, person))
    return [person for *_, person in sorted(ranks, key=lambda entry: entry[:3])]


def _rank(name: str, wanted: str) -> int | None:
    """Return how well a folded name fits: 0 whole or first name, 1 its beginning, 2 a later name; None when it does
    not."""
    words = name.split()
    if not words:
        return None
    if wanted in (name, words[0]):
        return 0
    if name.startswith(wanted):
        return 1
    # Later names, such as “ruiz”, also of several words, such as “van der”.
    if any(" ".join(words[start:]).startswith(wanted) for start in range(1, len(words))):
        return 2
    return None


def match_finished_name(members: Sequence[Member], typed: str) -> Member | None:
    """Return the member meant by a name once a space was typed after it; None where it fits several or nobody.

    A whole first name takes precedence over the beginning of another.
    """
    wanted = fold_name(typed)
    if not wanted:
        return None
    matches = rank_members(members, wanted)
    whole = [person for person in matches if _rank(fold_name(person.name), wanted) == 0]
    for candidates in (whole, matches):
        if len(candidates) == 1:
            return candidates[0]
    return None


def parse_mention(members: Sequence[Member], line: str) -> tuple[Member | None, str]:
    """Return the member mentioned at the start of a line, and the rest of it; None and the line when it has no mention.

    The name may be whole, or any beginning that fits one member alone. Raises `HuddleError`, naming the candidates, for
    any other.
    """
    line = line.strip()
    if not line.startswith(MENTION_SIGN):
        return None, line
    words = line[len(MENTION_SIGN) :].split()
    for size in range(len(words), 1, -1):  # “@Ana Ruiz …” before “@Ana …”
        name = fold_name(" ".join(words[:size]))
        matches = [person for person in members if fold_name(person.name) == name]
        if len(matches) == 1:
            return matches[0], " ".join(words[size:])
    name = words[0] if words else ""
    if not name:
        raise HuddleError("There is no name after the @. Type one, or begin the line with its words.")
    return match_finished_name(members, name) or match_member(members, name), " ".join(words[1:])
