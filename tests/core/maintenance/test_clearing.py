"""Old words and hashes are taken out of the file and its copies: now, or by the next Huddle that can."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from core.access.session import Session
from core.errors import HuddleError
from core.maintenance.clearing import clear_if_due, clear_old_words
from core.maintenance.erasing import erase_member
from core.maintenance.unlocking import unlock_or_choose
from core.models import JournalEntry
from core.team import kept_keys, members, passphrases
from core.team.session_opening import open_session
from data import automatic_copies, overwritten
from data.automatic_copies import keep_daily_copy, list_copies
from data.chain import verify_chain
from data.clear_due import mark_clear_due, read_clear_due
from data.sqlite import connect, sqlite3
from tests.conftest import Crew

pytestmark = pytest.mark.locked

PASSPHRASE = "four plain words here"


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDDLE_HOME", str(tmp_path_factory.mktemp("home")))


def another(crew: Crew, name: str = "Jon") -> Session:
    """A new session of the member, which is locked."""
    return Session.for_member(crew.session_store, crew.members[name], crew.clock)


def set_old_hash(crew: Crew) -> str:
    """Gives Jon a passphrase as Huddle stored it before there were keys; returns what stands in the file of it."""
    salt = b"s" * 16
    hashed = hashlib.scrypt(PASSPHRASE.encode(), salt=salt, n=2**4, r=8, p=1).hex()
    box = json.dumps({"kdf": "scrypt", "n": 2**4, "r": 8, "p": 1, "salt": salt.hex(), "hash": hashed})
    with closing(sqlite3.connect(crew.path)) as connection:
        connection.execute("INSERT INTO member_lock (member_id, box) VALUES (?, ?)", (crew.members["Jon"].id, box))
        connection.commit()
    return hashed


def is_in_files(crew: Crew, text: str) -> bool:
    """Whether the text stands anywhere in the file, its log, and its automatic copies."""
    paths = [*crew.path.parent.glob(f"{crew.path.name}*"), *(copy.path for copy in list_copies(crew.path))]
    return any(text.encode() in path.read_bytes() for path in paths)


def open_as_jon(crew: Crew) -> None:
    opened = open_session(crew.path, "Jon", "somebody else", clock=crew.clock, ask=lambda _prompt: PASSPHRASE)
    opened.store.close()


@pytest.mark.parametrize(
    "deed",
    [
        lambda crew: passphrases.unlock(another(crew), PASSPHRASE),
        lambda crew: passphrases.change_passphrase(another(crew), PASSPHRASE, "another long one"),
        lambda crew: passphrases.make_new_key(another(crew), PASSPHRASE),
        open_as_jon,
    ],
    ids=["unlock", "change", "new key", "open as"],
)
def test_a_hash_that_a_key_replaced_is_cleared_whoever_made_the_key(crew: Crew, deed: Callable[[Crew], object]) -> None:
    hashed = set_old_hash(crew)
    assert keep_daily_copy(crew.path, crew.clock().date())
    deed(crew)
    assert is_in_files(crew, hashed)
    assert read_clear_due(crew.store)
    told = clear_if_due(crew["Ana"])
    assert "Your own backups still hold the older versions" in told[-1]
    assert not read_clear_due(crew.store)
    assert not is_in_files(crew, hashed)
    assert clear_if_due(crew["Ana"]) == []


def test_nothing_is_due_where_a_first_key_seals_nothing(crew: Crew) -> None:
    passphrases.set_passphrase(another(crew), PASSPHRASE)
    assert clear_if_due(crew["Ana"]) == []


def test_what_was_erased_is_due(crew: Crew) -> None:
    members.end_membership(crew["Ana"], crew.members["Jon"])
    erase_member(crew["Ana"], crew["Ana"].reload(crew.members["Jon"], "Gone."))
    assert read_clear_due(crew.store)
    assert clear_if_due(crew["Ana"])
    assert not read_clear_due(crew.store)


def test_what_failed_is_told_and_done_the_next_time(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed = set_old_hash(crew)
    keep_daily_copy(crew.path, crew.clock().date())
    with monkeypatch.context() as patch:
        patch.setattr(overwritten, "_write_anew", locked)
        told = unlock_or_choose(another(crew), PASSPHRASE)
    assert "Older versions of sealed or erased text are still in the file. Huddle will try again" in told[0]
    assert is_in_files(crew, hashed)
    unlock_or_choose(another(crew), PASSPHRASE)
    assert not is_in_files(crew, hashed)


def locked(_path: Path) -> None:
    raise sqlite3.OperationalError("database is locked")


def test_it_stays_due_while_somebody_reads(crew: Crew) -> None:
    set_old_hash(crew)
    passphrases.unlock(another(crew), PASSPHRASE)
    with closing(connect(crew.path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM journal").fetchone()
        assert "Older versions stay in the log until everyone has closed the file" in clear_if_due(crew["Ana"])[0]
        assert read_clear_due(crew.store)
    clear_if_due(crew["Ana"])
    assert not read_clear_due(crew.store)


def test_copies_are_kept_until_there_is_a_new_one(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    set_old_hash(crew)
    copy = keep_daily_copy(crew.path, crew.clock().date())
    passphrases.unlock(another(crew), PASSPHRASE)
    with monkeypatch.context() as patch:
        patch.setattr(automatic_copies, "whole_copy", no_room)
        told = clear_if_due(crew["Ana"])
    assert told[0] == "Earlier automatic copies were kept: No room."
    assert [kept.path for kept in list_copies(crew.path)] == [copy]
    assert read_clear_due(crew.store)
    assert clear_old_words(crew["Ana"]).removed_copies == 1
    assert len(list_copies(crew.path)) == 1


def no_room(*_args: object, **_options: object) -> None:
    raise HuddleError("No room.")


def test_what_is_sealed_while_the_file_is_cleared_stays_due(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    set_old_hash(crew)
    passphrases.unlock(another(crew), PASSPHRASE)

    def overwrite_late(path: Path) -> bool:
        with crew.store.change("more", at=crew["Ana"].timestamp) as change:
            mark_clear_due(change)
        return True

    monkeypatch.setattr("core.maintenance.clearing.overwrite_old_content", overwrite_late)
    clear_if_due(crew["Ana"])
    assert read_clear_due(crew.store)


def test_a_file_that_is_gone_is_not_cleared_and_breaks_nothing(crew: Crew) -> None:
    with crew.store.change("sealed", at=crew["Ana"].timestamp) as change:
        mark_clear_due(change)
    crew.path.unlink()
    assert (
        "Older versions of sealed or erased text are still in the file. Huddle will try again"
        in clear_if_due(crew["Ana"])[0]
    )
    assert crew.session_store.leave_if_moved()
    assert clear_if_due(crew["Ana"]) == []
    assert list_copies(crew.path) == []


def test_the_mark_is_taken_away_without_an_entry_in_the_journal(crew: Crew) -> None:
    with crew.store.change("sealed", at=crew["Ana"].timestamp) as change:
        mark_clear_due(change)
    entries = len(crew.store.read(JournalEntry))
    clear_if_due(crew["Ana"])
    assert not read_clear_due(crew.store)
    assert len(crew.store.read(JournalEntry)) == entries
    assert verify_chain(crew.store).problems == []


def test_a_key_that_cannot_be_kept_is_unlocked_all_the_same(
    crew: Crew, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passphrases.set_passphrase(another(crew), PASSPHRASE)
    (tmp_path / "no folder").touch()
    monkeypatch.setenv("HUDDLE_HOME", str(tmp_path / "no folder"))
    session = another(crew)
    (told,) = unlock_or_choose(session, PASSPHRASE, keeps=True)
    assert told.startswith("Your key is unlocked. ")
    assert session.viewer.keys.is_unlocked


def test_a_kept_key_is_replaced_when_another_is_unlocked(crew: Crew) -> None:
    jon = another(crew)
    passphrases.set_passphrase(jon, PASSPHRASE)
    kept_keys.keep_unlocked(jon)
    passphrases.make_new_key(another(crew), PASSPHRASE)
    unlock_or_choose(another(crew), PASSPHRASE)
    assert [key.public.number for key in kept_keys.read_kept_keys(another(crew))] == [1, 2]
