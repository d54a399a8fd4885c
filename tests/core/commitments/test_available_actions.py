"""Which answers a commitment takes, as it stands."""

from __future__ import annotations

from core.commitments import commitments, occurrences
from core.commitments.available_actions import available_actions
from core.metrics import entries, metrics
from tests.conftest import Crew, FrozenClock

ONCE = {"keep", "miss", "reword"}


def test_what_is_done_once_takes_an_answer_and_then_only_another_look(crew: Crew) -> None:
    ben = crew["Ben"]
    kept, missed = commitments.commit(ben, "Write one customer story"), commitments.commit(ben, "Update the CRM")
    assert available_actions(ben, kept) == ONCE
    assert available_actions(ben, commitments.mark_kept(ben, kept)) == {"reopen"}
    assert available_actions(ben, commitments.mark_missed(ben, missed, "After lunch")) == {"reopen", "hurdle"}
    assert available_actions(crew["Ana"], kept) == frozenset(), "it is their owner's word"
    assert available_actions(crew.room, kept) == frozenset()


def test_what_comes_again_takes_an_answer_while_a_time_is_in_question(crew: Crew, clock: FrozenClock) -> None:
    lea = crew["Lea"]
    weekly = commitments.commit(lea, "Every proposal within a day", every="week", weekday=5)
    again = {"reword", "end"}
    assert available_actions(lea, weekly) == again | {"keep", "miss"}
    occurrences.mark_occurrence_kept(lea, weekly)
    assert available_actions(lea, weekly) == again | {"reopen"}, "the next one has not begun"
    clock.advance(days=7)
    occurrences.mark_occurrence_missed(lea, weekly, "Templates")
    assert available_actions(lea, weekly) == again | {"reopen", "hurdle"}


def test_a_second_press_is_not_taken_for_the_time_that_is_to_come(crew: Crew, clock: FrozenClock) -> None:
    lea = crew["Lea"]
    weekly = commitments.commit(lea, "Every proposal within a day", every="week", weekday=5)
    clock.advance(days=7)
    assert "keep" in available_actions(lea, weekly)
    occurrences.mark_occurrence_kept(lea, weekly)
    assert occurrences.occurrences_to_answer(lea, weekly), "this week's, which may be answered early on one's own page"
    assert available_actions(lea, weekly) == {"reword", "end", "reopen"}


def test_a_miss_that_the_entries_tell_waits_for_its_next_step(crew: Crew, clock: FrozenClock) -> None:
    ben = crew["Ben"]
    calls = metrics.add_metric(crew["Ana"], "calls")
    ticking = commitments.commit(ben, "Call five", metric=calls, amount=5, every="week", weekday=5)
    clock.advance(days=7)
    entries.log_entry(ben, calls, 5)
    assert available_actions(ben, ticking) == {"reword", "end"}, (
        "of this week all is said, and the miss before it is past"
    )
    clock.advance(days=14)
    assert available_actions(ben, ticking) >= {"miss", "hurdle"}
