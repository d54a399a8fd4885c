"""Who a line is by: `@name` before the words, as it is typed and once it is finished."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence

from core.errors import HuddleError
from core.members import find
from core.models import Member

SIGN = "@"


def folded(text: str) -> str:
    """`text` as it is compared: without case, without accents, one space between words."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


def matching(people: Sequence[Member], typed: str, here: Collection[int] = ()) -> list[Member]:
    """Who may be meant by the beginning of a name, likeliest first: those in `here` (ids), then the others.

    Within both, whole first names come before beginnings of names, and these before beginnings of later names.
    Nothing typed matches everybody.
    """
    wanted = folded(typed)
    ranked = []
    for order, person in enumerate(people):
        rank = _rank(folded(person.name), wanted)
        if rank is not None:
            ranked.append((person.id not in here, rank, order, person))
    return [person for *_, person in sorted(ranked, key=lambda each: each[:3])]


def _rank(name: str, wanted: str) -> int | None:
    words = name.split()
    if not words:
        return None
    if wanted in (name, words[0]):
        return 0
    if name.startswith(wanted):
        return 1
    # “ruiz”, and “van der” in the middle of a name.
    if any(" ".join(words[start:]).startswith(wanted) for start in range(1, len(words))):
        return 2
    return None


def finished(people: Sequence[Member], typed: str) -> Member | None:
    """Who is meant by a name after which a space was typed; None where that may be several, or nobody.

    A whole first name beats the beginning of another.
    """
    wanted = folded(typed)
    if not wanted:
        return None
    found = matching(people, wanted)
    whole = [person for person in found if _rank(folded(person.name), wanted) == 0]
    for fits in (whole, found):
        if len(fits) == 1:
            return fits[0]
    return None


def addressed(people: Sequence[Member], line: str) -> tuple[Member | None, str]:
    """Who of `people` a whole line that begins with `@name` is by, and its words; None and the line without one.

    The name may be the full one or any beginning that fits one person alone. Raises `HuddleError`, naming those
    it could be, for any other.
    """
    line = line.strip()
    if not line.startswith(SIGN):
        return None, line
    words = line[len(SIGN) :].split()
    for size in range(len(words), 1, -1):  # “@Ana Ruiz …” before “@Ana …”
        name = folded(" ".join(words[:size]))
        exact = [person for person in people if folded(person.name) == name]
        if len(exact) == 1:
            return exact[0], " ".join(words[size:])
    name = words[0] if words else ""
    if not name:
        raise HuddleError("There is no name after the @. Type one, or begin the line with its words.")
    return finished(people, name) or find(people, name), " ".join(words[1:])
