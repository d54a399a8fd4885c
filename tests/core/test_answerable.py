"""Which answers a commitment takes, as it stands."""

from __future__ import annotations

from core import commitments, entries, metrics, occurrences
from core.answerable import answers
from tests.conftest import Crew, FrozenClock

ONCE = {"keep", "miss", "reword"}


def test_what_is_done_once_takes_an_answer_and_then_only_another_look(crew: Crew) -> None:
    ben = crew["Ben"]
    kept, missed = commitments.commit(ben, "Write one customer story"), commitments.commit(ben, "Update the CRM")
    assert answers(ben, kept) == ONCE
    assert answers(ben, commitments.keep(ben, kept)) == {"reopen"}
    assert answers(ben, commitments.miss(ben, missed, "After lunch")) == {"reopen", "hurdle"}
    assert answers(crew["Ana"], kept) == frozenset(), "it is their owner's word"
    assert answers(crew.room, kept) == frozenset()


def test_what_comes_again_takes_an_answer_while_a_time_is_in_question(crew: Crew, clock: FrozenClock) -> None:
    lea = crew["Lea"]
    weekly = commitments.commit(lea, "Every proposal within a day", every="week", weekday=5)
    again = {"reword", "end"}
    assert answers(lea, weekly) == again | {"keep", "miss"}
    occurrences.keep(lea, weekly)
    assert answers(lea, weekly) == again | {"reopen"}, "the next one has not begun"
    clock.advance(days=7)
    occurrences.miss(lea, weekly, "Templates")
    assert answers(lea, weekly) == again | {"reopen", "hurdle"}


def test_a_second_press_is_not_taken_for_the_time_that_is_to_come(crew: Crew, clock: FrozenClock) -> None:
    lea = crew["Lea"]
    weekly = commitments.commit(lea, "Every proposal within a day", every="week", weekday=5)
    clock.advance(days=7)
    assert "keep" in answers(lea, weekly)
    occurrences.keep(lea, weekly)
    assert occurrences.in_question(lea, weekly), "this week's, which may be answered early on one's own page"
    assert answers(lea, weekly) == {"reword", "end", "reopen"}


def test_a_miss_that_the_entries_tell_waits_for_its_next_step(crew: Crew, clock: FrozenClock) -> None:
    ben = crew["Ben"]
    calls = metrics.add_metric(crew["Ana"], "calls")
    ticking = commitments.commit(ben, "Call five", metric=calls, amount=5, every="week", weekday=5)
    clock.advance(days=7)
    entries.log(ben, calls, 5)
    assert answers(ben, ticking) == {"reword", "end"}, "of this week all is said, and the miss before it is past"
    clock.advance(days=14)
    assert answers(ben, ticking) >= {"miss", "hurdle"}
