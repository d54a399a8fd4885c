"""A watched folder, what an import tells on its way, and what it forgets when it is stopped."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from core.access.session import Session
from core.errors import FileMoved, HuddleError
from core.importing.imports import import_file
from core.importing.mapping import parse_map
from core.importing.proposals import propose_map, save_map
from core.importing.result import ImportProgress
from core.importing.watched_folder import WatchedFolder
from core.models import Entry, Member, TakenFile
from core.team import members
from data.store import Store
from tests.conftest import Crew

HEADER = "deal,owner,closed,value"


def plain_map() -> Any:
    return parse_map(
        {
            "columns": {"member": "owner", "on": "closed", "key": "deal"},
            "entry": [{"metric": "won revenue", "amount": "value"}],
        }
    )


@pytest.fixture
def folder(crew: Crew, tmp_path: Path) -> Path:
    """A folder into which exports come, whose columns the team has a map for."""
    known = tmp_path / "deals.csv"
    known.write_text(f"{HEADER}\n")
    save_map(crew["Ana"], propose_map(crew["Ana"], known), plain_map())
    path = tmp_path / "exports"
    path.mkdir()
    return path


def put(path: Path, *rows: str, tick: int = 0) -> Path:
    path.write_text("\n".join([HEADER, *rows, ""]))
    os.utime(path, ns=(tick * 10**9, tick * 10**9))
    return path


def keys(crew: Crew) -> set[str | None]:
    return {entry.key for entry in crew["Ana"].all(Entry)}


def test_a_file_is_taken_once_when_it_has_stopped_growing(crew: Crew, folder: Path) -> None:
    watched = WatchedFolder(crew["Ana"], folder)
    put(folder / "a.csv", "D1,Ben Okafor,2026-11-03,1", tick=1)
    assert watched.poll() == []
    put(folder / "a.csv", "D1,Ben Okafor,2026-11-03,1", "D2,Ben Okafor,2026-11-03,1", tick=2)
    assert watched.poll() == []
    assert keys(crew) == set()
    (came,) = watched.poll()
    assert came.result is not None
    assert keys(crew) == {"D1", "D2"}
    assert watched.poll() == []


def test_a_leader_who_is_demoted_meanwhile_imports_for_themself_alone(crew: Crew, folder: Path) -> None:
    watched = WatchedFolder(crew["Ana"], folder)
    put(folder / "a.csv", "D1,Ben Okafor,2026-11-03,1", tick=1)
    watched.poll()
    watched.poll()
    with closing(Store(crew.path)) as elsewhere:
        members.edit_member(crew["Ana"], crew.members["Lea"], role="leader")
        lea = Session.for_member(elsewhere, crew.store.read(Member, "name = 'Lea Brandt'")[0], crew.clock)
        members.edit_member(lea, crew.members["Ana"], role="seller")
        put(folder / "b.csv", "D2,Ben Okafor,2026-11-03,1", "D3,Ana Ruiz,2026-11-03,1", tick=2)
        watched.poll()
        (came,) = watched.poll()
        assert came.result is not None
        (refusal,) = came.result.refusals
        assert refusal.reason == "Only Ben Okafor or the leader can log amounts for Ben Okafor."
        assert keys(crew) == {"D1", "D3"}
        members.end_membership(lea, crew.members["Ana"])
        put(folder / "c.csv", "D4,Ana Ruiz,2026-11-03,1", tick=3)
        watched.poll()
        (came,) = watched.poll()
    assert came.result is None
    assert came.reason.startswith("Ana Ruiz has left the team.")
    assert keys(crew) == {"D1", "D3"}


def test_the_same_content_is_taken_once_by_whoever_watches(crew: Crew, folder: Path) -> None:
    put(folder / "a.csv", "D1,Ben Okafor,2026-11-03,1")
    first = WatchedFolder(crew["Ana"], folder)
    first.poll()
    assert len(first.poll()) == 1
    put(folder / "the same again.csv", "D1,Ben Okafor,2026-11-03,1", tick=9)
    for watched in (first, WatchedFolder(crew["Ana"], folder)):
        assert watched.poll() == watched.poll() == []
    assert [(taken.name, taken.taken_by) for taken in crew["Ana"].all(TakenFile)] == [("a.csv", crew.members["Ana"].id)]
    # Taken back by a person, it does not come in again behind their back.
    crew["Ana"].undo("entries")
    assert first.poll() == []
    assert keys(crew) == set()


def test_a_refused_file_is_not_tried_again_until_it_changes(crew: Crew, folder: Path) -> None:
    watched = WatchedFolder(crew["Ana"], folder)
    path = folder / "a.csv"
    path.write_bytes(b"deal,owner,closed,value\nD1,Ben\0,x,1\n")
    (folder / "b.csv").write_text("what,is,this\n1,2,3\n")
    watched.poll()
    came = {one.path.name: one for one in watched.poll()}
    assert came["a.csv"].result is None
    assert "null byte" in came["a.csv"].reason
    assert "No map knows the columns of b.csv" in came["b.csv"].reason
    assert watched.poll() == []
    put(path, "D1,Ben Okafor,2026-11-03,1", tick=5)
    watched.poll()
    assert [one.reason for one in watched.poll()] == [""]
    assert keys(crew) == {"D1"}


def test_what_is_no_export_is_left_alone(crew: Crew, folder: Path) -> None:
    for name in (".hidden.csv", "~$deals.xlsx", "a.refused.csv", "deals.csv.part", "notes.md"):
        put(folder / name, "D1,Ben Okafor,2026-11-03,1")
    (folder / "folder.csv").mkdir()
    (folder / "empty.csv").touch()
    watched = WatchedFolder(crew["Ana"], folder)
    assert watched.poll() == watched.poll() == []


def test_a_folder_that_is_none_or_has_gone(crew: Crew, folder: Path) -> None:
    with pytest.raises(HuddleError, match="Choose the folder of your exports"):
        WatchedFolder(crew["Ana"], folder / "nowhere")
    watched = WatchedFolder(crew["Ana"], folder)
    folder.rmdir()
    with pytest.raises(HuddleError, match="Check that it exists"):
        watched.poll()


def test_it_tells_how_far_it_has_come(crew: Crew, tmp_path: Path) -> None:
    path = put(tmp_path / "deals.csv", *(f"D{number},Ben Okafor,2026-11-03,1" for number in range(12_000)))
    told: list[ImportProgress] = []
    import_file(crew["Ana"], path, plain_map(), dry_run=True, on_progress=told.append)
    assert {progress.phase for progress in told} == {"looking", "taking"}
    shares = [progress.share for progress in told if progress.phase == "looking"]
    assert shares == sorted(shares)
    assert 0 < shares[0] < 1
    assert (told[-1].rows, told[-1].total, told[-1].share) == (12_000, 12_000, 1.0)


def test_who_stops_it_in_the_middle_has_changed_nothing(crew: Crew, tmp_path: Path) -> None:
    path = put(tmp_path / "deals.csv", *(f"D{number},Sam Novak,2026-11-03,1" for number in range(2_000)))

    def stop(progress: ImportProgress) -> None:
        if progress.phase == "taking" and progress.rows >= 1_000:
            raise HuddleError("Stopped.")

    before = crew.store.query("SELECT * FROM journal_row")
    with pytest.raises(HuddleError, match="Stopped"):
        import_file(crew["Ana"], path, plain_map(), add_members=True, on_progress=stop)
    assert crew.store.query("SELECT * FROM journal_row") == before
    assert keys(crew) == set()


def test_a_dry_run_locks_nobody_out(crew: Crew, tmp_path: Path) -> None:
    path = put(tmp_path / "deals.csv", *(f"D{number},Sam Novak,2026-11-03,1" for number in range(1_000)))
    wrote: list[Any] = []

    def somebody_else(progress: ImportProgress) -> None:
        # On a connection of their own, as another process has it.
        from core.access.session import Session
        from data.store import Store

        other = Store(crew.path)
        try:
            with Session.for_member(other, crew.members["Ben"], crew.clock).change("member.edited") as change:
                change.update(crew.members["Ben"], territory=f"Ruhr {len(wrote)}")
        finally:
            other.close()
        wrote.append(progress.phase)

    done = import_file(crew["Ana"], path, plain_map(), add_members=True, dry_run=True, on_progress=somebody_else)
    assert (done.added, done.members_added, done.metrics_made) == (1_000, ["Sam Novak"], ["won revenue"])
    assert "taking" in wrote


def test_a_team_s_file_that_has_moved_ends_the_watch_and_takes_nothing(crew: Crew, folder: Path) -> None:
    watched = WatchedFolder(crew["Ana"], folder)
    put(folder / "a.csv", "D1,Ben Okafor,2026-11-03,1", tick=1)
    assert watched.poll() == []
    crew.path.rename(crew.path.with_name("moved.huddle"))
    with pytest.raises(FileMoved, match="was moved"):
        watched.poll()
    assert not crew["Ana"].all(TakenFile)
    assert not crew["Ana"].all(Entry)
