"""A key that has ended says of nobody any more who they are, also in sessions that it has opened before."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from core.access.key_ring import KeyNeeded
from core.access.session import Session
from core.access.viewer import Known
from core.conversations import one_on_one
from core.errors import HuddleError
from core.goals import goals
from core.models import Goal, JournalEntry, MemberLock, Point
from core.team import passphrases
from core.team.session_opening import resolve_session
from tests.conftest import Crew
from tests.core.talks import WORDS

pytestmark = pytest.mark.locked

BY_KEY, BY_LOGIN, BY_ROOT = Known("proved", "key"), Known("local", "login"), Known("local", "as:root")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUDDLE_HOME", str(tmp_path / "home"))


def opened(crew: Crew, known: Known) -> Session:
    """A session of Jon's, whose key is unlocked."""
    session = Session.for_member(crew.session_store, crew.members["Jon"], crew.clock, known=known)
    if passphrases.has_passphrase(session):
        passphrases.unlock(session, WORDS)
    else:
        passphrases.set_passphrase(session, WORDS)
    return session


def write_goal(session: Session) -> Goal:
    return goals.set_goal(session, "A house", level="personal", visibility="everyone")


def test_after_a_reset_nobody_writes_with_the_passphrase_before(crew: Crew) -> None:
    opened(crew, BY_LOGIN)
    thief = opened(crew, BY_KEY)
    write_goal(thief)
    passphrases.end_key(crew["Ana"], crew.members["Jon"])
    written = len(crew.store.read(JournalEntry))
    for _ in range(2):
        with pytest.raises(HuddleError, match="Open Huddle again and type the newest"):
            write_goal(thief)
        with pytest.raises(HuddleError, match="The passphrase you used for"):
            passphrases.set_passphrase(thief, "the thief's own words")
    assert len(crew.store.read(JournalEntry)) == written
    assert passphrases.find_claimed(crew["Ana"]) == set()
    assert thief.viewer.level == "guest"


def test_nor_reads_what_is_the_members_own(crew: Crew) -> None:
    passphrases.set_passphrase(owner := opened(crew, BY_LOGIN), WORDS, WORDS)
    goals.set_goal(owner, "Another town", level="personal", visibility="leader")
    thief = opened(crew, BY_KEY)
    assert len(thief.all(Goal)) == 1
    passphrases.make_new_key(owner, WORDS)
    thief.refresh_role()
    assert (thief.all(Goal), thief.viewer.level, thief.viewer.keys.all_keys) == ([], "guest", ())
    passphrases.unlock(thief, WORDS)  # whoever has the newest passphrase is the member again
    thief.refresh_role()
    assert (len(thief.all(Goal)), thief.viewer.level) == (1, "proved")
    write_goal(thief)


def test_whose_login_says_who_they_are_goes_on_and_types_the_newest(crew: Crew) -> None:
    owner, elsewhere = opened(crew, BY_LOGIN), opened(crew, BY_LOGIN)
    passphrases.make_new_key(elsewhere, WORDS)
    write_goal(owner)
    assert (owner.viewer.level, owner.viewer.keys.is_unlocked) == ("local", False)
    with pytest.raises(KeyNeeded):
        one_on_one.add_own_note(owner, crew.members["Ana"], "Not for the key before")
    assert crew.store.read(Point) == []
    passphrases.unlock(owner, WORDS)
    note = one_on_one.add_own_note(owner, crew.members["Ana"], "For the newest")
    assert elsewhere.get(Point, note.id) == note


def test_who_said_a_name_and_chose_a_passphrase_is_a_guest_once_it_is_ended(crew: Crew) -> None:
    session = opened(crew, BY_ROOT)
    write_goal(session)
    passphrases.end_key(crew["Ana"], crew.members["Jon"])
    with pytest.raises(HuddleError, match="You are a guest here, as Jon Weiss"):
        write_goal(session)
    assert session.viewer.is_guest


def test_who_makes_a_new_key_goes_on_with_it(crew: Crew) -> None:
    for known in (BY_LOGIN, BY_KEY):
        session = opened(crew, known)
        passphrases.make_new_key(session, WORDS)
        write_goal(session)
        session.refresh_role()
        assert session.viewer.level == "proved"


def test_a_passphrase_from_before_there_were_keys_still_opens(crew: Crew) -> None:
    salt = bytes(16)
    hashed = hashlib.scrypt(WORDS.encode(), salt=salt, n=2**4, r=8, p=1).hex()
    box = json.dumps({"kdf": "scrypt", "n": 2**4, "r": 8, "p": 1, "salt": salt.hex(), "hash": hashed})
    with crew.store.change("passphrase.set", at=crew["Ana"].timestamp) as change:
        change.insert(MemberLock(member_id=crew.members["Jon"].id, box=box))
    session = resolve_session(crew.session_store, crew.clock, "Jon", "root", lambda _prompt: WORDS)
    assert session.viewer.level == "proved"
    write_goal(session)


def test_a_key_that_was_replaced_in_the_file_is_not_the_members(crew: Crew) -> None:
    opened(crew, BY_LOGIN)
    session = opened(crew, BY_KEY)
    with crew.store.change("key.made", at=crew["Ana"].timestamp) as change:
        change.update(passphrases.list_keys(session, session.me.id)[0], sign="00" * 32)
    session.refresh_role()
    assert session.viewer.is_guest
