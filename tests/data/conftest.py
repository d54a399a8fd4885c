"""A store without a team, for what the data floor does by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from data.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "team.huddle", create=True)
    yield store
    store.close()
