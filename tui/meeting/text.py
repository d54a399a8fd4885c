"""The texts of the meeting screen: who hosts, and what it says while no meeting is open."""

from __future__ import annotations

from core.access.session import Session
from core.meeting import lifecycle
from core.models import Member
from core.team import members
from core.values.text import short_name
from tui.widgets.top_and_key_lines import first_that_fits

CLOCK_WIDTH = 14
"""Columns that the stage's clock and the gaps beside it take."""


def describe_host(session: Session, host: Member | None, present_count: int, width: int) -> str:
    """Return how many members are here and who hosts, in `width` columns less the clock; a long name is shortened."""
    count = f"{present_count} here   " if present_count else ""
    if host is None:
        return f"{count}host nobody"
    short = short_name(host, members.list_members(session))
    return first_that_fits((f"{count}host {host.name}", f"{count}host {short}"), width - CLOCK_WIDTH)


def describe_no_meeting(session: Session) -> str:
    """Return the text for when no meeting is open: which one comes next, and the key that starts one."""
    planned = lifecycle.next_planned_meeting(session)
    lines = ["No meeting is open."]
    if planned is not None:
        leading = lifecycle.host_of(session, planned)
        who = f", {leading.name} hosts" if leading else ""
        when = "today" if planned.day == session.today else f"{planned.day:%a %d %b}"
        lines.append(f"Next: {planned.kind} meeting {planned.number}, {when}{who}.")
    people = len([member for member in members.list_members(session) if member.role != "watcher"])
    if people < 2:
        lines.append("You are alone in this team so far: add people with huddle member add NAME, or in 7 Team.")
    if session.viewer.role in ("leader", "seller"):
        lines.append("Press enter to start the weekly meeting, k for a kickoff, y for a quarterly one.")
    else:
        lines.append("It will appear here when somebody starts one.")
    return "\n\n".join(lines)
