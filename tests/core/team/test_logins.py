"""Whose login somebody's is, who may say so, and who is told: with it one acts as them and is asked nothing."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from core.access.session import Session
from core.access.viewer import Known
from core.errors import Conflict, HuddleError
from core.metrics.metrics import add_metric
from core.models import JournalEntry, Member
from core.team import members, members_csv, passphrases
from core.team.opening_notices import tell_once
from core.team.session_opening import resolve_session
from data.sqlite import sqlite3
from tests.conftest import Crew

PASSPHRASE = "three plain words"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HUDDLE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def starts(crew: Crew, name: str, monkeypatch: pytest.MonkeyPatch, computer: str = "") -> list[str]:
    """Starts Huddle as a member, on a computer of their own, and returns what is said."""
    monkeypatch.setenv("HUDDLE_HOME", str(crew.path.parent / f"home of {name}{computer}"))
    login = crew.store.read(Member, "id = ?", (crew.members[name].id,))[0].login
    known = Known("local", "login") if login else Known("local", f"as:{name.lower()}")
    return tell_once(Session.for_member(crew.session_store, crew.members[name], crew.clock, known=known))


def test_a_login_is_the_leaders_to_say_until_there_is_a_passphrase(crew: Crew, tmp_path: Path) -> None:
    ana, ben, jon = crew["Ana"], crew["Ben"], crew.members["Jon"]
    members.edit_member(ana, jon, login="jon")
    members.edit_member(ana, jon, login="")
    passphrases.set_passphrase(crew["Jon"], PASSPHRASE)
    file = tmp_path / "people.csv"
    file.write_text("name,login,territory\nJon Weiss,mine,Ruhr\n")
    with pytest.raises(HuddleError, match="huddle member reset-key 'Jon Weiss'"):
        members.edit_member(ana, jon, login="mine")
    assert (
        "Jon Weiss has a passphrase, so only they can change their login"
        in members_csv.import_members(ana, file).refused[0].reason
    )
    with pytest.raises(HuddleError, match="Only the leader can edit Jon"):
        members.edit_member(ben, jon, login="mine")
    assert members.edit_member(ana, jon, territory="Ruhr").login is None
    assert members.edit_member(crew["Jon"], jon, login="jweiss").login == "jweiss"
    assert members.edit_member(ana, jon, territory="Rhein").login == "jweiss"


def test_a_login_that_was_taken_away_before_does_not_come_back_by_undo(crew: Crew) -> None:
    ana, jon = crew["Ana"], crew.members["Jon"]
    members.edit_member(ana, jon, login="jon")
    members.edit_member(ana, jon, login="mine")
    passphrases.set_passphrase(crew["Jon"], PASSPHRASE)
    with pytest.raises(Conflict, match="They have a passphrase now, so only they can change their login"):
        ana.undo("member")
    assert crew["Jon"].me.login == "mine"


def test_a_member_who_comes_back_keeps_their_login(crew: Crew) -> None:
    ana, jon = crew["Ana"], crew.members["Jon"]
    passphrases.set_passphrase(crew["Jon"], PASSPHRASE)
    members.end_membership(ana, jon)
    with pytest.raises(HuddleError, match="Jon Weiss has a passphrase, so only they can change their login"):
        members.add_member(ana, "Jon Weiss", login="mine")
    assert members.add_member(ana, "Jon Weiss").login is None


def test_two_do_not_share_a_login_that_differs_in_case(crew: Crew) -> None:
    members.edit_member(crew["Ana"], crew.members["Jon"], login="Jon")
    with pytest.raises(HuddleError, match="is already used by another member"):
        members.edit_member(crew["Ana"], crew.members["Ben"], login="jon")
    assert members.edit_member(crew["Ana"], crew.members["Jon"], login="JON").login == "JON"


def test_a_leader_who_maps_a_members_login_is_told_of_to_all(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    """Attack 3: the leader's second account becomes Jon, and chooses his passphrase."""
    jon = crew.members["Jon"]
    for name in ("Ana", "Ben"):
        members.edit_member(crew["Ana"], crew.members[name], login=name.lower())
        starts(crew, name, monkeypatch)
        starts(crew, "Jon", monkeypatch)
    members.edit_member(crew["Ana"], jon, login="ana2")
    members.edit_member(crew["Ana"], crew.members["Lea"], territory="Ruhr")
    as_jon = resolve_session(crew.session_store, crew.clock, None, "ana2")
    assert (as_jon.me.id, as_jon.viewer.known.via) == (jon.id, "login")
    (told,) = starts(crew, "Ben", monkeypatch)
    assert told == "Jon Weiss's login was set to ana2 by Ana Ruiz on 23 Nov. If you did not expect this, ask Jon Weiss."
    assert starts(crew, "Ben", monkeypatch) == []
    passphrases.set_passphrase(as_jon, PASSPHRASE)
    (told,) = starts(crew, "Ben", monkeypatch)
    assert told.startswith("Jon Weiss chose a passphrase on 23 Nov")
    by_name = Session.for_member(crew.session_store, jon, crew.clock, known=Known("local", "as:jon"))
    monkeypatch.setenv("HUDDLE_HOME", str(crew.path.parent / "home of Jon"))
    own = tell_once(by_name)
    assert own[0].startswith("Ana Ruiz set your login to ana2 on 23 Nov.")
    assert tell_once(by_name) == []


def test_who_made_a_change_is_not_told_of_it(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    own = Session.for_member(crew.session_store, crew.members["Ana"], crew.clock, known=Known("local", "login"))
    members.edit_member(own, crew.members["Ana"], login="ana")
    passphrases.set_passphrase(own, PASSPHRASE)
    assert starts(crew, "Ana", monkeypatch) == []
    assert tell_once(crew.room) == []
    assert [said.split(maxsplit=3)[:3] for said in starts(crew, "Ben", monkeypatch)] == [
        ["Ana", "Ruiz's", "login"],
        ["Ana", "Ruiz", "chose"],
    ]
    crew.clock.advance(days=31)
    assert starts(crew, "Ben", monkeypatch, " later") == []


def test_an_ended_key_and_the_one_after_it_are_told(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    passphrases.set_passphrase(crew["Jon"], PASSPHRASE)
    starts(crew, "Ben", monkeypatch)
    passphrases.end_key(crew["Ana"], crew.members["Jon"])
    (told,) = starts(crew, "Ben", monkeypatch)
    assert told.startswith("Jon Weiss's passphrase was ended by Ana Ruiz on 23 Nov.")
    again = Session.for_member(crew.session_store, crew.members["Jon"], crew.clock)
    passphrases.set_passphrase(again, "other plain words")
    (told,) = starts(crew, "Ben", monkeypatch)
    assert "key is new since 23 Nov, made by Jon Weiss: not confirmed by an earlier key" in told
    passphrases.make_new_key(again, "other plain words")
    (told,) = starts(crew, "Ben", monkeypatch)
    assert "confirmed by the key before it" in told


@pytest.mark.parametrize(
    ("proof", "said"),
    [
        ("garbage", "its confirmation is invalid. If you did not expect this"),
        ("[]", "its confirmation is invalid. If you did not expect this"),
        ("[" * 100_000, "its confirmation is invalid. If you did not expect this"),
        ('{"before": 1}', "its confirmation is invalid. If you did not expect this"),
        ('{"before": "' + "00" * 64 + '"}', "its confirmation is invalid. If you did not expect this"),
        ('{"own": ""}', "not confirmed by an earlier key"),
    ],
)
def test_a_key_is_said_to_be_vouched_for_only_with_a_signature_that_holds(
    crew: Crew, monkeypatch: pytest.MonkeyPatch, proof: str, said: str
) -> None:
    passphrases.set_passphrase(crew["Jon"], PASSPHRASE)
    starts(crew, "Ben", monkeypatch)
    passphrases.make_new_key(crew["Jon"], PASSPHRASE)
    with closing(sqlite3.connect(crew.path)) as connection:
        connection.execute("UPDATE member_key SET proof = ? WHERE number = 2", (proof,))
        connection.commit()
    (told,) = starts(crew, "Ben", monkeypatch)
    assert said in told
    assert "the key before vouches" not in told


@pytest.mark.parametrize("statement", ["sign = 'no key'", "seal = '00'", "number = 7"])
def test_a_key_that_was_replaced_is_not_said_to_be_vouched_for(
    crew: Crew, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    passphrases.set_passphrase(crew["Jon"], PASSPHRASE)
    starts(crew, "Ben", monkeypatch)
    passphrases.make_new_key(crew["Jon"], PASSPHRASE)
    with closing(sqlite3.connect(crew.path)) as connection:
        connection.execute(f"UPDATE member_key SET {statement} WHERE number = 2")
        connection.commit()
    (told,) = starts(crew, "Ben", monkeypatch)
    assert "its confirmation is invalid. If you did not expect this, ask Jon Weiss, and see: huddle check" in told


def test_a_signature_is_verified_for_a_notice_that_is_told_alone(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    passphrases.set_passphrase(crew["Jon"], PASSPHRASE)
    passphrases.make_new_key(crew["Jon"], PASSPHRASE)
    assert len(starts(crew, "Ben", monkeypatch)) == 2
    monkeypatch.delattr("core.team.identity_notices.read_vouching")
    assert starts(crew, "Ben", monkeypatch) == []


def test_many_logins_of_one_import_are_one_notice(crew: Crew, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "people.csv"
    file.write_text("name,login\nJon Weiss,jon\nLea Brandt,lea\nTom Vega,tom\n")
    members_csv.import_members(crew["Ana"], file)
    (told,) = starts(crew, "Ben", monkeypatch)
    assert "login was set to jon by Ana Ruiz on 23 Nov, and 2 more" in told
    (told,) = starts(crew, "Lea", monkeypatch)
    assert told.startswith("Ana Ruiz set your login to lea")


def test_a_guest_is_told_that_they_are_one(crew: Crew) -> None:
    guest = Session.for_member(crew.session_store, crew.members["Ben"], crew.clock, known=Known("guest", "as:root"))
    (told,) = tell_once(guest)
    assert told.startswith("You are a guest here, as Ben Okafor")
    assert tell_once(guest) == []


def test_a_leader_who_leads_no_more_sets_no_login_and_ends_no_key(crew: Crew) -> None:
    """Attack 11, for what says who somebody is: by a session that is still open."""
    passphrases.set_passphrase(crew["Jon"], PASSPHRASE)
    add_metric(crew["Ana"], "calls")
    elsewhere = Session.for_member(crew.session_store, crew.members["Ana"], crew.clock)
    members.edit_member(elsewhere, crew.members["Lea"], role="leader")
    members.edit_member(elsewhere, crew.members["Ana"], role="seller")
    assert crew["Ana"].viewer.is_leader, "the open session has not heard of it"
    before = len(crew.store.read(JournalEntry))
    with pytest.raises(HuddleError, match="Only the leader can edit Ben"):
        members.edit_member(crew["Ana"], crew.members["Ben"], login="mine")
    with pytest.raises(HuddleError, match="Only the leader can end"):
        passphrases.end_key(crew["Ana"], crew.members["Jon"])
    assert len(crew.store.read(JournalEntry)) == before
