"""What waits unsaid on another board of the open meeting is counted, and nothing else."""

from __future__ import annotations

import pytest

from core.drafts.card_drafts import BoardDraft
from core.drafts.waiting_lines import count_waiting_lines, describe_waiting_lines
from core.meeting import boards, cards, lifecycle
from core.models import Board
from tests.conftest import Crew


@pytest.fixture
def board(crew: Crew) -> Board:
    ana = crew["Ana"]
    lifecycle.plan_meeting(ana, host=ana.me)
    lifecycle.start_meeting(ana)
    lifecycle.move_to_stage(ana, "collect")
    return cards.find_board(ana)


def test_what_waits_is_counted_by_board_for_its_typist_at_its_place(crew: Crew, board: Board) -> None:
    ana = crew["Ana"]
    threats = boards.switch_board(ana, "threats")
    assert count_waiting_lines(ana) == {}
    for begun, place, many in (
        (board, "", "One\n\nTwo"),
        (board.model_copy(update={"anonymous": True, "hidden": True}), "", "In private"),
        (threats, "meeting", "A rival"),
    ):
        draft = BoardDraft(ana, begun, place=place)
        draft.set_many(many)
        draft.set_line("Half", None)
        draft.close()
    assert count_waiting_lines(ana) == {"accountabilities": 5}
    assert count_waiting_lines(ana, place="meeting") == {"threats": 2}
    assert count_waiting_lines(ana, shown_ids={board.id}) == {}
    assert count_waiting_lines(crew["Ben"]) == {}
    cards.add_card(ana, board, "Half")
    assert count_waiting_lines(ana) == {"accountabilities": 4}, "what is a card waits no longer"
    lifecycle.close_meeting(ana)
    assert count_waiting_lines(ana) == {}, "the next meeting's board takes these"


def test_the_sentence_names_each_board() -> None:
    assert describe_waiting_lines({}) == ""
    assert describe_waiting_lines({"threats": 1}) == "Draft saved: 1 line for threats."
    both = describe_waiting_lines({"threats": 1, "wins": 2})
    assert both == "Draft saved: 1 line for threats and 2 lines for wins."
