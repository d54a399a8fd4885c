"""Mentions: `@name` at the start of a typed line says whose card it is."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from core.errors import HuddleError
from core.team.members import match_member

if TYPE_CHECKING:
    from core.models import Member

MENTION_SIGN = "@"

NAME_ENDS = (":", ",", "'s", "’s")
"""What may follow a name at once, and ends it."""


def fold_name(text: str) -> str:
    """Return `text` for comparison: without case and accents, with single spaces between words."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


def strip_name_end(name: str) -> str:
    """Return a typed name without what ends it, such as a colon."""
    name = name.strip()
    return next((name.removesuffix(end) for end in NAME_ENDS if name.endswith(end)), name)


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


def _calls(person: Member, name: str, names: Mapping[int, str]) -> bool:
    """Return whether this folded name of several words is the person's: whole, first and last, all after the first, or
    short."""
    whole = fold_name(person.name)
    first, _, later = whole.partition(" ")
    return name in (whole, f"{first} {whole.split()[-1]}", later, fold_name(names.get(person.id, "")))


def match_finished_name(
    members: Sequence[Member], typed: str, names: Mapping[int, str], others: Sequence[Member] = ()
) -> Member | None:
    """Return the member meant by a name once a space was typed after it; None where it fits several or nobody.

    A whole first name takes precedence over the beginning of another. A second word counts as part of the name only
    where it is whole, or as in `names`, the short names of the team: “@ana ok” may begin with a name and go on with
    words. The first name of one of the `others`, who cannot be meant, is not finished: their surname may follow.
    """
    wanted = fold_name(strip_name_end(typed))
    if not wanted:
        return None
    if " " in wanted:
        called = [person for person in members if _calls(person, wanted, names)]
        return called[0] if len(called) == 1 else None
    matches = rank_members(members, wanted)
    whole = [person for person in matches if _rank(fold_name(person.name), wanted) == 0]
    if any(fold_name(person.name).startswith(f"{wanted} ") for person in others):
        return None
    for candidates in (whole, matches):
        if len(candidates) == 1:
            return candidates[0]
    return None


def split_mention(
    members: Sequence[Member], line: str, names: Mapping[int, str], others: Sequence[Member] = ()
) -> tuple[list[Member], str]:
    """Return the members who may be mentioned at the start of a line, and the rest of it.

    The name may be whole, one of the short `names` of the team, or any beginning of one word; a colon, a comma or
    's ends it. Without a mention there
    is nobody, and the rest is the line. The `others` are those who cannot be meant, such as former members: a line that
    begins with the first name and surname of one mentions nobody else.
    """
    line = line.strip()
    if not line.startswith(MENTION_SIGN):
        return [], line
    words = line[len(MENTION_SIGN) :].split()
    for size in range(len(words), 1, -1):  # “@Ana Ruiz …” before “@Ana …”
        name = fold_name(strip_name_end(" ".join(words[:size])))
        called = [person for person in members if _calls(person, name, names)]
        if called or any(_calls(person, name, names) for person in others):
            return called, " ".join(words[size:])
    if not words:
        return [], line
    name = strip_name_end(words[0])
    member = match_finished_name(members, name, names)
    return [member] if member else rank_members(members, name), " ".join(words[1:])


def parse_mention(
    members: Sequence[Member], line: str, names: Mapping[int, str], others: Sequence[Member] = ()
) -> tuple[Member | None, str]:
    """Return the member mentioned at the start of a line, and the rest of it; None and the line when it has no mention.

    Names are found as by `split_mention`. Raises `HuddleError`, naming the candidates, for one that does not fit one
    member alone, and for one of the `others`.
    """
    mentioned, rest = split_mention(members, line, names, others)
    if len(mentioned) == 1:
        return mentioned[0], rest
    if not line.strip().startswith(MENTION_SIGN):
        return None, rest
    words = line.strip()[len(MENTION_SIGN) :].split()
    if not words:
        raise HuddleError("Type a name after @, or remove the @.")
    name = " ".join(words[: len(words) - len(rest.split())])
    if not mentioned and any(_calls(person, fold_name(strip_name_end(name)), names) for person in others):
        raise HuddleError(f"{name} has left the team or is a watcher. Choose someone else.")
    return match_member(mentioned or members, strip_name_end(words[0])), rest
