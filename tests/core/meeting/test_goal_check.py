"""Before collecting, each one says that they understood the goal, or asks."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import HuddleError
from core.goals.goals import set_goal
from core.meeting import lifecycle
from core.meeting.goal_check import ask_question, confirm_understood, goal_check
from data.models import Attendance, JournalEntry, JournalRow
from tests.conftest import Crew


@pytest.fixture
def crew(crew: Crew) -> Any:
    """The team in the goal stage, with Jon as its host."""
    set_goal(crew["Ana"], "Twelve new customers in the Ruhr")
    lifecycle.plan_meeting(crew["Ana"], host=crew.members["Jon"])
    lifecycle.start_meeting(crew["Ana"])
    lifecycle.move_to_stage(crew["Jon"], "goal")
    return crew


def test_the_room_counts_who_understood(crew: Crew) -> None:
    confirm_understood(crew["Ben"])
    confirm_understood(crew["Lea"])
    confirm_understood(crew["Lea"])
    check = goal_check(crew.room)
    assert (check.understood_count, check.participant_count, check.questions) == (2, 4, [])


def test_a_question_is_seen_by_who_asked_the_host_and_the_leader(crew: Crew) -> None:
    ask_question(crew["Ben"], "which Ruhr?")
    asked = [(crew.members["Ben"], "which Ruhr?")]
    for name in ("Ben", "Jon", "Ana"):
        assert goal_check(crew[name]).questions == asked
    for other in (crew["Lea"], crew["Tom"], crew.room):
        assert goal_check(other).questions == []
        assert "which Ruhr" not in str([*other.all(Attendance), *other.all(JournalRow)])


def test_that_somebody_asked_is_not_in_the_journal_that_the_others_read(crew: Crew) -> None:
    ask_question(crew["Ben"], "which Ruhr?")
    entry = crew["Lea"].all(JournalEntry)[-1]
    assert entry.by is None
    assert crew["Lea"].all(JournalRow, "journal_id = ?", (entry.id,)) == []
    assert crew["Jon"].all(JournalRow, "journal_id = ?", (entry.id,)) != []


def test_who_asked_may_understand_later(crew: Crew) -> None:
    ask_question(crew["Ben"], "which Ruhr?")
    confirm_understood(crew["Ben"])
    check = goal_check(crew["Jon"])
    assert (check.understood_count, check.questions) == (1, [])


def test_a_question_has_words_and_at_most_500_characters(crew: Crew) -> None:
    with pytest.raises(HuddleError, match="empty"):
        ask_question(crew["Ben"], "  ")
    with pytest.raises(HuddleError, match="501"):
        ask_question(crew["Ben"], "?" * 501)
    assert ask_question(crew["Ben"], "?" * 500).question == "?" * 500


def test_who_is_absent_or_watches_is_not_waited_for(crew: Crew) -> None:
    lifecycle.set_attendance(crew["Jon"], crew.members["Lea"], present=False)
    assert goal_check(crew.room).participant_count == 3
    confirm_understood(crew["Lea"])
    assert goal_check(crew.room).participant_count == 4
    with pytest.raises(HuddleError, match="watcher"):
        confirm_understood(crew["Tom"])


def test_a_new_goal_asks_everybody_anew(crew: Crew) -> None:
    confirm_understood(crew["Ben"])
    ask_question(crew["Lea"], "which Ruhr?")
    set_goal(crew["Ana"], "Six new customers in Essen")
    check = goal_check(crew["Jon"])
    assert (check.understood_count, check.questions) == (0, [])


def test_after_collecting_it_is_too_late_to_ask(crew: Crew) -> None:
    lifecycle.move_to_stage(crew["Jon"], "trends")
    with pytest.raises(HuddleError, match="Ask the host to go back to it"):
        ask_question(crew["Ben"], "which Ruhr?")
