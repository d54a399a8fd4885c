"""Why somebody stands where they stand in the rotation, in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from core.clock import day_of
from core.hosting.order import Seat, current_round
from core.hosting.seats import away_when_due, open_meetings, owing, present_seats, turns
from core.periods import MONTHS
from core.session import Session
from data.models import Meeting, Member, Turn


class Reasons:
    """Says why somebody stands where they stand."""

    def __init__(self, s: Session, seats: Sequence[Seat], members: Mapping[int, Member]) -> None:
        self._s = s
        self._last_place = len(seats)
        days = sorted(member.joined_on for member in members.values())
        self._newest = days[-1] if len(days) > 1 and days[-2] < days[-1] else None
        self._now = current_round(seats, owing(s))
        self._meetings = {meeting.id: meeting for meeting in s.all(Meeting)}
        self._open = open_meetings(s)
        self._hosting = {meeting.host_id for meeting in self._open if not turns(s, meeting, "hosted")}
        self._away = {away for meeting in self._open for away in away_when_due(s, present_seats(s, s.today), meeting)}
        self._done: dict[int, Turn] = {}
        self._absent: dict[int, Turn] = {}
        for turn in s.all(Turn):
            (self._absent if turn.outcome == "absent" else self._done)[turn.member_id] = turn

    def why(self, member: Member, seat: Seat, position: int) -> str:
        """The reason, as the rest of a sentence that begins with the member's name."""
        first = ", so is first" if position == 1 else f" and has not hosted in round {seat.round} yet"
        done, away = self._done.get(member.id), self._absent.get(member.id)
        if member.id in self._hosting:
            return f"hosts this meeting, so comes again in round {seat.round}"
        if member.id in self._away:
            return f"is away today{first}"
        if away is not None and (done is None or done.id < away.id):
            return f"was away on {self._day(away)}{first}"
        new = done is None or done.at < member.joined_on.isoformat()
        if new and position == self._last_place and (seat.round > self._now or member.joined_on == self._newest):
            return f"joined on {short(member.joined_on)}, so comes last"
        if seat.round <= self._now:
            return f"has not hosted in round {seat.round} yet"
        if done is None or new:
            return f"joined on {short(member.joined_on)}, so begins in round {seat.round}"
        if done.outcome == "skipped":
            why = f" ({done.reason})" if done.reason else ""
            return f"was skipped in round {done.round}{why}, so comes again in round {seat.round}"
        return f"hosted on {self._day(done)}, so comes again in round {seat.round}"

    def _day(self, turn: Turn) -> str:
        meeting = self._meetings.get(turn.meeting_id or 0)
        return short(meeting.day if meeting else day_of(turn.at, self._s.now))


def short(day: date) -> str:
    """16 Nov"""
    return f"{day.day} {MONTHS[day.month - 1]}"
