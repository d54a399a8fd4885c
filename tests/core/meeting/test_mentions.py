"""Who `@name` means."""

from __future__ import annotations

from datetime import date

import pytest

from core.errors import HuddleError
from core.meeting.mentions import match_finished_name, parse_mention, rank_members
from core.models import Member
from core.values.short_names import shorten_names

NAMES = ["Ana Ruiz", "Anabel Ortiz", "Ben Okafor", "José Müller", "Jon Weiss", "Jon Maier", "Lea van der Berg"]
PEOPLE = [Member(id=number, name=name, joined_on=date(2026, 1, 1)) for number, name in enumerate(NAMES, start=1)]

SHORT = shorten_names(PEOPLE)


def names(people: list[Member]) -> list[str]:
    return [person.name for person in people]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ana", ["Ana Ruiz", "Anabel Ortiz"]),
        ("ANAB", ["Anabel Ortiz"]),
        ("jose", ["José Müller"]),
        ("mul", ["José Müller"]),
        ("o", ["Anabel Ortiz", "Ben Okafor"]),
        ("van d", ["Lea van der Berg"]),
        ("jon w", ["Jon Weiss"]),
        ("zoe", []),
        ("ana x", []),
        ("", NAMES),
    ],
)
def test_beginnings_find_people(typed: str, found: list[str]) -> None:
    assert names(rank_members(PEOPLE, typed)) == found


@pytest.mark.parametrize("end", [":", ",", "'s", "’s"])
@pytest.mark.parametrize(
    ("name", "who"),
    [("Jon Maier", "Jon Maier"), ("jon m.", "Jon Maier"), ("Ben", "Ben Okafor"), ("anab", NAMES[1])],
)
def test_a_colon_a_comma_or_s_ends_a_name(name: str, who: str, end: str) -> None:
    mentioned, words = parse_mention(PEOPLE, f"@{name}{end} three: won", SHORT)
    assert (mentioned and mentioned.name, words) == (who, "three: won")
    finished = match_finished_name(PEOPLE, f"{name}{end} ", SHORT)
    assert finished is not None
    assert finished.name == who


def test_this_groups_people_come_first() -> None:
    assert names(rank_members(PEOPLE, "j", present_ids={6})) == ["Jon Maier", "José Müller", "Jon Weiss"]


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("ana ", "Ana Ruiz"),
        ("anab ", "Anabel Ortiz"),
        ("jon ", None),
        ("jon m ", None),
        ("jon ma ", None),
        ("jon m. ", "Jon Maier"),
        ("jon maier ", "Jon Maier"),
        ("lea berg ", "Lea van der Berg"),
        ("lea van ", None),
        (" ", None),
        ("q ", None),
    ],
)
def test_a_space_finishes_a_name_that_fits_one(typed: str, who: str | None) -> None:
    found = match_finished_name(PEOPLE, typed, SHORT)
    assert (found.name if found else None) == who


@pytest.mark.parametrize(
    ("line", "who", "words"),
    [
        ("Two visits @ Kessler", None, "Two visits @ Kessler"),
        ("@ana Two visits", "Ana Ruiz", "Two visits"),
        ("@Ana Ruiz  Two visits", "Ana Ruiz", "Two visits"),
        ("@lea van der berg x", "Lea van der Berg", "x"),
        ("@jose", "José Müller", ""),
        ("@Jon M. Two visits", "Jon Maier", "Two visits"),
        ("@lea van leased", "Lea van der Berg", "van leased"),
        ("@anab ort visits", "Anabel Ortiz", "ort visits"),
    ],
)
def test_a_whole_line_is_taken_apart(line: str, who: str | None, words: str) -> None:
    by, rest = parse_mention(PEOPLE, line, SHORT)
    assert (by.name if by else None, rest) == (who, words)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("@jon x", "Jon Weiss or Jon Maier"),
        ("@jon ma visits", "Jon Weiss or Jon Maier"),
        ("@zoe x", "huddle member list"),
        ("@", "Type a name after @, or remove the @"),
    ],
)
def test_what_fits_nobody_or_several_is_refused(line: str, sentence: str) -> None:
    with pytest.raises(HuddleError, match=sentence):
        parse_mention(PEOPLE, line, SHORT)


GONE = [Member(id=20, name="Ben Otto", joined_on=date(2026, 1, 1), left_on=date(2026, 2, 1))]


def test_a_surname_of_somebody_gone_makes_nobody_else_of_the_same_first_name_the_author() -> None:
    with pytest.raises(HuddleError, match="Ben Otto has left the team or is a watcher"):
        parse_mention(PEOPLE, "@Ben Otto calls twenty", SHORT, GONE)
    assert match_finished_name(PEOPLE, "ben ", SHORT, GONE) is None, "the surname may follow"
    for line in ("@ben calls twenty", "@Ben Okafor calls twenty"):
        by, words = parse_mention(PEOPLE, line, SHORT, GONE)
        assert (by.name if by else None, words) == ("Ben Okafor", "calls twenty")
