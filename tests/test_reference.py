"""The reference of keys and commands is what the code says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reference import PAGES

DOCS = Path(__file__).parents[1] / "docs"


@pytest.mark.parametrize("name", PAGES)
def test_the_reference_is_true(name: str) -> None:
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), f"docs/{name} is not what the code says any more: run make reference"
