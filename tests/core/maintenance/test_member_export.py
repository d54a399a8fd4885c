"""Everything about one person: to them, and to their leader as far as both may see it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from core.access.session import Session
from core.access.viewer import Known, Viewer
from core.conversations import praise
from core.errors import HuddleError
from core.goals import goals
from core.maintenance.erasing import erase_member
from core.maintenance.member_export import PEOPLE, export_member
from core.metrics import entries, metrics
from core.models import MODELS, Member
from core.team import members, passphrases
from data.models import JournalRow
from tests.conftest import Crew
from tests.core.access.test_privacy import whole
from tests.core.audience import Audience, call, leaks
from tests.core.talks import WORDS


def written(folder: Path) -> str:
    return "\n".join(path.read_text() for path in folder.iterdir())


def test_all_columns_that_name_a_member_are_looked_at(crew: Crew) -> None:
    crew.close()
    with closing(sqlite3.connect(crew.path)) as connection:
        for table in MODELS:
            keys = connection.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()
            named = {row[3] for row in keys if row[2] == "member"} | ({"id"} if table == "member" else set())
            assert named == set(PEOPLE.get(table, ())), table


@pytest.mark.parametrize("turn", [3, 24])
def test_nothing_is_in_it_that_one_of_its_readers_may_not_see(
    make_crew: Callable[[], Crew], tmp_path: Path, turn: int
) -> None:
    h = whole(make_crew, tmp_path, turn)
    audience = Audience(h.crew)
    for member in h.store.read(Member):
        own = Session.for_member(h.crew.session_store, member, h.crew.clock)
        for number, session in enumerate((own, h.leader)):
            maker = call(session.me.name)
            folder = tmp_path / f"{number} for {member.id}"
            export_member(session, member, folder)
            for reader in {maker, call(member.name)}:
                assert not list(leaks(audience, reader, written(folder)))


def test_the_own_one_holds_all_that_is_ones_own(make_crew: Callable[[], Crew], tmp_path: Path) -> None:
    h = whole(make_crew, tmp_path, 0)
    audience = Audience(h.crew)
    lea = h.m("Lea")
    done = export_member(Session.for_member(h.crew.session_store, lea, h.crew.clock), lea, tmp_path / "lea")
    text = written(done.folder)
    own = {
        mark
        for mark, places in audience.marks.items()
        for table, row_id, _ in places
        if (row := audience.now[table].get(row_id)) is not None
        and lea.id in [row.get(column) for column in PEOPLE.get(table, ())]
        and call(lea.name) in audience.of_mark(mark)
    }
    assert len(own) > 20
    assert not [mark for mark in own if mark not in text]
    assert done.sealed == 0


def test_others_get_nothing(crew: Crew, tmp_path: Path) -> None:
    with pytest.raises(HuddleError, match="Only Jon Weiss and the leader"):
        export_member(crew["Ben"], crew.members["Jon"], tmp_path / "jon")
    guest = Viewer(crew.members["Jon"].id, "seller", known=Known("guest"))
    with pytest.raises(HuddleError, match="Log in as yourself, or type your passphrase"):
        export_member(Session(crew.session_store, guest, crew.clock), crew.members["Jon"], tmp_path / "jon")
    assert not (tmp_path / "jon").exists()


def test_the_leaders_one_holds_no_private_amount_and_no_goal_for_oneself(crew: Crew, tmp_path: Path) -> None:
    sick = metrics.make_private(crew["Ana"], metrics.add_metric(crew["Ana"], "sick"))
    entries.log_entry(crew["Jon"], sick, 918273)
    goals.set_goal(crew["Jon"], "Leave by spring", level="personal")
    praise.give_praise(crew["Ben"], crew.members["Jon"], "Well done")
    for name, counts in (("Ana", (False, False, False)), ("Jon", (True, True, True))):
        folder = tmp_path / name
        export_member(crew[name], crew.members["Jon"], folder)
        text = written(folder)
        assert ("918273" in text, "Leave by spring" in text, "Well done" in text) == counts


def test_its_files_are_only_for_who_made_it_and_there_is_an_index(crew: Crew, tmp_path: Path) -> None:
    praise.give_praise(crew["Ben"], crew.members["Jon"], "Well done")
    done = export_member(crew["Jon"], crew.members["Jon"], tmp_path / "jon")
    assert {path.stat().st_mode & 0o777 for path in done.paths} == {0o600}
    index = (done.folder / "index.md").read_text()
    assert "# Everything about Jon Weiss" in index
    assert "`conversation.json`: 1." in index
    assert "- 2: Ben Okafor" in index
    rows = json.loads((done.folder / "conversation.json").read_text())
    assert [row["text"] for row in rows] == ["Well done"]
    with pytest.raises(HuddleError, match="is not empty"):
        export_member(crew["Jon"], crew.members["Jon"], tmp_path / "jon")


@pytest.mark.locked
def test_what_is_sealed_is_opened_where_the_key_is_unlocked(crew: Crew, tmp_path: Path) -> None:
    jon = crew["Jon"]
    passphrases.set_passphrase(jon, WORDS)
    goals.set_goal(jon, "Leave by spring", level="personal", why="My family")
    locked = Session.for_member(crew.session_store, crew.members["Jon"], crew.clock)
    done = export_member(locked, crew.members["Jon"], tmp_path / "locked")
    assert done.sealed == 2
    assert "Leave by spring" not in written(done.folder)
    assert "\\u001f" not in written(done.folder)
    assert "a text is sealed (2)" in (done.folder / "index.md").read_text()
    opened = export_member(jon, crew.members["Jon"], tmp_path / "opened")
    assert opened.sealed == 0
    assert written(opened.folder).count("Leave by spring") > 1, "the row, and its old version"


def test_a_former_member_who_was_erased_has_numbers_and_no_words(crew: Crew, tmp_path: Path) -> None:
    calls = metrics.add_metric(crew["Ana"], "calls")
    entries.log_entry(crew["Jon"], calls, 7, note="Tired")
    former = erase_member(crew["Ana"], members.end_membership(crew["Ana"], crew.members["Jon"])).member
    done = export_member(crew["Ana"], former, tmp_path / "former")
    text = written(done.folder)
    assert json.loads((done.folder / "entry.json").read_text())[0]["amount"] == 7
    assert "Jon" not in text
    assert "Tired" not in text
    assert crew.store.read(JournalRow)
