"""Fixtures for tests of `data`: a store without a team."""

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
