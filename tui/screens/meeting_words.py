"""What the meeting's screen says while no meeting is open."""

from __future__ import annotations

from core import meeting, members
from core.session import Session


def why_empty(session: Session) -> str:
    """That no meeting is open, which one comes next, and the key that opens one."""
    planned = meeting.upcoming(session)
    lines = ["No meeting is open."]
    if planned is not None:
        leading = meeting.host(session, planned)
        who = f", {leading.name} hosts" if leading else ""
        when = "today" if planned.day == session.today else f"{planned.day:%a %d %b}"
        lines.append(f"Next: {planned.kind} meeting {planned.number}, {when}{who}.")
    people = len([member for member in members.members(session) if member.role != "watcher"])
    if people < 2:
        lines.append("You are alone in this team so far: add people with huddle member add NAME, or in 7 Team.")
    if session.viewer.role in ("leader", "seller"):
        lines.append("Press enter to start the weekly meeting, k for a kickoff, y for a quarterly one.")
    else:
        lines.append("It will appear here when somebody starts one.")
    return "\n\n".join(lines)
