"""How the sample team gets over its hurdles: from one meeting to the next, but for what comes again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from core import commitments, hurdles
from core.models import Card
from core.session import Session

AGAIN = 2
"""How many weeks ago something was first named that nobody has got over since."""


class Solving:
    """What came of each hurdle, and who is at work on it."""

    def __init__(self, sessions: Mapping[str, Session], ways: Mapping[str, dict[str, Any]]) -> None:
        self.sessions = sessions
        self.ways = ways
        self.taken: dict[int, str] = {}
        """What was taken on to get over one, and by whom."""

    def settle(self, host: Session) -> None:
        """In the hurdles stage: what was named before today is handed on or taken on; what comes again stays."""
        for each in commitments.commitments(host, status="open"):
            if each.id in self.taken:
                commitments.keep(self.sessions[self.taken.pop(each.id)], each)
        for hurdle in hurdles.unsolved(host):
            way = self.ways.get(hurdle.card.text)
            if way is None or hurdle.times < 2:
                continue
            if "to" in way:
                hurdles.hand_on(host, hurdle.card, way["to"], way.get("words", ""))
            else:
                self._take_on(host, hurdle.card, way)

    def _take_on(self, host: Session, card: Card, way: dict[str, Any]) -> None:
        who = self.sessions[way["by"]]
        outcome = hurdles.commit(host, card, member=who.me, text=way["text"], due=host.today + timedelta(days=4))
        assert outcome.commitment_id is not None
        self.taken[outcome.commitment_id] = way["by"]
