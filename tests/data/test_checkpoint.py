"""After the log is folded in, the one file holds everything."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

from data.checkpoint import fold_log
from data.models import Group
from data.sqlite import connect
from data.store import Store

AT = "2026-11-23T14:00:00.000Z"


def make(store: Store, name: str) -> None:
    with store.change("group.made", at=AT) as change:
        change.insert(Group(name=name))


def test_a_copy_of_the_one_file_holds_everything_while_it_is_open(store: Store, tmp_path: Path) -> None:
    make(store, "North")
    assert fold_log(store.path)
    shutil.copy(store.path, tmp_path / "copy.huddle")
    with closing(Store(tmp_path / "copy.huddle")) as copy:
        assert [group.name for group in copy.read(Group)] == ["North"]
    make(store, "South")  # and one goes on
    assert [group.name for group in store.read(Group)] == ["North", "South"]


def test_it_waits_for_nobody(store: Store) -> None:
    make(store, "North")
    with closing(connect(store.path)) as reader:
        reader.execute("BEGIN")
        reader.execute('SELECT * FROM "group"').fetchall()
        make(store, "South")
        assert not fold_log(store.path)
    with store.change("group.made", at=AT) as change:
        change.insert(Group(name="West"))
        assert not fold_log(store.path)
    assert fold_log(store.path)
    assert [group.name for group in store.read(Group)] == ["North", "South", "West"]


def test_where_there_is_nothing_to_fold(store: Store, tmp_path: Path) -> None:
    assert fold_log(store.path)
    store.close()
    before = store.path.stat()
    assert fold_log(store.path)
    assert store.path.stat().st_mtime_ns == before.st_mtime_ns
    assert fold_log(tmp_path / "nowhere.huddle")
    assert not (tmp_path / "nowhere.huddle").exists()
