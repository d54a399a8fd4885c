"""The texts of the home screen's top line, which are all that its first frame needs."""

from __future__ import annotations

from core.access.session import Session
from core.team import workdays
from core.team.record import own_name
from core.values.periods import format_heading_day, format_share_gone, period_containing


def day_and_viewer_variants(session: Session) -> tuple[str, ...]:
    """Return the day, how much of the quarter is gone, and who the viewer is, from the longest text to the shortest."""
    today = session.today
    quarter = period_containing(today, "quarter")
    quarter_gone = format_share_gone(quarter, workdays.share_of_days_gone(session, quarter))
    day = format_heading_day(today)
    who = "room view" if session.viewer.is_room else own_name(session)
    return (
        f"{day} · {quarter_gone} · {who}",
        f"{day} · {who}",
        who,
    )
