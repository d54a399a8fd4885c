"""Whoever reads through a store's own connection is told of damage in a sentence, too."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest

from data.errors import UnreadableFile
from data.models import Metric
from data.quick import metric_queries
from data.sqlite import sqlite3
from data.store import Store

AT = "2026-11-23T14:00:00.000Z"


@pytest.fixture
def path(store: Store, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A closed file that is not checked when it is opened, as big ones are not."""
    monkeypatch.setattr("data.file_check.QUICK_CHECK_BYTES", 0)
    with store.change("metric.added", at=AT) as change:
        change.insert_many(Metric(name=f"metric {number}", unit="calls") for number in range(300))
    store.close()
    return store.path


def change_in(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(sql)
        connection.commit()


def test_a_page_that_cannot_be_read(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'metric'").fetchone()[0]
    content = bytearray(path.read_bytes())
    content[4096 * (page - 1) : 4096 * page] = os.urandom(4096)
    path.write_bytes(content)
    with closing(Store(path)) as store:
        with pytest.raises(UnreadableFile, match="is damaged"):
            metric_queries.read_metric(store.connection, 5)
        with pytest.raises(UnreadableFile, match="is damaged"):
            store.connection.execute("SELECT * FROM metric").fetchall()
        with pytest.raises(UnreadableFile, match="is damaged"):
            list(store.connection.execute("SELECT * FROM metric"))


def test_text_that_is_none_is_not_shown(path: Path) -> None:
    change_in(path, "UPDATE metric SET unit = CAST(x'73656372657480' AS TEXT) WHERE id = 200")
    with closing(Store(path)) as store:
        for read in (
            lambda: metric_queries.read_metric(store.connection, 200),
            lambda: list(store.connection.execute("SELECT unit FROM metric")),
            lambda: store.connection.execute("SELECT unit FROM metric WHERE id > 190").fetchall(),
        ):
            with pytest.raises(UnreadableFile, match="is damaged") as refusal:
                read()
            assert "secret" not in str(refusal.value)


def test_a_mistake_of_ours_stays_one(path: Path) -> None:
    with closing(Store(path)) as store, pytest.raises(sqlite3.OperationalError, match="no such table"):
        store.connection.execute("SELECT * FROM nowhere")
