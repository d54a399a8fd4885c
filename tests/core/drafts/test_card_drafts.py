"""What is typed and not said is kept, privately, and never said twice."""

from __future__ import annotations

import json
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.access.session import Session
from core.drafts.card_drafts import BoardDraft, Draft, DraftLine, more_private_ways
from core.meeting import boards, cards, lifecycle
from core.models import Board, BoardKind
from core.team import members
from data.file_modes import write_private_file
from tests.conftest import Crew, FrozenClock


@pytest.fixture
def board(crew: Crew) -> Board:
    ana = crew["Ana"]
    lifecycle.plan_meeting(ana, host=crew.members["Ana"])
    lifecycle.start_meeting(ana)
    lifecycle.move_to_stage(ana, "collect")
    return cards.find_board(ana)


class Desk:
    """Opens drafts as terminals would, in one home."""

    def __init__(self, home: Path) -> None:
        self.env = {"HUDDLE_HOME": str(home)}
        self._open: list[BoardDraft] = []

    def sit(self, session: Session, board: Board) -> BoardDraft:
        self._open.append(BoardDraft(session, board, self.env))
        return self._open[-1]

    def leave(self, drafts: BoardDraft) -> None:
        self._open.remove(drafts)
        drafts.close()

    def crash(self, drafts: BoardDraft) -> None:
        """What a killed process leaves: what was in the file, and a lock that nobody holds."""
        drafts.pending_save().result()
        left = drafts.path.read_bytes() if drafts.path.exists() else None
        self.leave(drafts)
        if left is not None:
            drafts.path.write_bytes(left)

    def close(self) -> None:
        for drafts in self._open:
            drafts.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "home")
    yield desk
    desk.close()


def test_the_line_and_its_author_come_back(crew: Crew, board: Board, desk: Desk) -> None:
    drafts = desk.sit(crew["Ana"], board)
    drafts.set_line("Ring Kessler “today”\N{SNOWMAN}", crew.members["Ben"])
    desk.crash(drafts)
    found = desk.sit(crew["Ana"], board).draft.line
    assert found is not None
    assert (found.text, found.author_id) == ("Ring Kessler “today”\N{SNOWMAN}", crew.members["Ben"].id)


def test_nobody_else_may_read_it(crew: Crew, board: Board, desk: Desk) -> None:
    drafts = desk.sit(crew["Ana"], board)
    drafts.set_line("Ring Kessler", None)
    drafts.pending_save().result()
    assert stat.S_IMODE(drafts.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(drafts.path.parent.stat().st_mode) == 0o700
    assert "Ring Kessler" not in crew.path.read_bytes().decode("utf-8", "replace")


def test_every_key_is_in_the_file_at_the_end(crew: Crew, board: Board, desk: Desk) -> None:
    drafts = desk.sit(crew["Ana"], board)
    for size in range(1, 200):
        drafts.set_line("x" * size, None)
    drafts.pending_save().result()
    assert json.loads(drafts.path.read_text())["line"]["text"] == "x" * 199


def test_an_empty_line_leaves_no_file(crew: Crew, board: Board, desk: Desk) -> None:
    drafts = desk.sit(crew["Ana"], board)
    drafts.set_line("Ring", None)
    drafts.set_line("  ", None)
    drafts.pending_save().result()
    assert not drafts.path.exists()
    assert list(drafts.path.parent.glob("*.new")) == []


def test_a_line_that_is_being_sent_stays_until_it_is_said(crew: Crew, board: Board, desk: Desk) -> None:
    drafts = desk.sit(crew["Ana"], board)
    drafts.set_line("Ring", crew.members["Ana"])
    unsaid = drafts.start_sending("Ring", crew.members["Ana"])
    drafts.pending_save().result()
    assert [each["text"] for each in json.loads(drafts.path.read_text())["sending"]] == ["Ring"]
    drafts.mark_sent(unsaid)
    drafts.pending_save().result()
    assert not drafts.path.exists()


@pytest.mark.parametrize("committed", [False, True])
def test_killed_while_sending_it_is_said_or_comes_back(crew: Crew, board: Board, desk: Desk, committed: bool) -> None:
    ana, ben = crew["Ana"], crew.members["Ben"]
    drafts = desk.sit(ana, board)
    drafts.start_sending("Ring  Kessler", ben)
    if committed:
        cards.add_card(ana, board, "Ring  Kessler", author=ben)
    desk.crash(drafts)
    again = desk.sit(ana, board)
    again.restore_interrupted()
    assert again.draft == (
        Draft() if committed else Draft(DraftLine("Ring  Kessler", ben.id, ana.timestamp, "Ben Okafor"))
    )


@pytest.mark.parametrize("who", ["author", "typist"])
def test_only_the_same_words_by_the_same_people_count_as_said(crew: Crew, board: Board, desk: Desk, who: str) -> None:
    drafts = desk.sit(crew["Ana"], board)
    drafts.start_sending("Ring Kessler", crew.members["Ana"])
    if who == "author":
        cards.add_card(crew["Ana"], board, "Ring Kessler", author=crew.members["Ben"])
    else:
        cards.add_card(crew["Ben"], board, "Ring Kessler", author=crew.members["Ana"])
    desk.crash(drafts)
    assert len(desk.sit(crew["Ana"], board).draft.sending) == 1


def test_what_was_said_before_it_was_typed_does_not_count(
    crew: Crew, board: Board, desk: Desk, clock: FrozenClock
) -> None:
    ana = crew["Ana"]
    cards.add_card(ana, board, "Two visits")
    clock.advance(seconds=1)
    drafts = desk.sit(ana, board)
    drafts.start_sending("Two visits", ana.me)
    desk.crash(drafts)
    assert len(desk.sit(ana, board).draft.sending) == 1


def test_one_card_accounts_for_one_line(crew: Crew, board: Board, desk: Desk) -> None:
    ana = crew["Ana"]
    drafts = desk.sit(ana, board)
    drafts.start_sending("Yes", ana.me)
    drafts.start_sending("Yes", ana.me)
    cards.add_card(ana, board, "Yes")
    desk.crash(drafts)
    again = desk.sit(ana, board)
    again.restore_interrupted()
    assert again.draft.line is not None
    assert again.draft.line.text == "Yes"
    assert not again.draft.sending


def test_several_that_were_on_their_way_are_to_be_looked_at(crew: Crew, board: Board, desk: Desk) -> None:
    drafts = desk.sit(crew["Ana"], board)
    drafts.start_sending("One", crew.members["Ana"])
    drafts.start_sending("Two", crew.members["Lea"])
    drafts.set_line("Thr", crew.members["Ana"])
    desk.crash(drafts)
    again = desk.sit(crew["Ana"], board)
    again.restore_interrupted()
    assert again.draft.line is not None
    assert again.draft.line.text == "Thr"
    assert again.draft.many.splitlines() == ["@Ana Ruiz One", "@Lea Brandt Two"]


def test_the_name_of_somebody_who_left_stays_with_the_line(crew: Crew, board: Board, desk: Desk) -> None:
    drafts = desk.sit(crew["Ana"], board)
    drafts.set_line("Ring Kessler", crew.members["Ben"])
    members.end_membership(crew["Ana"], crew.members["Ben"])
    drafts.set_aside()
    assert drafts.draft.many == "@Ben Okafor Ring Kessler"


def test_on_an_anonymous_board_no_name_is_kept(crew: Crew, board: Board, desk: Desk) -> None:
    ana = crew["Ana"]
    board = cards.set_board(ana, board, anonymous=True, hidden=True)
    drafts = desk.sit(ana, board)
    drafts.start_sending("I doubt the plan", crew.members["Ben"])
    drafts.pending_save().result()
    assert json.loads(drafts.path.read_text())["sending"][0]["author_id"] is None
    cards.add_card(ana, board, "I doubt the plan")
    desk.crash(drafts)
    later = Session.for_member(crew.session_store, crew.members["Ana"], crew.clock)
    assert not desk.sit(later, board).draft


def test_two_terminals_do_not_write_over_each_other(crew: Crew, board: Board, desk: Desk) -> None:
    left, right = desk.sit(crew["Ana"], board), desk.sit(crew["Ana"], board)
    left.set_line("left", None)
    right.set_line("right", None)
    desk.crash(left)
    desk.crash(right)
    back = {desk.sit(crew["Ana"], board).draft.line for _ in range(2)}
    assert {line.text for line in back if line} == {"left", "right"}


def test_each_has_their_own(crew: Crew, board: Board, desk: Desk) -> None:
    drafts = desk.sit(crew["Ana"], board)
    drafts.set_line("Ana's", None)
    desk.crash(drafts)
    assert not desk.sit(crew["Ben"], board).draft


@pytest.mark.parametrize("left", ["", "{", "[]", '{"line": 3}', '{"line": null, "sending": [{}], "many": ""}'])
def test_a_damaged_file_is_no_draft_and_no_harm(crew: Crew, board: Board, desk: Desk, left: str) -> None:
    drafts = desk.sit(crew["Ana"], board)
    path = drafts.path
    desk.leave(drafts)
    path.write_text(left)
    again = desk.sit(crew["Ana"], board)
    assert not again.draft
    again.set_line("Ring", None)
    again.pending_save().result()
    assert json.loads(path.read_text())["line"]["text"] == "Ring"


def test_a_folder_that_is_a_file_is_told(crew: Crew, board: Board, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("no folder")
    drafts = BoardDraft(crew["Ana"], board, {"HUDDLE_HOME": str(home)})
    drafts.set_line("Ring", None)
    drafts.pending_save().result()
    drafts.close()
    assert "HUDDLE_HOME" in drafts.problem
    assert "goes on" not in drafts.problem, "on a full disk nothing does, and that is told beside it"


def test_what_is_typed_is_in_the_file_before_it_is_painted(crew: Crew, board: Board, desk: Desk) -> None:
    drafts = desk.sit(crew["Ana"], board)
    for size in range(1, 50):
        drafts.set_line("x" * size, None)
        drafts.wait_until_saved()
        assert json.loads(drafts.path.read_text())["line"]["text"] == "x" * size
    assert not drafts.problem


def test_a_disk_that_hangs_does_not_hang_the_screen_and_is_told(
    crew: Crew, board: Board, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.drafts.card_drafts.PAINT_SECONDS", 0.01)
    drafts = desk.sit(crew["Ana"], board)
    drafts.set_line("Ring", None)
    drafts.pending_save().result()
    go_on = threading.Event()
    monkeypatch.setattr("core.drafts.card_drafts.write_private_file", lambda path, text: go_on.wait(60))
    drafts.set_line("Ring Kessler", None)
    drafts.wait_until_saved()
    assert "Drafts can't be saved in" in drafts.problem
    monkeypatch.setattr("core.drafts.card_drafts.PAINT_SECONDS", 60)
    drafts.set_line("Ring Kessler again", None)
    drafts.wait_until_saved()
    assert not go_on.is_set(), "the next frame does not wait again"
    go_on.set()


def test_the_first_words_do_not_wait_for_a_disk_that_hangs_and_the_last_ones_are_kept(
    crew: Crew, board: Board, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, written = threading.Event(), []

    def hang(path: Path, text: str) -> None:
        go_on.wait(5)
        written.append(json.loads(text)["line"]["text"])
        write_private_file(path, text)

    monkeypatch.setattr("core.drafts.card_drafts.write_private_file", hang)
    drafts = desk.sit(crew["Ana"], board)
    for words in ("R", "Ring", "Ring Kessler"):
        drafts.set_line(words, None)
        assert written == [], "it has waited for the disk"
    go_on.set()
    desk.leave(drafts)
    assert written[-1] == "Ring Kessler"
    assert json.loads(drafts.path.read_text())["line"]["text"] == "Ring Kessler"


def test_each_privacy_has_a_draft_of_its_own_and_an_anonymous_one_names_nobody(
    crew: Crew, board: Board, desk: Desk
) -> None:
    ana = crew["Ana"]
    anonymous, hidden = board.model_copy(update={"anonymous": True}), board.model_copy(update={"hidden": True})
    desk.sit(ana, anonymous).set_line("In private", crew.members["Jon"])
    desk.sit(ana, hidden).set_line("Not yet", crew.members["Jon"])
    for drafts in list(desk._open):
        drafts.set_aside()
        desk.leave(drafts)
    assert not desk.sit(ana, board).draft
    assert desk.sit(ana, anonymous).draft.many == "In private"
    assert desk.sit(ana, hidden).draft.many == f"@{crew.members['Jon'].name} Not yet"
    ways = [(way.anonymous, way.hidden) for way in more_private_ways(board)]
    assert ways == [(False, True), (True, False), (True, True)]


@pytest.mark.parametrize("kind", ["accountabilities", "threats"])
def test_what_a_closed_meeting_left_unsaid_waits_on_the_next_one_s_board(
    crew: Crew, board: Board, desk: Desk, kind: BoardKind
) -> None:
    ana = crew["Ana"]
    lifecycle.take_over(ana)
    board = boards.switch_board(ana, kind)
    drafts = desk.sit(ana, board)
    drafts.set_line("Ring Kessler", None)
    desk.leave(drafts)
    drafts = desk.sit(ana, board.model_copy(update={"hidden": True}))
    drafts.set_line("In private", None)
    desk.leave(drafts)
    lifecycle.close_meeting(ana)
    opened = lifecycle.start_meeting(ana)
    if opened.host_id != ana.me.id:
        lifecycle.take_over(ana)
    lifecycle.move_to_stage(ana, "collect")
    drafts = desk.sit(ana, cards.find_board(ana))
    drafts.adopt_leftovers()
    assert drafts.draft.many == "Ring Kessler"
    desk.leave(drafts)
    again = desk.sit(ana, cards.find_board(ana))
    again.adopt_leftovers()
    assert again.draft.many == "Ring Kessler"


def test_a_line_that_was_said_in_another_way_waits_no_longer(crew: Crew, board: Board, desk: Desk) -> None:
    drafts = desk.sit(crew["Ana"], board)
    drafts.set_many("Ring Kessler\nRing Kessler\nVisit Brandt")
    drafts.drop_waiting("Ring Kessler")
    drafts.drop_waiting("Something else")
    assert drafts.draft.many == "Ring Kessler\nVisit Brandt"


@pytest.mark.parametrize("is_anonymous", [False, True])
def test_the_name_of_the_file_does_not_tell_who_types(crew: Crew, board: Board, desk: Desk, is_anonymous: bool) -> None:
    board = board.model_copy(update={"anonymous": is_anonymous})
    marks = set()
    for name in ("Ana", "Jon"):
        drafts = desk.sit(crew[name], board)
        drafts.set_line(f"{name} fears the list", None)
        prefix, mark, slot = drafts.path.stem.rsplit("-", 2)
        assert (prefix, slot) == (f"board-{board.id}" + "-anonymous" * is_anonymous, "1")
        assert len(mark) == 16
        marks.add(mark)
    assert len(marks) == 2
