"""Who the next card is by, without a screen."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import HuddleError
from core.models import Member
from core.values.short_names import shorten_names
from tui.saying.card_author import CardAuthor

ANA, BEN, EVA = (
    Member(id=number, name=name, group_id=group, joined_on=date(2026, 1, 5))
    for number, name, group in ((1, "Ana Ruiz", 1), (2, "Ben Otto", 2), (3, "Eva Ruiz", 2))
)

SHORT = shorten_names([ANA, BEN, EVA])


@pytest.fixture
def author() -> CardAuthor:
    """Ben types for the second group."""
    author = CardAuthor()
    author.set_members([ANA, BEN, EVA], [BEN, EVA], {1: "North", 2: "South"}, SHORT, viewer_id=BEN.id)
    return author


def test_the_first_author_is_the_viewer_else_the_first_of_the_group() -> None:
    author = CardAuthor()
    assert (author.id, author.name) == (None, "")
    author.set_members([ANA, BEN], [BEN], {}, SHORT, viewer_id=None)
    assert author.member is BEN
    author.set_members([ANA, BEN], [BEN], {}, SHORT, viewer_id=ANA.id)
    assert author.member is BEN, "who was chosen stays"


@pytest.mark.parametrize("is_watcher", [False, True])
def test_whoever_cannot_be_the_author_any_more_stays_and_is_refused(author: CardAuthor, is_watcher: bool) -> None:
    author.require_present()
    author.set_members([ANA, EVA], [EVA], {}, SHORT, viewer_id=BEN.id if is_watcher else ANA.id)
    assert author.name == "Ben"
    with pytest.raises(HuddleError, match=r"Ben has left the team, is a watcher now.* Choose .* tab"):
        author.require_present()
    author.set_members([ANA, BEN, EVA], [BEN, EVA], {}, SHORT, viewer_id=ANA.id)
    author.require_present()


@given(st.lists(st.sampled_from([ANA, BEN, EVA]), unique_by=lambda one: one.id), st.sampled_from([ANA, BEN, EVA]))
def test_kept_words_are_never_by_anybody_of_another_name(known: list[Member], kept: Member) -> None:
    author = CardAuthor()
    renumbered = [one.model_copy(update={"id": number}) for number, one in enumerate(known, start=1)]
    author.set_members(renumbered, renumbered, {}, shorten_names(renumbered), viewer_id=1)
    author.choose(kept.id, kept.name)
    assert author.member is not None
    assert author.member.name == kept.name
    if kept in known:
        author.require_present()
    else:
        with pytest.raises(HuddleError):
            author.require_present()


def test_tab_goes_through_the_group(author: CardAuthor) -> None:
    assert author.choose_next(1)
    assert author.member is EVA
    assert author.choose_next(1)
    assert author.member is BEN
    author.choose(ANA.id)
    assert author.choose_next(1)
    assert author.member is BEN, "from outside the group Tab begins with its first member"
    author.choose(ANA.id)
    author.set_members([ANA, BEN], [], {}, SHORT, viewer_id=BEN.id)
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


def test_what_may_be_words_is_no_part_of_a_name_that_fits_two() -> None:
    okafor = Member(id=4, name="Ana Okafor", group_id=1, joined_on=date(2026, 1, 5))
    author = CardAuthor()
    author.set_members([BEN, ANA, okafor], [BEN], {}, shorten_names([BEN, ANA, okafor]), viewer_id=BEN.id)
    assert [choice.name for choice in author.find_choices("ana o")] == ["Ana Okafor"]
    for typed in ("ana ", "ana o ", "ana ok "):
        assert not author.choose_finished_name(typed)
    assert author.member is BEN
    assert author.find_choices("ana ok ") == []
    with pytest.raises(HuddleError, match="Ana Ruiz or Ana Okafor"):
        author.parse("@ana ok is fine")
    assert [choice.name for choice in author.find_mentioned("@ana ok is fine")] == ["Ana Ruiz", "Ana Okafor"]
    for chosen in (ANA, okafor):
        author.choose(chosen.id)
        assert author.words_after_name("@ana ok is fine") == "ok is fine"
    assert author.words_after_name("@ana ok") == "", "the end of a name that is being typed"
    assert author.choose_finished_name("ana o. ")
    assert (author.member, author.name) == (okafor, "Ana O.")
    assert author.choose_finished_name("ana ruiz ")
    assert author.member is ANA
