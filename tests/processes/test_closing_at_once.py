"""Two real processes say at the same moment what became of one commitment: one of them is heard, the other told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.commitments import commitments, queries
from core.meeting import lifecycle
from data.models import Commitment, JournalEntry
from tests.conftest import Crew

pytestmark = pytest.mark.process


@pytest.mark.parametrize("attempt", range(3))
def test_one_is_heard_and_the_other_told(crew: Crew, forks: Any, path: Path, attempt: int) -> None:
    ana = crew["Ana"]
    lifecycle.start_meeting(ana)
    lifecycle.take_over(crew["Ben"])
    ours = commitments.commit(ana, "One story for the board", team=True)
    both = [
        forks.start("close_commitment", str(path), "Ana Ruiz", ours.id, "kept"),
        forks.start("close_commitment", str(path), "Ben Okafor", ours.id, "missed"),
    ]
    for one in both:
        one.expect("ready")
    for one in both:
        one.say("go")
    answers = [one.hear() for one in both]
    standing = crew.store.get(Commitment, ours.id)
    assert standing is not None
    (heard,) = [answer for answer in answers if not answer.startswith("refused")]
    (told,) = [answer for answer in answers if answer.startswith("refused")]
    assert standing.status == heard
    assert told == f"refused: This commitment is already {heard}. Reopen it to change that."
    assert (standing.next_step is None) is (heard == "kept")
    closings = [e for e in crew.store.read(JournalEntry) if e.what in ("commitment.kept", "commitment.missed")]
    assert [entry.what for entry in closings] == [f"commitment.{heard}"]


def test_both_keep_it_and_it_is_kept_once(crew: Crew, forks: Any, path: Path) -> None:
    mine = commitments.commit(crew["Ben"], "Send Kessler the proposal")
    both = [forks.start("close_commitment", str(path), "Ben Okafor", mine.id, "kept") for _ in range(2)]
    for one in both:
        one.expect("ready")
    for one in both:
        one.say("go")
    assert [one.hear() for one in both] == ["kept", "kept"]
    assert [e.what for e in crew.store.read(JournalEntry)].count("commitment.kept") == 1
    assert queries.count_kept_and_closed(crew["Ana"]) == (1, 1)
