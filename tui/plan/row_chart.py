"""The chart of a row of the plan: how the team, a group or a member has come along in its period."""

from __future__ import annotations

from core.access.session import Session
from core.errors import HuddleError
from core.standings.charts import BurnUp, burn_up
from core.standings.leaderboard import standings
from core.standings.plan import Plan, PlanRow


def read_row_chart(session: Session, plan: Plan, row: PlanRow) -> BurnUp | None:
    """Return the chart of a row; None where the viewer may not see its amounts, and for members without a group."""
    whom = row.member or row.group
    try:
        board = standings(session, plan.metric, plan.period, by="member" if row.group is None else "group")
        found = next((standing for standing in board.rows if whom is not None and standing.id == whom.id), None)
        if row == plan.team:
            found = board.team
        return burn_up(session, board, found) if found is not None else None
    except HuddleError:  # it was removed since the plan was read
        return None
