"""Short names: the shortest form of each member's name that tells them apart from all others of the team."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from typing import Protocol


class Named(Protocol):
    """What a name is shortened of: a `Member`, or a row with these columns."""

    @property
    def id(self) -> int: ...

    @property
    def name(self) -> str: ...

    @property
    def left_on(self) -> object:
        """When they left; None for current members."""


def shorten_names(members: Iterable[Named]) -> dict[int, str]:
    """Return how each member is called, by id: `Ana`; where two have that first name, `Ana R.`, `Ana Ru.` or the
    whole name; where two have the same whole name, `Ana Ruiz (2)`.

    No two are called the same, whatever the case of the letters. Give the whole team: those who left too, where they
    may be named. They do not make the names of current members any longer.
    """
    everybody = sorted(members, key=lambda member: member.id)
    current = [member for member in everybody if member.left_on is None]
    former = [member for member in everybody if member.left_on is not None]
    forms: dict[int, str] = {}
    for named, among in ((current, current), (former, everybody)):
        namesakes = _last_words_by_first_name(among)
        for member in named:
            forms[member.id] = _shortest(member.name, namesakes[_first_name(member.name)])
    _tell_apart(forms, {member.id: member.name for member in everybody})
    return forms


def _first_name(name: str) -> str:
    return name.split()[0].casefold()


def _last_words_by_first_name(members: Iterable[Named]) -> dict[str, list[str]]:
    """Return the last words of the names, casefolded and sorted, by first name; that of a name of one word is empty."""
    found: dict[str, list[str]] = {}
    for member in members:
        first, *others = member.name.casefold().split()
        found.setdefault(first, []).append(others[-1] if others else "")
    for words in found.values():
        words.sort()
    return found


def _shortest(name: str, namesakes: list[str]) -> str:
    """Return the first name if only one has it, else with as much of the last word as no other of that name has.

    `namesakes` are the last words of all who have this first name, this one too, in order.
    """
    first, *others = name.split()
    if len(namesakes) == 1 or not others:
        return first
    last = others[-1]
    for length in range(1, len(last)):
        if not last[length - 1].isalnum() or unicodedata.category(last[length])[0] == "M":
            continue  # not a letter to end with, or an accent of it is still to come
        beginning = last[:length].casefold()
        second = bisect_left(namesakes, beginning) + 1
        if second >= len(namesakes) or not namesakes[second].startswith(beginning):
            return f"{first} {last[:length]}."
    return f"{first} {last}" if namesakes.count(last.casefold()) == 1 else name


def _tell_apart(forms: dict[int, str], names: dict[int, str]) -> None:
    """Change forms that two have to the whole name, and where that is the same too, number them."""
    uses = Counter(form.casefold() for form in forms.values())
    for member_id, form in forms.items():
        if uses[form.casefold()] > 1:
            forms[member_id] = names[member_id]
    taken: set[str] = set()
    for member_id, form in forms.items():
        number = 1
        while forms[member_id].casefold() in taken:
            number += 1
            forms[member_id] = f"{form} ({number})"
        taken.add(forms[member_id].casefold())
