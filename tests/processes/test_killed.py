"""A statement is never lost: whatever moment a process is killed at, what it answered for is in the file."""

from __future__ import annotations

import random
import time
from contextlib import closing
from pathlib import Path

import pytest

from core.access.session import Session
from core.maintenance.check import check_file
from core.maintenance.clearing import clear_if_due
from core.meeting import cards, lifecycle
from data.chain import verify_chain
from data.checked_file import CheckedFile
from data.models import Card, Group, JournalEntry, JournalRow, Member, Point
from data.sqlite import connect
from data.store import Store
from tests.conftest import FrozenClock
from tests.data.schema.old_files import unpack
from tests.processes.forks import Forks

pytestmark = pytest.mark.process

KILLS = 40
"""A sample: the benchmark `kill` does a thousand, with five writers."""

AHEAD = 6
"""Lines that wait to be said while the process is killed: it is always at work on one."""

JITTER = 0.004
"""Seconds: saying a card takes about one thousandth, so this meets every step of it."""


def kept(path: Path) -> dict[int, str]:
    """The cards in the file by number, read as a stranger would, and the file looked through."""
    connection = connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        with closing(CheckedFile(path)) as file:
            assert verify_chain(file).problems == []
        return dict(connection.execute("SELECT id, text FROM card"))
    finally:
        connection.close()


def test_kills_lose_no_card_that_was_answered(forks: Forks, collecting: Session) -> None:
    path = collecting.store.path
    collecting.store.close()  # the file is the killed processes' alone
    chance = random.Random(20261123)
    answered: dict[int, str] = {}
    unanswered = 0
    for number in range(KILLS):
        scribe = forks.start("capture", path, "Ben")
        scribe.expect("ready")
        scribe.say(*(f"card {number}.{line}" for line in range(AHEAD)))
        said = [scribe.hear() for _ in range(chance.randrange(AHEAD))]
        time.sleep(chance.uniform(0, JITTER))
        scribe.kill()
        said += scribe.rest()
        scribe.close()
        for line in said:
            _, card_id, text = line.split(" ", 2)
            assert int(card_id) not in answered
            answered[int(card_id)] = text
        found = kept(path)
        assert {card_id: found.get(card_id) for card_id in answered} == answered, f"lost at kill {number}"
        # The one it was at may be in or not: it was not answered. Never more than that one.
        assert len(found) - len(answered) - unanswered in (0, 1)
        unanswered = len(found) - len(answered)
    store = Store(path)
    stated = [entry.id for entry in store.read(JournalEntry, "what = 'card.stated'")]
    rows = store.read(JournalRow, "row_table = 'card'", order="row_id")
    assert [row.row_id for row in rows] == [card.id for card in store.read(Card)]
    assert [row.journal_id for row in rows] == stated
    store.close()
    assert answered  # it was not killed each time before it had said anything


@pytest.mark.parametrize("hidden", [False, True])
def test_kills_lose_no_card_that_waits_to_be_told(forks: Forks, collecting: Session, hidden: bool) -> None:
    board = cards.set_board(collecting, cards.find_board(collecting), anonymous=True, hidden=hidden)
    chance = random.Random(20261124)
    answered: list[str] = []
    for number in range(KILLS // 5):
        scribe = forks.start("capture", collecting.store.path, "Ben")
        scribe.expect("ready")
        scribe.say(*(f"card {number}.{line}" for line in range(AHEAD)))
        said = [scribe.hear() for _ in range(chance.randrange(AHEAD))]
        time.sleep(chance.uniform(0, JITTER))
        scribe.kill()
        said += scribe.rest()
        scribe.close()
        answered += [line.split(" ", 2)[2] for line in said]
    if hidden:
        cards.reveal_board(collecting, board)
    lifecycle.move_to_stage(collecting, "trends")
    told = [card.text for card in collecting.all(Card)]
    assert set(answered) <= set(told)
    assert len(set(told)) == len(told)
    assert check_file(collecting.store.path) == []
    assert answered


def test_a_change_that_is_killed_midway_leaves_nothing_and_bars_nobody(forks: Forks, tmp_path: Path) -> None:
    store = Store(tmp_path / "team.huddle", create=True)
    for count in (1, 50, 20_000):  # the last is more than SQLite's cache holds: it lies in the log already
        importer = forks.start("stop_midway", store.path, count)
        importer.expect("midway")
        assert store.read(Group) == []
        importer.kill()
        assert importer.rest() == []
    with store.change("group.made", at="2026-11-23T14:00:00.000Z") as change:
        change.insert(Group(name="group 0"))
    assert [group.name for group in store.read(Group)] == ["group 0"]
    assert len(store.read(JournalEntry)) == 1
    store.close()
    assert kept(store.path) == {}


@pytest.mark.locked
def test_who_is_killed_while_old_words_are_cleared_leaves_it_to_the_next(
    forks: Forks, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Attack 4, after kill -9: notes from before there were keys, in rows and in the journal."""
    monkeypatch.setenv("HUDDLE_HOME", str(tmp_path / "home"))
    path = unpack(4, tmp_path / "team.huddle")
    with closing(connect(path, writable=True)) as connection:
        for table in ("passphrase", "vote", "mailbox"):  # of a file with open votes no copy is made
            connection.execute(f"DELETE FROM {table}")
    store = Store(path)
    writer = store.get(Member, store.read(Point, "kind = 'note'")[0].by_id)
    assert writer is not None
    words = [point.text.encode() for point in store.read(Point, "kind = 'note' AND by_id = ?", (writer.id,))]

    def left() -> list[bytes]:
        content = b"".join(file.read_bytes() for file in tmp_path.glob(f"{path.name}*"))
        return [text for text in words if text in content]

    sealing = forks.start("seal_and_stop", path, writer.name, "four plain words here")
    sealing.expect("midway")
    assert left() == words, "the log has the file anew, and the file is as it was"
    sealing.kill()
    assert sealing.rest() == []
    assert clear_if_due(Session.for_member(store, writer, clock)) == ["Your own backups still hold the older versions."]
    store.close()
    assert left() == []
    assert check_file(path) == []
