"""Who the next card is by, without a screen."""

from __future__ import annotations

from datetime import date

import pytest

from core.errors import HuddleError
from core.models import Member
from tui.capture.card_author import CardAuthor

ANA, BEN, EVA = (
    Member(id=number, name=name, group_id=group, joined_on=date(2026, 1, 5))
    for number, name, group in ((1, "Ana Ruiz", 1), (2, "Ben Otto", 2), (3, "Eva Ruiz", 2))
)


@pytest.fixture
def author() -> CardAuthor:
    """Ben types for the second group."""
    author = CardAuthor()
    author.set_members([ANA, BEN, EVA], [BEN, EVA], {1: "North", 2: "South"}, viewer_id=BEN.id)
    return author


def test_the_first_author_is_the_viewer_else_the_first_of_the_group() -> None:
    author = CardAuthor()
    assert (author.id, author.first_name) == (None, "")
    author.set_members([ANA, BEN], [BEN], {}, viewer_id=None)
    assert author.member is BEN
    author.set_members([ANA, BEN], [BEN], {}, viewer_id=ANA.id)
    assert author.member is BEN, "who was chosen stays"
    author.set_members([ANA, EVA], [EVA], {}, viewer_id=ANA.id)
    assert author.member is ANA


def test_tab_goes_through_the_group(author: CardAuthor) -> None:
    assert author.choose_next(1)
    assert author.member is EVA
    assert author.choose_next(1)
    assert author.member is BEN
    author.choose(ANA.id)
    assert author.choose_next(1)
    assert author.member is BEN, "from outside the group Tab begins with its first member"
    author.choose(ANA.id)
    author.set_members([ANA, BEN], [], {}, viewer_id=BEN.id)
    assert not author.choose_next(1)
    assert author.member is ANA


def test_names_of_the_own_group_are_offered_first(author: CardAuthor) -> None:
    assert [(choice.name, choice.note) for choice in author.find_choices("ruiz")] == [
        ("Eva Ruiz", "South"),
        ("Ana Ruiz", "North"),
    ]
    assert author.parse("@ana Rings ten") == (ANA, "Rings ten")
    with pytest.raises(HuddleError):
        author.parse("@zoe Rings ten")


def test_a_surname_typed_after_the_first_name_is_not_part_of_the_card(author: CardAuthor) -> None:
    assert not author.choose_finished_name("ana")
    assert author.choose_finished_name("ana ")
    assert author.member is ANA
    for typed in ("", "R", "Ru", "Rui", "Ruiz"):
        assert not author.is_surname(typed)
    assert author.is_surname("Ruiz ")
    assert not author.is_surname("Ruiz "), "only once"


def test_other_text_after_the_first_name_is_the_card(author: CardAuthor) -> None:
    assert author.choose_finished_name("ana ")
    assert not author.is_surname("Ring")
    assert not author.is_surname("Ruiz ")
