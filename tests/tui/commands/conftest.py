"""Runs `huddle` in this process, as somebody of the crew, on the crew's day."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import Crew
from tui.cli import main
from tui.commands.context import Context

Run = Callable[..., tuple[int, str, str]]
"""Takes the member's name and the words after `huddle`; returns exit status, output and errors."""


@pytest.fixture
def run(crew: Crew, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `huddle` as a member, on the crew's day, and gives exit status, output and errors."""
    monkeypatch.setattr(Context, "clock", property(lambda _: crew.clock))

    def run(who: str, *words: str) -> tuple[int, str, str]:
        status = main(["--db", str(crew.path), "--as", who, *words])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run
