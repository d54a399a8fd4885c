"""How certain it is who opens a team: by their login, by a passphrase, or by name alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.access.session import Session
from core.access.viewer import Known
from core.errors import HuddleError
from core.metrics import entries, metrics
from core.models import Entry, JournalEntry
from core.team import kept_keys, passphrases
from core.team.members import edit_member
from core.team.session_opening import TRIES, resolve_session
from tests.conftest import Crew

PASSPHRASE = "three plain words"


@pytest.fixture
def typing() -> Callable[..., Callable[[str], str]]:
    """Somebody at a terminal, who types these lines."""

    def make(*lines: str) -> Callable[[str], str]:
        waiting = list(lines)

        def ask(prompt: str) -> str:
            assert "passphrase" in prompt
            return waiting.pop(0)

        return ask

    return make


def known(session: Session) -> tuple[str, str | None, int | None]:
    return session.viewer.level, session.viewer.known.via, session.viewer.known.typed_by


@pytest.fixture
def shared(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> Crew:
    """A team whose file others may open: the folders around it here are closed to them."""
    monkeypatch.setattr("core.team.session_opening.is_for_this_user_alone", lambda _path: False)
    return crew


def test_the_members_own_login_is_asked_for_nothing(shared: Crew) -> None:
    edit_member(shared["Ana"], shared.members["Ben"], login="ben")
    for name in (None, "Ben"):
        assert known(resolve_session(shared.store, shared.clock, name, "Ben")) == ("local", "login", None)
    passphrases.set_passphrase(shared["Ben"], PASSPHRASE)
    assert known(resolve_session(shared.store, shared.clock, "Ben", "ben")) == ("local", "login", None)


def test_by_name_alone_one_is_local_only_where_nobody_else_opens_the_file(crew: Crew) -> None:
    jon = crew.members["Jon"]
    edit_member(crew["Ana"], jon, login="jon")
    assert known(resolve_session(crew.store, crew.clock, "Ben", "jon")) == ("local", "as:jon", jon.id)
    assert known(resolve_session(crew.store, crew.clock, "Ben", "root")) == ("local", "as:root", None)
    assert known(resolve_session(crew.store, crew.clock, "Ben", None)) == ("local", "as:unknown", None)


def test_elsewhere_one_is_a_guest(shared: Crew) -> None:
    jon = shared.members["Jon"]
    edit_member(shared["Ana"], jon, login="jon")
    assert known(resolve_session(shared.store, shared.clock, "Ben", "jon")) == ("guest", "as:jon", jon.id)
    assert known(resolve_session(shared.store, shared.clock, "Ana", "root")) == ("guest", "as:root", None)


@pytest.mark.parametrize("login", [None, "ben"])
def test_nobody_is_a_member_with_a_passphrase_without_it(
    crew: Crew, login: str | None, typing: Callable[..., Callable[[str], str]]
) -> None:
    if login:
        edit_member(crew["Ana"], crew.members["Ben"], login=login)
    passphrases.set_passphrase(crew["Ben"], PASSPHRASE)
    with pytest.raises(HuddleError, match="in a terminal") as refusal:
        resolve_session(crew.store, crew.clock, "Ben", "root")
    assert ("Ben Okafor uses the login ben. Log in as ben" in str(refusal.value)) == bool(login)
    session = resolve_session(crew.store, crew.clock, "Ben", "root", typing("no", "not this", PASSPHRASE))
    assert known(session) == ("proved", "key", None)
    assert session.viewer.keys.is_unlocked
    with pytest.raises(HuddleError, match="Wrong passphrase for"):
        resolve_session(crew.store, crew.clock, "Ben", "root", typing(*["no"] * TRIES, PASSPHRASE))


def test_whose_key_is_kept_on_this_computer_is_not_asked(
    crew: Crew, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUDDLE_HOME", str(tmp_path / "home"))
    passphrases.set_passphrase(crew["Ben"], PASSPHRASE)
    kept_keys.keep_unlocked(crew["Ben"])
    assert known(resolve_session(crew.store, crew.clock, "Ben", "root")) == ("proved", "key", None)
    passphrases.end_key(crew["Ana"], crew.members["Ben"])
    passphrases.set_passphrase(Session.for_member(crew.session_store, crew.members["Ben"], crew.clock), "another one")
    with pytest.raises(HuddleError, match="in a terminal"):
        resolve_session(crew.store, crew.clock, "Ben", "root")


def test_the_only_member_is_asked_too(crew: Crew, typing: Callable[..., Callable[[str], str]]) -> None:
    for name in ("Ben", "Jon", "Lea", "Tom"):
        with crew["Ana"].change("member.left") as change:
            change.update(crew.members[name], left_on=crew.clock().date())
    passphrases.set_passphrase(crew["Ana"], PASSPHRASE)
    with pytest.raises(HuddleError, match="in a terminal"):
        resolve_session(crew.store, crew.clock, None, "root")
    assert known(resolve_session(crew.store, crew.clock, None, "root", typing(PASSPHRASE)))[0] == "proved"


def test_the_journal_keeps_how_its_member_was_known(crew: Crew, typing: Callable[..., Callable[[str], str]]) -> None:
    calls = metrics.add_metric(crew["Ana"], "calls")
    edit_member(crew["Ana"], crew.members["Ben"], login="ben")
    edit_member(crew["Ana"], crew.members["Lea"], login="lea")
    passphrases.set_passphrase(crew["Jon"], PASSPHRASE)
    by_ben = resolve_session(crew.session_store, crew.clock, None, "ben")
    edit_member(crew["Ana"], crew.members["Tom"], role="seller")
    by_lea = resolve_session(crew.session_store, crew.clock, "Tom", "lea")
    by_passphrase = resolve_session(crew.session_store, crew.clock, "Jon", "lea", typing(PASSPHRASE))
    for session in (by_ben, by_lea, by_passphrase):
        entries.log_entry(session, calls, 2)
        entries.correct_entry(session, entries.list_correctable(session)[0], amount=3)
    told = crew.store.read(JournalEntry, "what = 'entry.logged'")
    assert [(entry.via, entry.typed_by) for entry in told] == [
        ("login", None),
        ("as:lea", crew.members["Lea"].id),
        ("key", None),
    ]
    ana, names = crew["Ana"], {member.id: name for name, member in crew.members.items()}
    logged = ana.all(Entry)
    assert entries.name_typists(ana, logged, names) == {logged[1].id: "Lea"}
    assert [entries.list_corrections(ana, entry)[0].member_name for entry in logged] == [
        "Ben Okafor",
        "Tom Vega, typed by Lea Brandt",
        "Jon Weiss",
    ]


def test_a_change_without_a_name_does_not_tell_how_it_was_known(crew: Crew) -> None:
    session = Session.for_member(
        crew.session_store, crew.members["Ben"], crew.clock, known=Known("local", "as:root", crew.members["Ana"].id)
    )
    with session.change("pulse.given", anonymous=True) as change:
        change.write_entry()
    entry = crew.store.read(JournalEntry, order="id DESC", limit=1)[0]
    assert (entry.by, entry.via, entry.typed_by) == (None, None, None)
