"""What this computer has seen of a team: a journal that was taken back, a key that was replaced, and a restore."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from core.maintenance import seen
from core.team import passphrases
from data.chain import read_head, verify_chain
from data.checked_file import CheckedFile
from data.sqlite import sqlite3
from data.store import Store
from tests.conftest import Crew
from tests.core.talks import with_key

pytestmark = pytest.mark.locked

AT = "2026-11-23T14:00:00.000Z"


@pytest.fixture
def env(tmp_path: Path) -> Mapping[str, str]:
    return {"HUDDLE_HOME": str(tmp_path / "home")}


def one_more_change(crew: Crew) -> None:
    with crew["Ana"].change("team.looked at") as change:
        change.write_entry()


def test_what_goes_on_as_it_was_is_not_spoken_of(crew: Crew, env: Mapping[str, str], tmp_path: Path) -> None:
    for _ in range(3):
        assert seen.look(crew.path, env) == []
        one_more_change(crew)
        with_key(crew["Ben"])
    (file,) = (tmp_path / "home" / "seen").iterdir()
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0


def test_a_journal_that_went_back_is_told_until_it_is_accepted(crew: Crew, env: Mapping[str, str]) -> None:
    crew.close()
    shutil.copy(crew.path, older := crew.path.with_name("older"))
    with closing(Store(crew.path)) as store, store.change("team.looked at", at=AT) as change:
        change.write_entry()
    seen.look(crew.path, env)
    shutil.copy(older, crew.path)
    for _ in range(2):
        (said,) = seen.look(crew.path, env)
        assert "differs from what this computer saw before (journal " in said
    assert seen.compare(crew.path, env) == [said]
    seen.accept(crew.path, env)
    assert seen.look(crew.path, env) == []


def test_a_key_that_was_replaced_in_the_file_is_told(crew: Crew, env: Mapping[str, str]) -> None:
    with_key(crew["Ben"])
    seen.look(crew.path, env)
    crew.close()
    with closing(sqlite3.connect(crew.path)) as connection:
        connection.execute("UPDATE member_key SET sign = ?", ("00" * 32,))
        connection.commit()
    (said,) = seen.look(crew.path, env)
    assert said.startswith("The key of Ben Okafor differs from what this computer saw before")


def test_a_key_that_nobody_vouches_for_is_told_once_and_one_that_is_vouched_for_is_not(
    crew: Crew, env: Mapping[str, str]
) -> None:
    ana, ben = with_key(crew["Ana"]), with_key(crew["Ben"])
    seen.look(crew.path, env)
    passphrases.make_new_key(ben, "three plain words")
    assert seen.look(crew.path, env) == []
    passphrases.end_key(ana, ben.me)
    with_key(ben)
    seen.remember(crew.path, env)
    (said,) = seen.look(crew.path, env)
    assert said.startswith("Ben Okafor has a new key (")
    assert seen.look(crew.path, env) == []


def test_where_nothing_can_be_remembered_or_read_nothing_is_said(crew: Crew, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("no folder")
    assert seen.look(crew.path, {"HUDDLE_HOME": str(tmp_path / "home")}) == []
    assert seen.look(tmp_path / "nowhere", {"HUDDLE_HOME": str(tmp_path / "else")}) == []
    env = {"HUDDLE_HOME": str(tmp_path / "broken")}
    seen.look(crew.path, env)
    (file,) = (tmp_path / "broken" / "seen").iterdir()
    for text in ("", "[]", '{"journal": 1}', '{"journal": ["x", 1], "keys": []}'):
        file.write_text(text)
        (said,) = seen.look(crew.path, env)
        assert said.startswith("Can't read this computer's record of the team in")
        assert seen.look(crew.path, env) == []


def write(crew: Crew, *statements: str) -> None:
    """Writes into the file as another program does."""
    with closing(sqlite3.connect(crew.path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize("hash_", ["zz", "00", ""])
def test_a_planted_row_hides_no_key_that_was_replaced(crew: Crew, env: Mapping[str, str], hash_: str) -> None:
    with_key(crew["Ben"])
    seen.look(crew.path, env)
    write(crew, "UPDATE member_key SET sign = seal", f"INSERT INTO erased (journal_id, hash) VALUES (9, '{hash_}')")
    for _ in range(2):
        assert any(said.startswith("The key of Ben Okafor differs from") for said in seen.look(crew.path, env))


def test_what_cannot_be_compared_is_told(crew: Crew, env: Mapping[str, str]) -> None:
    with_key(crew["Ben"])
    seen.look(crew.path, env)
    write(crew, "INSERT INTO erased (journal_id, hash) VALUES (1, 'zz')")
    for _ in range(2):
        (said,) = seen.look(crew.path, env)
        assert said.startswith(f"{crew.path} can't be compared with what this computer saw before")


@pytest.mark.parametrize(
    ("uid", "said"),
    [
        ("zz", "can't be compared with what this computer saw before: another program wrote to it. See: huddle check"),
        ("00ff", "is another team than"),
        ("ab" * 16, "is another team than"),
    ],
)
def test_another_team_in_the_same_place_is_told_until_it_is_accepted(
    crew: Crew, env: Mapping[str, str], uid: str, said: str
) -> None:
    seen.look(crew.path, env)
    write(crew, f"UPDATE team_uid SET uid = '{uid}'")
    seen.remember(crew.path, env)
    for _ in range(2):
        (told,) = seen.look(crew.path, env)
        assert told.startswith(f"{crew.path} {said}")
    seen.accept(crew.path, env)
    assert (seen.look(crew.path, env) == []) == (uid != "zz")


def test_a_damaged_file_that_was_never_seen_is_not_spoken_of(crew: Crew, env: Mapping[str, str]) -> None:
    write(crew, "UPDATE team_uid SET uid = 'zz'")
    assert seen.look(crew.path, env) == []


def test_a_check_reads_one_view_of_a_file_that_is_written_to(crew: Crew) -> None:
    with closing(CheckedFile(crew.path)) as file:
        head = read_head(file)
        one_more_change(crew)
        with_key(crew["Ben"])
        assert verify_chain(file).problems == []
        assert read_head(file) == head
