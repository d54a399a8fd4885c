"""The jobs of the tests' processes. Each reads lines from standard input and writes lines to standard output."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

from core.commitments import commitments
from core.errors import HuddleError
from core.keys import key_box
from core.maintenance.unlocking import unlock_or_choose
from core.meeting import cards
from core.outgoing import webhook_queue
from core.team.session_opening import open_session
from data import overwritten
from data.errors import Conflict, FileMoved
from data.feed import CommittedChange, Feed
from data.models import Commitment, Group
from data.store import Store

AT = "2026-11-23T14:00:00.000Z"


def say(line: object) -> None:
    print(line, flush=True)  # noqa: T201


def hear() -> str:
    return sys.stdin.readline().rstrip("\n")


def open_and_write(path: str, name: str, create: bool) -> None:
    """Opens the file, perhaps a new one, and writes one change, as soon as it is told to."""
    say("ready")
    hear()
    store = Store(path, create=create)
    with store.change("group.made", at=AT) as change:
        change.insert(Group(name=name))
    store.close()
    say("done")


def write_many(path: str, word: str, count: int) -> None:
    """Writes that many changes as fast as it can."""
    store = Store(path)
    say("ready")
    hear()
    for number in range(count):
        with store.change("group.made", at=AT) as change:
            change.insert(Group(name=f"{word} {number}"))
    store.close()
    say("done")


def capture(path: str, who: str) -> None:
    """What a scribe's session does: each line is a card; it is answered once the card is said."""
    session = open_session(Path(path), who)
    board = cards.find_board(session)
    say("ready")
    while line := hear():
        card = cards.add_card(session, board, line)
        say(f"said {card.id} {card.text}")
    session.store.close()


def say_until_refused(path: str, word: str) -> None:
    """Writes as fast as it can and answers each change; at the first refusal it says where the file is now."""
    store = Store(path)
    say("ready")
    hear()
    number = 0
    while True:
        try:
            with store.change("group.made", at=AT) as change:
                change.insert(Group(name=f"{word} {number}"))
        except FileMoved as moved:
            say(f"moved {moved.place}")
            break
        say(f"{word} {number}")
        number += 1
    hear()
    store.close()


def stop_midway(path: str, count: int) -> None:
    """Stops in the middle of a change."""
    store = Store(path)
    with store.change("groups.imported", at=AT) as change:
        change.insert_many(Group(name=f"group {number}") for number in range(count))
        say("midway")
        hear()
    say("too late")


def seal_and_stop(path: str, who: str, passphrase: str) -> None:
    """Seals what a member wrote before they had a key, and stops while the file is cleared of the old words: it is
    written anew, and the log not folded in."""
    session = open_session(Path(path), who)

    def stop(_path: object) -> bool:
        say("midway")
        hear()
        return True

    with mock.patch.object(key_box, "SCRYPT_N", 2**4), mock.patch.object(overwritten, "fold_log", stop):
        unlock_or_choose(session, passphrase, passphrase)
    say("too late")


def undo(path: str, journal_id: int) -> None:
    """Takes a change back as soon as it is told to, and says whether it was the one that did."""
    store = Store(path)
    say("ready")
    hear()
    try:
        store.undo(journal_id, at=AT)
    except Conflict as conflict:
        say(f"conflict: {conflict}")
    else:
        say("undone")
    store.close()


def listen(path: str) -> None:
    """Writes each change of its feed as a line, until standard input ends."""

    async def listening() -> None:
        loop = asyncio.get_running_loop()
        over = asyncio.Event()
        loop.add_reader(0, over.set)

        def tell(batch: list[CommittedChange]) -> None:
            for landed in batch:
                rows = {table: sorted(ids) for table, ids in landed.rows.items()}
                say(json.dumps([landed.id, landed.what, landed.by, rows]))

        feed = Feed(path)
        feed.listen(tell)
        feed.start()
        say("ready")
        await over.wait()
        feed.stop()

    asyncio.run(listening())


def _noon() -> datetime:
    return datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


def fill_and_send(path: str, name: str) -> None:
    """Fills the outbox and sends from it, as soon as it is told to, and says how much it sent."""
    s = open_session(Path(path), name, clock=_noon)
    say("ready")
    hear()
    webhook_queue.fill_queue(s)
    say(len(webhook_queue.send_due(s)))
    s.store.close()


def claim_and_wait(path: str, name: str) -> None:
    """Claims one message and waits to be killed."""
    assert webhook_queue.claim_message(open_session(Path(path), name, clock=_noon), set()) is not None
    say("claimed")
    hear()


def close_commitment(path: str, name: str, commitment_id: int, how: str) -> None:
    """Says that a commitment was kept, or missed, as soon as it is told to, and whether that was taken."""
    s = open_session(Path(path), name, clock=_noon)
    standing = s.get(Commitment, commitment_id)
    assert standing is not None
    say("ready")
    hear()
    try:
        commitments.mark_kept(s, standing) if how == "kept" else commitments.mark_missed(
            s, standing, f"Another way, says {name}"
        )
    except HuddleError as refusal:
        say(f"refused: {refusal}")
    else:
        say(how)
    s.store.close()


JOBS: dict[str, Callable[..., None]] = {
    job.__name__: job
    for job in (
        open_and_write,
        write_many,
        say_until_refused,
        capture,
        stop_midway,
        seal_and_stop,
        undo,
        listen,
        fill_and_send,
        claim_and_wait,
        close_commitment,
    )
}
