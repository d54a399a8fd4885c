"""How the sample team settles its hurdles: each by the next meeting, but for one that is named again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from core.access.session import Session
from core.commitments import commitments, queries
from core.models import Card
from core.outcomes import hurdles

REPEATED_WEEKS_AGO = 2
"""How many weeks ago the hurdle was named that is still unsolved."""


class HurdleSettler:
    """Settles hurdles, and keeps the commitments that were taken on for them."""

    def __init__(self, sessions: Mapping[str, Session], ways: Mapping[str, dict[str, Any]]) -> None:
        self.sessions = sessions
        self.solutions = ways
        self.taken_on_by: dict[int, str] = {}
        """The name of the member who took a commitment on, by its id."""

    def settle(self, host: Session) -> None:
        """In the hurdles stage: hand on or take on the hurdles that were named before today, but for the
        repeated one."""
        for commitment in queries.list_commitments(host, status="open"):
            if commitment.id in self.taken_on_by:
                commitments.mark_kept(self.sessions[self.taken_on_by.pop(commitment.id)], commitment)
        for hurdle in hurdles.list_unsolved(host):
            solution = self.solutions.get(hurdle.card.text)
            if solution is None or hurdle.times_named < 2:
                continue
            if "to" in solution:
                hurdles.hand_on(host, hurdle.card, solution["to"], solution.get("words", ""))
            else:
                self._take_on(host, hurdle.card, solution)

    def _take_on(self, host: Session, card: Card, way: dict[str, Any]) -> None:
        who = self.sessions[way["by"]]
        outcome = hurdles.settle_by_commitment(
            host, card, member=who.me, text=way["text"], due=host.today + timedelta(days=4)
        )
        assert outcome.commitment_id is not None
        self.taken_on_by[outcome.commitment_id] = way["by"]
