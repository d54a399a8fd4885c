"""What a member writes for themselves alone: sealed in the file, in its log, in its copies, and in the journal."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.access.key_ring import KeyNeeded, KeyRing
from core.access.sealed_rows import SEALED_COLUMNS, sealed_for
from core.access.session import Session
from core.conversations import mentoring, one_on_one
from core.drafts.form_drafts import FormDrafts
from core.errors import Conflict, HuddleError
from core.goals import goals, personal
from core.keys import key_box
from core.keys.member_key import MemberKey
from core.keys.sealed_text import SEALED_WORDS, SealedText, is_sealed
from core.keys.words import root_to_words
from core.maintenance.backups import back_up
from core.maintenance.check import check_file
from core.maintenance.clearing import clear_old_words
from core.models import MODELS, Goal, JournalEntry, JournalRow, Member, Point, Row, StoredKey
from core.outgoing.export import export_tables
from core.team import kept_keys, passphrases
from core.team.opening_notices import tell_once
from data.automatic_copies import keep_daily_copy, list_copies
from data.checkpoint import fold_log
from data.clear_due import read_clear_due
from data.home import data_home
from data.journal_rewrite import writable_journal
from data.overwritten import overwrite_old_content
from data.sqlite import connect, sqlite3
from data.store import Store
from tests.conftest import Crew, FrozenClock
from tests.data.schema.old_files import unpack

pytestmark = pytest.mark.locked


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDDLE_HOME", str(tmp_path_factory.mktemp("home")))


PASSPHRASE = "four plain words here"
MARK = "secretmark"


def unlocked(crew: Crew, name: str) -> Session:
    session = crew[name]
    if not passphrases.has_passphrase(session):
        passphrases.set_passphrase(session, PASSPHRASE)
    return session


def another(crew: Crew, name: str) -> Session:
    """A new session of the member, which is locked."""
    return Session.for_member(crew.session_store, crew.members[name], crew.clock)


def note(session: Session, crew: Crew, text: str) -> Point:
    return one_on_one.add_own_note(session, crew.members["Jon" if session is crew["Ana"] else "Ana"], text)


def occurrences(path: Path, mark: str = MARK) -> dict[str, int]:
    """How often the mark stands in the bytes of the team's file and of all that lies beside it, by name."""
    files = [file for file in path.parent.rglob("*") if file.is_file()]
    found = {file.name: file.read_bytes().count(mark.encode()) for file in files}
    return {name: count for name, count in found.items() if count}


# -- what is sealed, and for whom


def test_the_first_private_note_needs_a_key(crew: Crew) -> None:
    with pytest.raises(KeyNeeded, match="passphrase"):
        note(crew["Ana"], crew, f"{MARK} she looks for another job")
    with pytest.raises(KeyNeeded):
        goals.set_goal(crew["Ben"], f"{MARK} leave by spring", level="personal", visibility="me")
    assert not [*crew.store.read(Point), *crew.store.read(Goal)]
    goals.set_goal(crew["Ben"], "A garden", level="personal", visibility="leader")


def test_only_its_writer_opens_a_note_and_only_while_unlocked(crew: Crew) -> None:
    written = note(unlocked(crew, "Ana"), crew, f"{MARK} she looks for another job")
    assert written.text == f"{MARK} she looks for another job"
    assert crew["Ana"].get(Point, written.id) == written
    assert is_sealed(crew.store.read(Point)[0].text)
    locked = another(crew, "Ana")
    found = locked.get(Point, written.id)
    assert found is not None
    assert (found.text, type(found.text)) == (SEALED_WORDS, SealedText)
    passphrases.unlock(locked, PASSPHRASE)
    assert locked.get(Point, written.id) == written
    assert another(crew, "Jon").all(Point) == []
    history = [(row.before, row.after) for _, row, _ in locked.history(written)]
    assert MARK in str(history)
    assert MARK not in str([row.after for row in crew.store.read(JournalRow)])


def test_a_goal_is_sealed_while_it_is_only_its_owner_s(crew: Crew) -> None:
    ben = unlocked(crew, "Ben")
    goal = goals.set_goal(ben, f"{MARK} goal", level="personal", why=f"{MARK} why", visibility="me")
    assert occurrences(crew.path) == {}
    shared = personal.set_goal_visibility(ben, goal, "leader")
    assert shared.text == f"{MARK} goal"
    assert [found.why for found in crew["Ana"].all(Goal)] == [f"{MARK} why"], "its owner shared it"
    kept = personal.set_goal_visibility(ben, shared, "me")
    assert (kept.text, kept.why) == (f"{MARK} goal", f"{MARK} why")
    assert all(is_sealed(text) for text in (crew.store.read(Goal)[0].text, crew.store.read(Goal)[0].why))
    ben.undo("goal")
    assert [found.why for found in crew["Ana"].all(Goal)] == [f"{MARK} why"]
    ben.undo("goal")
    assert crew["Ana"].all(Goal) == []
    assert ben.all(Goal)[0].text == f"{MARK} goal"
    assert check_file(crew.path) == []


def test_saving_the_same_words_changes_nothing(crew: Crew) -> None:
    ben = unlocked(crew, "Ben")
    goal = goals.set_goal(ben, "Leave", level="personal", why="Because", visibility="me")
    entries = len(crew.store.read(JournalRow))
    assert personal.change_personal_goal(ben, goal, text="Leave", why="Because") == goal
    assert len(crew.store.read(JournalRow)) == entries
    stored = crew.store.read(Goal)[0]
    personal.change_personal_goal(ben, goal, text="Leave soon")
    assert crew.store.read(Goal)[0].why == stored.why


def test_while_it_is_locked_its_words_stay_what_they_are(crew: Crew) -> None:
    goal = goals.set_goal(unlocked(crew, "Ben"), "Leave", level="personal", why="Because", visibility="me")
    locked = another(crew, "Ben")
    with pytest.raises(KeyNeeded):
        personal.change_personal_goal(locked, goal, why="Else")
    with pytest.raises(KeyNeeded):
        personal.set_goal_visibility(locked, goal, "leader")
    seen = locked.get(Goal, goal.id)
    assert seen is not None
    with locked.change("goal.changed") as change:  # the words it could not read, as it read them
        assert change.update(seen, text=seen.text, why=seen.why).text == SEALED_WORDS
    assert crew["Ben"].get(Goal, goal.id) == goal


def test_mentoring_notes_are_sealed(crew: Crew) -> None:
    pair = mentoring.begin(crew["Ana"], crew.members["Ben"], crew.members["Jon"])
    mentoring.record_meeting(unlocked(crew, "Ben"), pair, "We met", note=f"{MARK} he is afraid")
    mentoring.add_mentoring_note(crew["Ben"], pair, f"{MARK} ask again")
    assert occurrences(crew.path) == {}
    assert [point.text for point in crew["Ben"].all(Point, "kind = 'note'")] == [
        f"{MARK} he is afraid",
        f"{MARK} ask again",
    ]


def test_a_text_that_was_changed_is_told_and_takes_nothing_down(crew: Crew) -> None:
    written = note(unlocked(crew, "Ana"), crew, "She looks for another job")
    other = note(crew["Ana"], crew, "He too")
    stored = crew.store.read(Point)
    with crew.store.change("forged", at=crew["Ana"].timestamp) as change:
        change.update(stored[1], text=stored[0].text)
    texts = {point.id: point.text for point in crew["Ana"].all(Point)}
    assert texts[written.id] == "She looks for another job"
    assert "another program changed it" in texts[other.id]


private_deeds = st.lists(
    st.tuples(st.sampled_from(["note", "goal", "reword", "narrow", "end", "undo", "draft"]), st.integers(0, 5)),
    min_size=3,
    max_size=14,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=private_deeds)
def test_private_words_are_in_no_bytes_whatever_is_done(
    make_crew: Callable[[], Crew], tmp_path_factory: pytest.TempPathFactory, deeds: list[tuple[str, int]]
) -> None:
    """Not in the file and its log, a backup, exports of others, drafts, and whatever else Huddle writes."""
    crew, folder = make_crew(), tmp_path_factory.mktemp("files")
    ben = unlocked(crew, "Ben")
    drafts = FormDrafts(ben, {"HUDDLE_HOME": str(folder)})
    for number, (deed, which) in enumerate(deeds):
        mine = personal.list_personal_goals(ben)
        with suppress(HuddleError):
            if deed == "note":
                note(ben, crew, f"{MARK} {number}")
            elif deed == "goal":
                goals.set_goal(ben, f"{MARK} {number}", level="personal", why=f"{MARK} why", visibility="me")
            elif deed == "draft":
                drafts.save(f"form {which}", {"text": f"{MARK} {number}"}, is_private=True)
            elif deed == "undo":
                ben.undo("goal", "point")
            elif mine and deed == "reword":
                personal.change_personal_goal(ben, mine[which % len(mine)], missing=f"{MARK} {number}")
            elif mine and deed == "end":
                goals.end_goal(ben, mine[which % len(mine)])
            elif mine and deed == "narrow":
                hidden = goals.set_goal(ben, "Shown to all", level="personal", visibility="everyone")
                narrowed = personal.set_goal_visibility(ben, hidden, "me")
                personal.change_personal_goal(ben, narrowed, why=f"{MARK} {number}")
    drafts.close()
    back_up(crew.path, folder / "backup.huddle")
    export_tables(crew["Ana"], folder / "export")
    assert occurrences(crew.path) == {}
    assert occurrences(folder / "backup.huddle") == {}
    assert check_file(crew.path) == []


# -- words from before there was a key


@pytest.fixture
def old_file(tmp_path: Path) -> Path:
    """A file of the fourth schema in which people wrote for themselves alone, edited it, and deleted it."""
    (tmp_path / "team").mkdir()
    path = unpack(4, tmp_path / "team" / "team.huddle")
    with closing(sqlite3.connect(path)) as connection:
        for table in ("passphrase", "vote", "mailbox"):  # of a file with open votes no copy is made
            connection.execute(f"DELETE FROM {table}")
        connection.commit()
    return path


def sessions_of_all(store: Store, clock: FrozenClock) -> list[Session]:
    return [Session.for_member(store, member, clock) for member in store.read(Member, "left_on IS NULL")]


def own_words(session: Session) -> list[str]:
    """All that the member has written for themselves alone, as it is and as it was."""
    rows = [*session.all(Point), *session.all(Goal)]
    now = [row.model_dump_json() for row in rows if sealed_for(row) == session.viewer.member_id]
    was = [
        str(json.loads(text))
        for row in session.all(JournalRow, "row_table IN ('point', 'goal')")
        for text in (row.before, row.after)
        if text and sealed_for(MODELS[row.row_table].model_validate_json(text)) == session.viewer.member_id
    ]
    return now + was


def private_texts(path: Path) -> set[str]:
    """The words of who is on the team for themselves alone, as they are and as they were, that no other row has too."""
    store = Store(path)
    rows: list[Row] = [*store.read(Point), *store.read(Goal)]
    for journaled in store.read(JournalRow, "row_table IN ('point', 'goal')"):
        model = MODELS[journaled.row_table]
        rows += [model.model_validate_json(text) for text in (journaled.before, journaled.after) if text]
    present = {member.id for member in store.read(Member, "left_on IS NULL")}
    words: dict[bool, set[str]] = {True: set(), False: set()}
    for row in rows:
        for column in SEALED_COLUMNS[row.table]:
            if getattr(row, column) and not is_sealed(getattr(row, column)):
                words[sealed_for(row) in present].add(getattr(row, column))
    store.close()
    return words[True] - words[False]


def test_old_words_are_sealed_in_rows_and_history_when_the_key_is_made(old_file: Path, clock: FrozenClock) -> None:
    store = Store(old_file)
    words = private_texts(old_file)
    assert len(words) > 5
    keep_daily_copy(old_file, clock().date())
    for session in sessions_of_all(store, clock):
        before = own_words(session)
        passphrases.set_passphrase(session, PASSPHRASE)
        assert own_words(session) == before, "its owner reads the same"
    assert read_clear_due(store)
    assert private_texts(old_file) == set()
    copies = [copy.path for copy in list_copies(old_file)]
    assert copies
    cleared = clear_old_words(session)
    assert (cleared.problems, cleared.removed_copies) == ((), len(copies))
    assert not read_clear_due(store)
    assert [text for copy in list_copies(old_file) for text in words if text.encode() in copy.path.read_bytes()] == []
    store.close()
    assert check_file(old_file) == []
    assert {text: found for text in words if (found := occurrences(old_file, text))} == {}


def test_old_words_stay_in_the_log_while_somebody_reads_and_that_is_said(old_file: Path, clock: FrozenClock) -> None:
    store, reader = Store(old_file), connect(old_file)
    words = private_texts(old_file)
    for session in sessions_of_all(store, clock):
        passphrases.set_passphrase(session, PASSPHRASE)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM journal").fetchone()
    cleared = clear_old_words(session)
    assert not cleared.is_whole
    assert "Older versions stay in the log until everyone has closed the file" in cleared.sentences[0]
    reader.close()
    store.close()
    assert {text: found for text in words if (found := occurrences(old_file, text))} == {}


def test_a_file_that_is_open_does_not_become_shorter(crew: Crew) -> None:
    """An open file that becomes shorter is taken for one that another program has cut."""
    ana = crew["Ana"]
    with ana.change("goal.set") as change:
        many = [change.insert(Goal(text="x" * 400, set_at=ana.timestamp)) for _ in range(2000)]
    fold_log(crew.path)
    size = crew.path.stat().st_size
    with ana.change("goal.removed") as change:
        for goal in many:
            change.delete(goal)
    with closing(sqlite3.connect(crew.path)) as connection, writable_journal(connection):
        connection.execute("DELETE FROM journal_row")
        connection.execute("COMMIT")
    assert overwrite_old_content(crew.path)
    assert crew.path.stat().st_size >= size
    goals.set_goal(ana, "It goes on")
    assert crew.store.leave_if_moved() is None


def test_until_there_is_a_key_old_words_are_not_written_again(old_file: Path, clock: FrozenClock) -> None:
    """What enters the chain of the journal stays there."""
    store = Store(old_file)
    met = set()
    for session in sessions_of_all(store, clock):
        for row in [*session.all(Point), *session.all(Goal)]:
            if sealed_for(row) == session.viewer.member_id:
                met.add(type(row))
                with pytest.raises(KeyNeeded), session.change("row.changed") as change:
                    change.update(row, **({"done": True} if isinstance(row, Point) else {"ended_on": session.today}))
                with pytest.raises(KeyNeeded), session.change("row.deleted") as change:
                    change.delete(row)
    store.close()
    assert met == {Point, Goal}


def test_undo_brings_back_no_old_words_that_are_not_sealed(crew: Crew) -> None:
    """Behind the beginning of the chain they would stay for good."""
    ben = crew["Ben"]
    with crew.store.change("goal.set", at=ben.timestamp, by=ben.viewer.member_id) as change:  # as an older Huddle did
        goal = change.insert(
            Goal(level="personal", member_id=ben.viewer.member_id, text=f"{MARK} leave", set_at=ben.timestamp)
        )
    with crew.store.change("goal.shared", at=ben.timestamp, by=ben.viewer.member_id) as change:
        change.update(goal, visibility="everyone")
    entry = crew.store.read(JournalEntry, order="id DESC", limit=1)[0]
    before = len(crew.store.read(JournalRow))
    with pytest.raises(KeyNeeded):
        ben.undo(entry=entry)
    assert len(crew.store.read(JournalRow)) == before


def test_old_words_that_are_not_sealed_are_told_at_the_start(old_file: Path, clock: FrozenClock) -> None:
    store = Store(old_file)
    sessions = sessions_of_all(store, clock)
    told = [any("not sealed yet" in sentence for sentence in tell_once(session)) for session in sessions]
    assert any(told)
    for session in sessions:
        passphrases.set_passphrase(session, PASSPHRASE)
        assert not passphrases.has_unsealed_words(session)
    store.close()


# -- the passphrase, and the key


def test_a_new_passphrase_opens_the_same_words_and_the_old_one_nothing(crew: Crew) -> None:
    written = note(unlocked(crew, "Ana"), crew, "Words")
    passphrases.change_passphrase(crew["Ana"], PASSPHRASE, "another four plain words")
    session = another(crew, "Ana")
    with pytest.raises(passphrases.WrongPassphrase):
        passphrases.unlock(session, PASSPHRASE)
    passphrases.unlock(session, "another four plain words")
    assert session.get(Point, written.id) == written


def test_a_new_key_opens_the_old_words_too_and_is_vouched_for(crew: Crew) -> None:
    first = note(unlocked(crew, "Ana"), crew, "Before")
    passphrases.make_new_key(crew["Ana"], PASSPHRASE)
    second = note(crew["Ana"], crew, "After")
    session = another(crew, "Ana")
    passphrases.unlock(session, PASSPHRASE)
    assert [session.get(Point, row.id) for row in (first, second)] == [first, second]
    stored = passphrases.list_keys(session, crew.members["Ana"].id)
    assert [(key.number, key.ended_at is None) for key in stored] == [(1, False), (2, True)]
    old, new = (passphrases.read_public_key(session, key) for key in stored)
    proof, what = json.loads(stored[1].proof), {"sign": stored[1].sign, "seal": stored[1].seal}
    assert new.verifies(proof["own"], "key", what)
    assert old.verifies(proof["before"], "key.next", what | {"number": 2})


def test_the_recovery_sheet_opens_everything(crew: Crew) -> None:
    first = note(unlocked(crew, "Ana"), crew, "Before")
    passphrases.make_new_key(crew["Ana"], PASSPHRASE)
    second = note(crew["Ana"], crew, "After")
    words = passphrases.recovery_words(crew["Ana"])
    session = another(crew, "Ana")
    with pytest.raises(HuddleError, match="another key"):
        passphrases.recover(session, root_to_words(bytes(32)), "a new one that is long")
    passphrases.recover(session, words, "a new one that is long")
    assert [session.get(Point, row.id) for row in (first, second)] == [first, second]
    again = another(crew, "Ana")
    passphrases.unlock(again, "a new one that is long")
    assert again.get(Point, first.id) == first


def test_a_session_that_is_open_seals_with_no_key_that_has_ended(crew: Crew) -> None:
    """Its root would be in this process alone, and the words lost with it."""
    jon = unlocked(crew, "Jon")
    passphrases.end_key(crew["Ana"], crew.members["Jon"])
    newer = another(crew, "Jon")
    passphrases.set_passphrase(newer, "a new one that is long")
    with pytest.raises(KeyNeeded):
        note(jon, crew, f"{MARK} too late")
    assert not jon.viewer.keys.is_unlocked
    passphrases.unlock(jon, "a new one that is long")
    written = note(jon, crew, f"{MARK} in time")
    assert newer.get(Point, written.id) == written


def test_a_session_that_is_open_seals_with_the_new_key_alone(crew: Crew) -> None:
    ana = unlocked(crew, "Ana")
    other = another(crew, "Ana")
    passphrases.unlock(other, PASSPHRASE)
    passphrases.make_new_key(other, PASSPHRASE)
    with pytest.raises(KeyNeeded):
        note(ana, crew, "Sealed with what may be known to somebody")


def test_after_a_reset_whoever_has_the_key_still_reads_on(crew: Crew) -> None:
    written = note(unlocked(crew, "Jon"), crew, f"{MARK} before")
    kept_keys.keep_unlocked(crew["Jon"])
    sheet = passphrases.recovery_words(crew["Jon"])
    passphrases.end_key(crew["Ana"], crew.members["Jon"])
    # A session that was unlocked keeps what it had.
    passphrases.set_passphrase(crew["Jon"], "a new one that is long")
    assert crew["Jon"].get(Point, written.id) == written
    session = another(crew, "Jon")
    passphrases.unlock(session, "a new one that is long")
    assert session.get(Point, written.id) == written
    # The key kept on this computer keeps it too, and the sheet of the old key brings it back.
    passphrases.end_key(crew["Ana"], crew.members["Jon"])
    anew = another(crew, "Jon")
    passphrases.set_passphrase(anew, "yet another long one")
    assert anew.get(Point, written.id) != written
    kept_keys.keep_unlocked(anew)
    kept = another(crew, "Jon")
    kept_keys.use_kept_keys(kept)
    assert kept.get(Point, written.id) == written
    passphrases.recover(anew, sheet, "the last long one")
    assert anew.get(Point, written.id) == written
    last = another(crew, "Jon")
    passphrases.unlock(last, "the last long one")
    assert last.get(Point, written.id) == written


@pytest.mark.parametrize("box", ["garbage", "", "[]", "{}", None])
def test_the_recovery_sheet_helps_where_the_lock_is_damaged_or_gone(crew: Crew, box: str | None) -> None:
    written = note(unlocked(crew, "Ana"), crew, "Words")
    sheet = passphrases.recovery_words(crew["Ana"])
    with closing(sqlite3.connect(crew.path)) as connection:
        if box is None:
            connection.execute("DELETE FROM member_lock")
        else:
            connection.execute("UPDATE member_lock SET box = ?", (box,))
        connection.commit()
    session = another(crew, "Ana")
    with pytest.raises(HuddleError, match=r"Another program (changed|removed the lock of) your key"):
        passphrases.set_passphrase(session, "a new one that is long", PASSPHRASE)
    passphrases.recover(session, sheet, "a new one that is long")
    assert session.get(Point, written.id) == written
    again = another(crew, "Ana")
    passphrases.unlock(again, "a new one that is long")
    assert again.get(Point, written.id) == written


def test_of_two_who_change_the_passphrase_at_once_one_is_told(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    unlocked(crew, "Ana")
    other, lock = another(crew, "Ana"), key_box.lock

    def lock_while_another_changes(*args: Any) -> str:
        monkeypatch.setattr(key_box, "lock", lock)
        passphrases.change_passphrase(other, PASSPHRASE, "changed elsewhere by me")
        return lock(*args)

    monkeypatch.setattr(key_box, "lock", lock_while_another_changes)
    with pytest.raises(Conflict, match="Your passphrase was just changed elsewhere"):
        passphrases.change_passphrase(crew["Ana"], PASSPHRASE, "this one is overtaken")
    passphrases.unlock(another(crew, "Ana"), "changed elsewhere by me")


def test_the_root_of_an_old_key_outlives_a_change_of_its_public_half(crew: Crew) -> None:
    first = note(unlocked(crew, "Ana"), crew, "Before")
    passphrases.make_new_key(crew["Ana"], PASSPHRASE)
    with closing(sqlite3.connect(crew.path)) as connection:
        connection.execute("UPDATE member_key SET sign = '00' WHERE number = 1")
        connection.commit()
    passphrases.change_passphrase(another(crew, "Ana"), PASSPHRASE, "a new one that is long")
    session = another(crew, "Ana")
    passphrases.unlock(session, "a new one that is long")
    assert session.get(Point, first.id) == first


def test_two_threads_that_need_the_kept_key_both_have_it() -> None:
    key, begun, go_on = MemberKey.make("team", 2), threading.Event(), threading.Event()

    def load() -> list[MemberKey]:
        begun.set()
        go_on.wait(10)
        return [key]

    ring = KeyRing()
    ring.load_with(load)
    found: list[tuple[MemberKey, ...]] = []
    threads = [threading.Thread(target=lambda: found.append(ring.all_keys)) for _ in range(2)]
    threads[0].start()
    begun.wait(10)
    threads[1].start()
    go_on.set()
    for thread in threads:
        thread.join(10)
    assert found == [(key,), (key,)]


def test_a_leader_ends_a_key_and_opens_nothing_by_it(crew: Crew) -> None:
    written = note(unlocked(crew, "Jon"), crew, f"{MARK} I am looking for another job")
    with pytest.raises(HuddleError, match="Only the leader"):
        passphrases.end_key(crew["Ben"], crew.members["Jon"])
    passphrases.end_key(crew["Ana"], crew.members["Jon"])
    assert "key.ended" in [entry.what for entry in crew["Ben"].all(JournalEntry)], "told to everybody"
    session = another(crew, "Jon")
    assert not passphrases.has_passphrase(session)
    passphrases.set_passphrase(session, "a new one that is long")
    found = session.get(Point, written.id)
    assert found is not None
    assert found.text == SEALED_WORDS
    newest = passphrases.list_keys(session, crew.members["Jon"].id)[-1]
    assert (newest.number, "before" in json.loads(newest.proof)) == (2, False)


def test_an_old_passphrase_is_in_no_journal(crew: Crew) -> None:
    unlocked(crew, "Ana")
    box = raw_box(crew)
    passphrases.change_passphrase(crew["Ana"], PASSPHRASE, "another four plain words")
    text = crew.path.read_bytes() + b"".join(path.read_bytes() for path in crew.path.parent.glob("*-wal"))
    assert json.loads(box)["box"] not in str(crew.store.read(JournalRow))
    assert overwrite_old_content(crew.path)
    assert json.loads(box)["box"].encode() not in crew.path.read_bytes(), len(text)


def raw_box(crew: Crew) -> str:
    with closing(sqlite3.connect(crew.path)) as connection:
        return str(connection.execute("SELECT box FROM member_lock").fetchone()[0])


def test_a_key_is_kept_on_this_computer_for_this_user_alone(crew: Crew) -> None:
    written = note(unlocked(crew, "Ana"), crew, "Words")
    kept_keys.keep_unlocked(crew["Ana"])
    files = list((data_home() / "keys").iterdir())
    assert [path.stat().st_mode & 0o777 for path in (data_home() / "keys", *files)] == [0o700, 0o600]
    session = another(crew, "Ana")
    kept_keys.use_kept_keys(session)
    assert session.get(Point, written.id) == written
    jon = another(crew, "Jon")
    kept_keys.use_kept_keys(jon)
    assert not jon.viewer.keys.is_unlocked
    kept_keys.forget_kept(session)
    assert not kept_keys.is_kept(session)


def test_a_kept_key_that_was_ended_opens_nothing(crew: Crew) -> None:
    unlocked(crew, "Jon")
    kept_keys.keep_unlocked(crew["Jon"])
    passphrases.end_key(crew["Ana"], crew.members["Jon"])
    session = another(crew, "Jon")
    kept_keys.use_kept_keys(session)
    assert not session.viewer.keys.is_unlocked


def test_a_kept_key_of_another_user_is_none(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    kept_keys.keep_unlocked(unlocked(crew, "Ana"))
    assert len(kept_keys.read_kept_keys(another(crew, "Ana"))) == 1
    monkeypatch.setattr("os.geteuid", lambda: 12345)
    assert kept_keys.read_kept_keys(another(crew, "Ana")) == ()


@pytest.mark.parametrize("uid", ["{folder}/x", "zz", "00ff", "", "A" * 32, "0" * 31 + "\n", "0" * 32 + "\n"])
def test_a_teams_id_that_was_changed_is_in_no_path(crew: Crew, tmp_path: Path, uid: str) -> None:
    written = note(unlocked(crew, "Ana"), crew, "Words")
    with closing(sqlite3.connect(crew.path)) as connection:
        connection.execute("UPDATE team_uid SET uid = ?", (uid.format(folder=tmp_path),))
        connection.commit()
    session = another(crew, "Ana")
    for use in (
        passphrases.team_uid,
        kept_keys.is_kept,
        kept_keys.forget_kept,
        lambda s: passphrases.unlock(s, PASSPHRASE),
        lambda s: kept_keys.keep_unlocked(crew["Ana"]),
    ):
        with pytest.raises(HuddleError, match="id in this file is damaged"):
            use(session)
    kept_keys.use_kept_keys(session)
    assert [point.text for point in session.all(Point, "id = ?", (written.id,))] == [SEALED_WORDS]
    assert check_file(crew.path)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200))
def test_a_damaged_kept_key_is_none(make_crew: Callable[[], Crew], content: bytes) -> None:
    crew = make_crew()
    kept_keys.keep_unlocked(unlocked(crew, "Ana"))
    (path,) = (path for path in (data_home() / "keys").iterdir() if passphrases.team_uid(crew["Ana"]) in path.name)
    path.write_bytes(content)
    session = another(crew, "Ana")
    kept_keys.use_kept_keys(session)
    assert not session.viewer.keys.is_unlocked


CHANGED_KEY = "Another program changed (your key|key 1) in this file"


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE member_key SET sign = 'no hexadecimal'", CHANGED_KEY),
        ("UPDATE member_key SET sign = '00'", "Wrong passphrase. Check upper and lower case, then try again"),
        ("UPDATE member_key SET seal = sign", "Wrong passphrase. Check upper and lower case, then try again"),
        ("UPDATE member_key SET ended_at = '2026-11-23T14:00:00.000Z'", "You have no key in this file"),
        ("DELETE FROM member_key", "You have no key in this file"),
        ("UPDATE member_lock SET box = ''", CHANGED_KEY),
        ("UPDATE member_lock SET box = '{}'", CHANGED_KEY),
        ("UPDATE member_lock SET box = json_set(box, '$.n', 1e9)", CHANGED_KEY),
        (
            "UPDATE member_lock SET box = json_set(box, '$.salt', '00')",
            "Wrong passphrase. Check upper and lower case, then try again",
        ),
        ("UPDATE member_lock SET box = json_set(box, '$.box', 'zz')", CHANGED_KEY),
        ("UPDATE point SET text = substr(text, 1, 40)", None),
        ("UPDATE point SET text = char(31) || 'S1:'", None),
        ("UPDATE point SET text = replace(text, ':1.1:', ':1.2:')", None),
    ],
)
def test_what_another_program_has_changed_is_told_in_a_sentence(crew: Crew, statement: str, told: str | None) -> None:
    """Where the key is concerned by who unlocks it; and where it is words, by what stands in their place."""
    note(unlocked(crew, "Ana"), crew, "She looks for another job")
    kept_keys.keep_unlocked(crew["Ana"])
    with closing(sqlite3.connect(crew.path)) as connection:
        connection.execute(statement)
        connection.commit()
    for session in (crew["Ana"], another(crew, "Ana"), another(crew, "Jon")):
        kept_keys.use_kept_keys(session)
        for model in (Point, Goal, JournalRow, StoredKey):
            session.all(model)
        with suppress(HuddleError):
            note(session, crew, "Another")
    if told is None:
        passphrases.unlock(another(crew, "Ana"), PASSPHRASE)
    else:
        with pytest.raises(HuddleError, match=told) as refused:
            passphrases.unlock(another(crew, "Ana"), PASSPHRASE)
        assert str(refused.value).rstrip().endswith((".", "huddle passphrase", "huddle check"))
    # A locked key is in no journal: its owner alone notices.
    assert check_file(crew.path) or "member_lock" in statement, "the check names it"


@pytest.mark.parametrize("table", ["goal", "point"])
def test_who_may_read_a_row_is_not_changed_from_outside(crew: Crew, table: str) -> None:
    """Else the next change of it, by its owner, would open its words in the file."""
    values: dict[str, object]
    if table == "goal":
        row: Row = goals.set_goal(unlocked(crew, "Ana"), f"{MARK} leave", level="personal")
        statement, values = "UPDATE goal SET visibility = 'leader'", {"due": date(2027, 1, 1)}
    else:
        row = note(unlocked(crew, "Ana"), crew, f"{MARK} she leaves")
        statement, values = "UPDATE point SET kind = 'agenda'", {"done": True}
    with closing(sqlite3.connect(crew.path)) as connection:
        connection.execute(statement)
        connection.commit()
    with pytest.raises(HuddleError, match="Another program"), crew["Ana"].change("row.changed") as change:
        change.update(row, **values)
    assert occurrences(crew.path) == {}
