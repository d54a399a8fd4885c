"""Why a member has their place in the rotation, as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.access.session import Session
from core.hosting.order import Seat, current_round
from core.hosting.seats import (
    absent_due_member_ids,
    leading_host_id,
    open_hosted_meetings,
    owing_member_ids,
    synced_seats,
    turns_of_meeting,
)
from core.models import Meeting, Member, Turn, by_id
from core.values.clock import day_of_timestamp
from core.values.periods import format_day


class PlaceReasons:
    """Builds the reasons for the places in the rotation; reads what it needs once."""

    def __init__(self, session: Session, seats: Sequence[Seat], members: Mapping[int, Member]) -> None:
        self._s = session
        self._last_place = len(seats)
        joining_days = sorted(member.joined_on for member in members.values())
        self._newest = joining_days[-1] if len(joining_days) > 1 and joining_days[-2] < joining_days[-1] else None
        self._round = current_round(seats, owing_member_ids(session))
        self._meetings = by_id(session.all(Meeting))
        self._open = open_hosted_meetings(session)
        unrecorded = [meeting for meeting in self._open if not turns_of_meeting(session, meeting, "hosted")]
        self._hosting = {leading_host_id(session, meeting) for meeting in unrecorded}
        self._away = {
            member_id
            for meeting in self._open
            for member_id in absent_due_member_ids(session, synced_seats(session, session.today), meeting)
        }
        self._last_turns: dict[int, Turn] = {}
        self._last_absences: dict[int, Turn] = {}
        for turn in session.all(Turn):
            (self._last_absences if turn.outcome == "absent" else self._last_turns)[turn.member_id] = turn

    def describe(self, member: Member, seat: Seat, position: int) -> str:
        """Return the reason, as the rest of a sentence that begins with the member's name."""
        if_first = "first: " if position == 1 else f"hosts in round {seat.round}: "
        last_turn, last_absence = self._last_turns.get(member.id), self._last_absences.get(member.id)
        if member.id in self._hosting:
            return f"hosting now · again in round {seat.round}"
        if member.id in self._away:
            return f"{if_first}away today"
        if last_absence is not None and (last_turn is None or last_turn.id < last_absence.id):
            return f"{if_first}missed their turn on {self._format_day_of(last_absence)}"
        is_new = last_turn is None or day_of_timestamp(last_turn.at, self._s.now) < member.joined_on
        if is_new and position == self._last_place and (seat.round > self._round or member.joined_on == self._newest):
            return f"joined {format_day(member.joined_on, self._s.today)} · last in this round"
        if seat.round <= self._round:
            return f"hosts in round {seat.round}"
        if last_turn is None or is_new:
            return f"joined {format_day(member.joined_on, self._s.today)} · first turn in round {seat.round}"
        if last_turn.outcome == "skipped":
            why = f" ({last_turn.reason})" if last_turn.reason else ""
            return f"skipped in round {last_turn.round}{why} · again in round {seat.round}"
        return f"hosted {self._format_day_of(last_turn)} · again in round {seat.round}"

    def _format_day_of(self, turn: Turn) -> str:
        meeting = self._meetings.get(turn.meeting_id or 0)
        return format_day(meeting.day if meeting else day_of_timestamp(turn.at, self._s.now))
