"""After a miss: a new date, other words or help, in one change that goes back as one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.access.session import Session
from core.commitments import after_miss, commitments, occurrences, queries
from core.errors import Conflict, HuddleError
from core.meeting import lifecycle
from core.models import Commitment, JournalRow
from core.overview.needs import needs
from core.team.members import end_membership
from tests.conftest import Crew, FrozenClock

pytestmark = pytest.mark.days

LATER = date(2026, 11, 30)


@pytest.fixture
def missed(crew: Crew) -> Commitment:
    return commitments.commit(crew["Ben"], "Send Kessler the proposal", due=date(2026, 11, 23))


def stored(crew: Crew) -> list[tuple[str, str, date | None]]:
    return [(c.text, c.status, c.due) for c in crew.store.read(Commitment)]


def test_a_new_day_makes_a_commitment_that_follows(crew: Crew, missed: Commitment) -> None:
    gone = after_miss.record_miss(crew["Ben"], missed, "First thing in the morning", due=LATER)
    assert gone.following_commitment is not None
    assert (gone.following_commitment.follows_id, gone.following_commitment.text, gone.following_commitment.due) == (
        missed.id,
        missed.text,
        LATER,
    )
    assert (gone.missed_commitment.status, gone.missed_commitment.next_step) == ("missed", "First thing in the morning")
    assert gone.following_commitment.member_id == missed.member_id
    assert occurrences.count_carried_over(crew["Ben"], gone.following_commitment) == 1


def test_other_words_and_help_in_one(crew: Crew, missed: Commitment) -> None:
    gone = after_miss.record_miss(
        crew["Ben"], missed, "In two steps", text="Send him the outline", helper=crew.members["Lea"]
    )
    assert gone.following_commitment is not None
    assert (gone.following_commitment.text, gone.following_commitment.due) == ("Send him the outline", None)
    assert gone.missed_commitment.asked_id == crew.members["Lea"].id
    assert gone.following_commitment.asked_id is None


def test_undo_takes_all_of_it_back(crew: Crew, missed: Commitment) -> None:
    before = stored(crew)
    after_miss.record_miss(
        crew["Ben"], missed, "In two steps", text="The outline", due=LATER, helper=crew.members["Lea"]
    )
    assert stored(crew) != before
    crew["Ben"].undo("commitment")
    assert stored(crew) == before
    assert after_miss.list_help_requests(crew["Lea"]) == []


def test_what_comes_again_stays_and_may_be_reworded(crew: Crew, clock: FrozenClock) -> None:
    ben = crew["Ben"]
    c = commitments.commit(ben, "Call before ten", every="week", weekday=1)
    clock.advance(days=7)
    gone = after_miss.record_miss(ben, c, "Earlier in the day", text="Call before nine", helper=crew.members["Ana"])
    assert (gone.missed_commitment.text, gone.missed_commitment.status, gone.missed_commitment.every) == (
        "Call before nine",
        "open",
        "week",
    )
    assert gone.occurrence is not None
    assert gone.occurrence.day == date(2026, 11, 30)
    assert needs.list_needs(crew["Ana"])[0].sentence == "asked for help: “Call before nine”"
    crew["Ben"].undo("commitment")
    assert [(one.text, one.asked_id) for one in queries.list_commitments(ben)] == [("Call before ten", None)]


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ({}, "a new day, new words, or help from someone"),
        ({"due": date(2026, 11, 1)}, "Choose today or later"),
        ({"text": "x" * 501}, "500"),
    ],
)
def test_what_is_refused_leaves_all_as_it_was(
    crew: Crew, missed: Commitment, what: dict[str, object], words: str
) -> None:
    before = stored(crew)
    with pytest.raises(HuddleError, match=words):
        after_miss.record_miss(crew["Ben"], missed, "Another way", **what)  # type: ignore[arg-type]
    with pytest.raises(HuddleError, match="differently"):
        after_miss.record_miss(crew["Ben"], missed, " ", due=LATER)
    assert stored(crew) == before


def test_who_may_be_asked(crew: Crew, missed: Commitment) -> None:
    with pytest.raises(HuddleError, match="t ask yourself for help"):
        after_miss.record_miss(crew["Ben"], missed, "Another way", helper=crew.members["Ben"])
    end_membership(crew["Ana"], crew.members["Jon"])
    with pytest.raises(HuddleError, match="has left"):
        after_miss.record_miss(crew["Ben"], missed, "Another way", helper=crew.members["Jon"])


def test_only_who_was_asked_is_told_and_no_longer_than_it_helps(
    crew: Crew, missed: Commitment, clock: FrozenClock
) -> None:
    gone = after_miss.record_miss(crew["Ben"], missed, "With Lea", due=LATER, helper=crew.members["Lea"])
    for name in crew.members:
        assert bool(after_miss.list_help_requests(crew[name])) is (name == "Lea")
    assert after_miss.list_help_requests(crew.room) == []
    assert [need.subject for need in needs.list_needs(crew["Lea"])] == ["Ben"]
    clock.advance(days=after_miss.HELP_REQUEST_DAYS)
    assert after_miss.list_help_requests(crew["Lea"]) == []
    clock.advance(days=-7)
    assert gone.following_commitment is not None
    commitments.mark_kept(crew["Ben"], gone.following_commitment)
    assert after_miss.list_help_requests(crew["Lea"]) == []


def test_two_who_close_the_same_at_once(crew: Crew, missed: Commitment, clock: FrozenClock) -> None:
    commitments.mark_kept(crew["Ben"], missed)
    other = Session.for_member(crew.session_store, crew.members["Ben"], clock)
    with pytest.raises(HuddleError, match="This commitment is already kept"):
        after_miss.record_miss(other, missed, "Another way", due=LATER)
    assert len(stored(crew)) == 1
    new = commitments.reword(crew["Ben"], commitments.reopen(crew["Ben"], missed), text="Better")
    with pytest.raises(Conflict, match="This commitment was edited in the meantime"):
        after_miss.record_miss(other, missed, "Another way", due=LATER)
    assert new.status == "open"


def test_help_between_two_stays_between_them(crew: Crew, missed: Commitment) -> None:
    with crew["Ben"].change("commitment.helps") as change:
        mine = change.update(missed, helps_id=crew.members["Jon"].id)
    with pytest.raises(HuddleError, match="Ask each other, or leave the name out"):
        after_miss.record_miss(crew["Ben"], mine, "Another way", helper=crew.members["Lea"])


def test_what_goes_on_from_help_is_seen_by_the_two_alone(crew: Crew, missed: Commitment) -> None:
    with crew["Ben"].change("commitment.helps") as change:
        mine = change.update(missed, helps_id=crew.members["Ben"].id)
    after_miss.record_miss(crew["Ben"], mine, "secret step", text="secret words", due=LATER)
    for name in crew.members:
        everything = "\n".join(
            row.model_dump_json() for model in (Commitment, JournalRow) for row in crew[name].all(model)
        )
        assert ("secret words" in everything) is (name == "Ben")
        assert ("secret step" in everything) is (name == "Ben")


def test_the_day_that_is_proposed_is_the_next_meetings(crew: Crew) -> None:
    assert after_miss.default_retry_day(crew["Ben"]) == date(2026, 11, 30)
    lifecycle.plan_meeting(crew["Ana"], day=date(2026, 12, 2))
    assert after_miss.default_retry_day(crew["Ben"]) == date(2026, 12, 2)
    assert after_miss.default_retry_day(crew["Ben"]) - crew["Ben"].today > timedelta(0)
