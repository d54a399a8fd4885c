"""The texts of the meeting screen: who hosts, and what it says while no meeting is open."""

from __future__ import annotations

from core import meeting, members
from core.models import Member
from core.session import Session
from core.wording import called
from tui.widgets.frame import fitting

CLOCK = 14
"""Columns that the stage's clock and the gaps beside it take."""


def who_leads(session: Session, leading: Member | None, here: int, width: int) -> str:
    """Return how many members are here and who hosts, in `width` columns less the clock; a long name is shortened."""
    count = f"{here} here   " if here else ""
    if leading is None:
        return f"{count}host nobody"
    short = called(leading, members.members(session))
    return fitting((f"{count}host {leading.name}", f"{count}host {short}"), width - CLOCK)


def why_empty(session: Session) -> str:
    """Return the text for when no meeting is open: which one comes next, and the key that starts one."""
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
