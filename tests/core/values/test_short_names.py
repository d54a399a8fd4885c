"""How members are called: as shortly as tells them apart."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.models import Member
from core.values.short_names import shorten_names

DAY = date(2026, 1, 5)


def called(*names: str, left: tuple[str, ...] = ()) -> list[str]:
    """Returns how each is called, those who left last."""
    people = [Member(id=number, name=name, joined_on=DAY) for number, name in enumerate(names, start=1)]
    gone = [
        Member(id=number, name=name, joined_on=DAY, left_on=DAY)
        for number, name in enumerate(left, start=len(names) + 1)
    ]
    forms = shorten_names([*gone, *people])
    return [forms[person.id] for person in (*people, *gone)]


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (["Ana Ruiz", "Ben Okafor"], ["Ana", "Ben"]),
        (["Ana Ruiz", "Ana Bell"], ["Ana R.", "Ana B."]),
        (["ana Ruiz", "ANA Bell"], ["ana R.", "ANA B."]),
        (["Ana Ruiz", "Ana Rossi", "Ana Bell"], ["Ana Ru.", "Ana Ro.", "Ana B."]),
        (["Ana Ruiz", "Ana"], ["Ana R.", "Ana"]),
        (["Ana Ru", "Ana Ruiz"], ["Ana Ru", "Ana Rui."]),
        (["Ana María Ruiz", "Ana Luisa Ruiz"], ["Ana María Ruiz", "Ana Luisa Ruiz"]),
        (["Ana María Ruiz", "Ana Bell"], ["Ana R.", "Ana B."]),
        (["Ana O'Brien", "Ana O'Neill"], ["Ana O'B.", "Ana O'N."]),
        (["Ana Ruiz", "Ana Ruiz", "Ana Bell"], ["Ana Ruiz", "Ana Ruiz (2)", "Ana B."]),
        (["Ana", "ana"], ["Ana", "ana (2)"]),
        (["Jo Z\u0323a", "Jo Z\u0323b"], ["Jo Z\u0323a", "Jo Z\u0323b"]),
    ],
)
def test_a_name_is_as_long_as_it_must_be(names: list[str], short: list[str]) -> None:
    assert called(*names) == short


def test_who_left_makes_no_name_longer_and_is_told_apart() -> None:
    assert called("Ana Ruiz", "Ben Okafor", left=("Ana Bell", "Zoe Moss")) == ["Ana", "Ben", "Ana B.", "Zoe"]


NAMES = st.lists(
    st.tuples(
        st.lists(
            st.one_of(
                st.sampled_from(["Ana", "ana", "Ruiz", "Ru", "R.", "María", "Weiß", "Weiss", "(2)", "İz", "ﬁn"]),
                st.text(st.characters(categories=["L", "M", "N", "P", "So"]), min_size=1, max_size=4),
            ),
            min_size=1,
            max_size=3,
        ).map(" ".join),
        st.booleans(),
    ),
    max_size=12,
)


@given(NAMES)
def test_no_two_are_called_the_same(team: list[tuple[str, bool]]) -> None:
    people = [
        Member(id=number, name=name, joined_on=DAY, left_on=DAY if has_left else None)
        for number, (name, has_left) in enumerate(team, start=1)
    ]
    forms = shorten_names(people)
    assert forms.keys() == {person.id for person in people}
    uses = Counter(form.casefold() for form in forms.values())
    assert all(times == 1 for times in uses.values())
    namesakes = Counter(person.name.casefold().split()[0] for person in people)
    whole = Counter(person.name.casefold() for person in people)
    for person in people:
        form = forms[person.id]
        assert form.split()[0] == person.name.split()[0]
        if namesakes[person.name.casefold().split()[0]] == 1:
            assert form == person.name.split()[0]
        if whole[person.name.casefold()] == 1 and not form.endswith(")"):
            first, _, rest = form.partition(" ")
            assert person.name == form or (person.name.split()[-1].startswith(rest.removesuffix(".")) and first)
