"""What is said without names: no order, no time and no count tells whose it is, and nothing of it is lost."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.access.session import Session
from core.drafts.card_drafts import BoardDraft
from core.errors import HuddleError
from core.maintenance.check import check_file
from core.meeting import boards, cards, lifecycle, mailbox
from core.meeting.participation import read_participation
from core.meeting.pulse import give_pulse
from core.meeting.unrevealed import describe_before_closing
from core.models import Board, BoardKind, Card, JournalEntry, JournalRow, Meeting, Vote
from core.team import presence
from core.team.team import edit_team
from data.checkpoint import fold_log
from data.presence import presence_folder
from tests.conftest import NOW, Crew

PEOPLE = ("Ana", "Ben", "Jon", "Lea")


@pytest.fixture
def host(crew: Crew) -> Session:
    """Ana, who hosts a weekly meeting at its collect stage."""
    lifecycle.plan_meeting(crew["Ana"], host=crew.members["Ana"])
    lifecycle.start_meeting(crew["Ana"])
    lifecycle.move_to_stage(crew["Ana"], "collect")
    return crew["Ana"]


def open_now(session: Session) -> Meeting:
    return lifecycle.require_open_meeting(session)


def nameless(host: Session, *, hidden: bool = False) -> Board:
    return cards.set_board(host, cards.find_board(host), anonymous=True, hidden=hidden)


def bell(crew: Crew) -> int:
    return crew.store.notify_file.stat().st_mtime_ns if crew.store.notify_file.exists() else 0


def seen(crew: Crew, board: Board) -> list[Any]:
    """All that anybody but who says it can look at while it is said."""
    people = [crew[name] for name in PEOPLE if name != "Jon"] + [crew.room]
    return [
        bell(crew),
        crew.store.read(JournalEntry),
        crew.store.read(JournalRow),
        crew.store.query("SELECT * FROM sqlite_sequence"),
        [
            (session.all(Card), read_participation(session, board), cards.list_cards(session, board))
            for session in people
        ],
        [boards.count_cards_by_kind(session, lifecycle.require_open_meeting(session)) for session in people],
    ]


@pytest.mark.parametrize("hidden", [False, True])
def test_one_or_two_are_seen_by_nobody_else(crew: Crew, host: Session, hidden: bool) -> None:
    board = nameless(host, hidden=hidden)
    before = seen(crew, board)
    for text in ("One", "Two"):
        cards.add_card(crew["Jon"], board, text)
        assert seen(crew, board) == before
        crew.clock.advance(seconds=20)
    cards.take_back(crew["Jon"], board)
    assert seen(crew, board) == before
    assert [card.text for card in cards.list_cards(crew["Jon"], board)] == ["One"], "who said it sees that it is kept"


def test_an_open_board_tells_three_together(crew: Crew, host: Session) -> None:
    board = nameless(host)
    for number, name in enumerate(("Jon", "Lea", "Ben", "Ana"), start=1):
        crew.clock.advance(seconds=20)
        cards.add_card(crew[name], board, f"said {number}")
        assert len(host.all(Card)) == (3 if number >= 3 else 0)
    assert len(cards.list_cards(crew["Jon"], board)) == 3
    (told,) = crew.store.read(JournalEntry, "what = 'board.revealed'")
    assert (told.by, told.at) == (None, "2026-11-23T14:01:00.000Z")
    assert {card.said_at for card in host.all(Card)} == {told.at}
    assert read_participation(crew.room, board).card_count == 3


def test_the_rest_is_told_when_the_stage_ends(crew: Crew, host: Session) -> None:
    board = nameless(host)
    for text in ("One", "Two"):
        cards.add_card(crew["Jon"], board, text)
    lifecycle.move_to_stage(host, "trends")
    assert {card.text for card in crew.room.all(Card)} == {"One", "Two"}
    moved = crew.store.read(JournalEntry)[-1]
    assert (moved.what, moved.by) == ("stage.started", host.me.id)
    assert not crew.store.read(JournalRow, "journal_id = ? AND row_table = 'card'", (moved.id,))


def test_the_rest_is_told_when_another_board_is_asked_or_the_meeting_closes(crew: Crew, host: Session) -> None:
    cards.add_card(crew["Jon"], nameless(host), "One")
    threats = cards.set_board(host, boards.switch_board(host, "threats"), anonymous=True)
    assert [card.text for card in crew.room.all(Card)] == ["One"]
    cards.add_card(crew["Jon"], threats, "Two")
    hurdles = cards.set_board(host, cards.find_board(host, "hurdles"), anonymous=True)
    cards.add_card(crew["Lea"], hurdles, "Three")
    lifecycle.move_to_stage(host, "trends")
    assert [card.text for card in crew.room.all(Card)] == ["One", "Two"], "hurdles are named until their stage"
    lifecycle.close_meeting(host)
    assert [card.text for card in crew.room.all(Card)] == ["One", "Two", "Three"]


def test_a_hidden_board_counts_by_threes_and_tells_at_the_reveal(crew: Crew, host: Session) -> None:
    board = nameless(host, hidden=True)
    counts = []
    for number in range(7):
        cards.add_card(crew[PEOPLE[number % 4]], board, f"said {number}")
        counts.append(read_participation(crew.room, board).card_count)
    assert counts == [0, 0, 3, 3, 3, 6, 6]
    lifecycle.move_to_stage(host, "trends")
    assert host.all(Card) == []
    lifecycle.move_to_stage(host, "collect")
    before = crew.store.read(JournalEntry)[-1].id
    assert cards.reveal_board(host, board).revealed_at is not None
    (entry,) = crew.store.read(JournalEntry, "id > ?", (before,))
    assert (entry.what, entry.by) == ("board.revealed", None)
    ids = [card.id for card in host.all(Card)]
    assert ids == list(range(ids[0], ids[0] + 7))
    with pytest.raises(HuddleError):
        host.undo("board.revealed")
    cards.add_card(crew["Jon"], board, "later")
    assert len(host.all(Card)) == 7


def test_whoever_spoke_keeps_the_privacy_of_the_board(crew: Crew, host: Session) -> None:
    board = nameless(host)
    cards.add_card(crew["Jon"], board, "One")
    with pytest.raises(HuddleError, match="There are cards already, so this can't change now"):
        cards.set_board(host, board, anonymous=False)
    with pytest.raises(HuddleError, match="There are cards already, so this can't change now"):
        host.undo("board.set")


def test_what_was_never_revealed_goes_when_the_meeting_closes(crew: Crew, host: Session) -> None:
    """Nobody will be told of it, and whoever has the file could read it. Who said it keeps it while Huddle is open."""
    board = nameless(host, hidden=True)
    text = "words that nobody else says"
    for name in ("Jon", "Lea", "Jon"):
        cards.add_card(crew[name], board, f"{text}, says {name}")
    assert "3 cards are still hidden, and ending the meeting deletes them" in describe_before_closing(
        host, open_now(host)
    )
    lifecycle.close_meeting(host)
    assert crew.store.query("SELECT * FROM mailbox") == []
    assert [card.text for card in cards.list_cards(crew["Jon"], board)] == [f"{text}, says Jon"] * 2
    assert cards.list_cards(host, board) == []
    assert fold_log(crew.path)
    assert text.encode() not in crew.path.read_bytes()
    assert check_file(crew.path) == []


@settings(
    max_examples=15,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    boards_of=st.tuples(*[st.tuples(st.booleans(), st.booleans())] * 2),
    said=st.lists(
        st.tuples(st.sampled_from(PEOPLE), st.sampled_from(("accountabilities", "hurdles", "pulse", "go on")))
    ),
    reveals=st.booleans(),
)
def test_the_mailbox_of_a_closed_meeting_is_empty(
    make_crew: Callable[[], Crew], boards_of: Any, said: list[tuple[str, str]], reveals: bool
) -> None:
    """Whatever waits there is told by then, or gone from the file."""
    crew = make_crew()
    crew.clock.now = NOW
    ana = crew["Ana"]
    edit_team(ana, anonymous_pulse=True)
    lifecycle.plan_meeting(ana, host=crew.members["Ana"])
    lifecycle.start_meeting(ana)
    lifecycle.move_to_stage(ana, "collect")
    kinds: tuple[BoardKind, ...] = ("accountabilities", "hurdles")
    for kind, (anonymous, hidden) in zip(kinds, boards_of, strict=True):
        cards.set_board(ana, cards.find_board(ana, kind), anonymous=anonymous, hidden=hidden)
    texts = []
    for number, (name, what) in enumerate(said):
        with suppress(HuddleError):  # its stage is over, or the pulse has been told
            if what == "go on":
                lifecycle.move_to_next_stage(ana)
            elif what == "pulse":
                give_pulse(crew[name], 3, f"felt so {number:03}")
            else:
                board = cards.find_board(ana, kinds[what == "hurdles"])
                texts.append(cards.add_card(crew[name], board, f"nobody else says {number:03}").text)
    if reveals:
        with suppress(HuddleError):
            cards.reveal_board(ana, cards.find_board(ana, "hurdles"))
    lifecycle.close_meeting(ana)
    assert crew.store.query("SELECT * FROM mailbox") == []
    assert fold_log(crew.path)
    content, stored = crew.path.read_bytes(), {card.text for card in crew.store.read(Card)}
    assert {text for text in texts if text.encode() in content} == stored & set(texts)


def test_what_an_older_huddle_left_goes_with_the_next_close(crew: Crew, host: Session) -> None:
    board = nameless(host, hidden=True)
    old = open_now(host)
    lifecycle.close_meeting(host)
    with crew.store.change("planted", at=host.timestamp) as change:
        for column, row_id in (("board_id", board.id), ("meeting_id", old.id)):
            change.write_unjournaled(
                "mailbox",
                f"INSERT INTO mailbox (key, {column}, said) VALUES (?, ?, '{{}}')",
                (secrets.token_bytes(16), row_id),
            )
        change.insert(Vote(board_id=board.id, member_id=host.me.id, card_id=1, count=1))
    crew.clock.advance(days=7)
    lifecycle.start_meeting(host)
    lifecycle.take_over(host)
    lifecycle.close_meeting(host)
    assert crew.store.query("SELECT * FROM mailbox") == []
    assert crew.store.read(Vote) == []


def test_another_session_of_the_same_member_knows_nothing_of_it(crew: Crew, host: Session) -> None:
    board = nameless(host)
    cards.add_card(crew["Jon"], board, "One")
    another = Session.for_member(crew.session_store, crew.members["Jon"], crew.clock)
    assert cards.list_cards(another, board) == []
    with pytest.raises(HuddleError, match="You have no card here to undo"):
        cards.take_back(another, board)


def test_nothing_of_the_order_is_left_in_the_file(crew: Crew, host: Session, tmp_path: Path) -> None:
    board = nameless(host, hidden=True)
    texts = [f"words that nobody else says, number {number:02}." for number in range(12)]
    for text in texts:
        cards.add_card(crew["Jon"], board, text)
    cards.reveal_board(host, board)
    assert fold_log(crew.path)
    content = crew.path.read_bytes()
    # Each stands where it is told and in its change, and nowhere else.
    assert [content.count(text.encode()) for text in texts] == [2] * 12


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hidden=st.booleans(), said=st.lists(st.tuples(st.sampled_from(PEOPLE), st.booleans()), min_size=1, max_size=12))
def test_nothing_is_lost_and_nothing_is_told_twice(
    make_crew: Callable[[], Crew], hidden: bool, said: list[tuple[str, bool]]
) -> None:
    crew = make_crew()
    lifecycle.plan_meeting(crew["Ana"], host=crew.members["Ana"])
    lifecycle.start_meeting(crew["Ana"])
    lifecycle.move_to_stage(crew["Ana"], "collect")
    board = nameless(crew["Ana"], hidden=hidden)
    expected: list[str] = []
    for number, (name, takes_back) in enumerate(said):
        expected.append(cards.add_card(crew[name], board, f"said {number}").text)
        if takes_back:
            with suppress(HuddleError):  # it has been told by now
                expected.remove(cards.take_back(crew[name], board).text)
    if hidden:
        cards.reveal_board(crew["Ana"], board)
    lifecycle.move_to_stage(crew["Ana"], "trends")
    told = crew.room.all(Card)
    assert sorted(card.text for card in told) == sorted(expected)
    assert mailbox.count_waiting(crew.room, board) == 0
    assert check_file(crew.path) == []


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    hidden=st.booleans(),
    speakers=st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)), min_size=1, max_size=8),
)
def test_what_others_see_does_not_depend_on_who_speaks(
    make_crew: Callable[[], Crew], hidden: bool, speakers: list[tuple[str, str]]
) -> None:
    """Two meetings in which the same is said, by one or by another: whoever watches all the time sees no difference."""
    one, other = (list(names) for names in zip(*speakers, strict=True))
    assert watch(make_crew(), one, hidden=hidden) == watch(make_crew(), other, hidden=hidden)


def watch(crew: Crew, speakers: list[str], *, hidden: bool) -> list[Any]:
    """Return what Tom, who says nothing, and the room can see and read after each thing that is said."""
    crew.clock.now = NOW
    lifecycle.plan_meeting(crew["Ana"], host=crew.members["Ana"])
    lifecycle.start_meeting(crew["Ana"])
    lifecycle.move_to_stage(crew["Ana"], "collect")
    board = nameless(crew["Ana"], hidden=hidden)
    for name in (*PEOPLE, "Tom"):
        presence.enter(crew[name], "meeting")
    views: list[Any] = []
    for number, name in enumerate(speakers):
        rung, marks = bell(crew), presence_files(crew)
        crew.clock.advance(seconds=25)
        cards.add_card(crew[name], board, f"said {number}")
        views.append((bell(crew) == rung, presence_files(crew) == marks))
        for session in (crew["Tom"], crew.room):
            views.append(
                (
                    sorted((card.id, card.said_at, card.member_id, card.group_id) for card in session.all(Card)),
                    sorted(card.text for card in session.all(Card)),
                    read_participation(session, board),
                    session.all(JournalEntry),
                    [(row.journal_id, row.row_table, row.row_id) for row in session.all(JournalRow)],
                    boards.count_cards_by_kind(session, open_now(session)),
                    [(seen.member.id, seen.screen, seen.since, seen.types_for) for seen in present(session)],
                )
            )
    for name in (*PEOPLE, "Tom"):
        presence.leave(crew[name])
    return views


def present(session: Session) -> list[presence.PresentMember]:
    return sorted(presence.list_present(session), key=lambda seen: seen.member.id)


def presence_files(crew: Crew) -> list[tuple[str, int, bytes]]:
    files = sorted(presence_folder(crew.path).glob("*"))
    return [(path.name, path.stat().st_mtime_ns, path.read_bytes()) for path in files]


def test_what_is_typed_and_not_said_is_seen_by_nobody(crew: Crew, host: Session, tmp_path: Path) -> None:
    board = nameless(host)
    for name in PEOPLE:
        presence.enter(crew[name], "meeting")
    before, marks = seen(crew, board), presence_files(crew)
    draft = BoardDraft(crew["Jon"], board, {"HUDDLE_HOME": str(tmp_path / "home")})
    for text in ("W", "Wo", "Words"):
        draft.set_line(text, None)
        draft.pending_save().result()
        assert (seen(crew, board), presence_files(crew)) == (before, marks)
    draft.close()
    for name in PEOPLE:
        presence.leave(crew[name])


def test_the_order_of_telling_says_nothing_of_the_order_of_saying(make_crew: Callable[[], Crew]) -> None:
    """Over many boards every place is as likely for what was said first."""
    places = []
    crew = make_crew()
    lifecycle.plan_meeting(crew["Ana"], host=crew.members["Ana"])
    lifecycle.start_meeting(crew["Ana"])
    lifecycle.move_to_stage(crew["Ana"], "collect")
    board = nameless(crew["Ana"])
    for _ in range(60):
        before = {card.id for card in crew.room.all(Card)}
        for number in range(3):
            cards.add_card(crew[PEOPLE[number]], board, f"said {number}")
        new = [card.text for card in crew.room.all(Card) if card.id not in before]
        places.append(new.index("said 0"))
    # 20 each on average; beyond these bounds once in ten million runs.
    assert all(2 <= places.count(place) <= 42 for place in range(3))
