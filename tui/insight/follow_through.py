"""The screen “Kept and missed”: shares of commitments kept and kept in time, and cards that recur."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget

from core.commitments import follow_through, occurrences
from core.commitments.follow_through import FollowThroughOutcome, KeptRate, RecurringTrend
from core.models import Member
from core.team.record import get_team
from core.values.amounts import format_percent
from core.values.periods import format_day
from core.values.text import format_count
from tui import keymap
from tui.shell.actions import Action, ActionTable
from tui.shell.screen import HuddleScreen
from tui.widgets.fact_list import Fact, Facts
from tui.widgets.progress_rows import ProgressRow, ProgressRows
from tui.widgets.section import Section

TALL = 48
"""Screen height in lines from which rows have an empty line between them, if they fit."""

LINES_AROUND_ROWS = 18
"""Lines of a tall screen besides the rows of the first column."""


class FollowThroughScreen(HuddleScreen):
    """Kept and missed, opened over another screen. The leader sees all members, a seller themself and the team."""

    IS_PRIVATE = True
    CSS_PATH = "follow_through.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (96, "-two")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (TALL, "-tall")]
    TABLES = frozenset(
        {"commitment", "occurrence", "entry", "metric", "member", "trend", "meeting", "absence", "holiday"}
    )
    WHY = (
        "How many commitments were kept, and how many on time. "
        "If something keeps coming back, try another approach. "
        "Sellers see only themselves and the team."
    )
    BINDINGS = [
        keymap.BACK.bind("back", "Back", id="back", tooltip="Go back to where you came from"),
        Binding("up", "scroll(-1)", "Up", show=False, id="follow_through.up", tooltip="Up"),
        Binding("down", "scroll(1)", "Down", show=False, id="follow_through.down", tooltip="Down"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._overall, self._by_member, self._by_trend, self._by_week = (ProgressRows() for _ in range(4))
        self._recurring = Facts()
        self._member_heading = Section("By person")
        first = Vertical(
            _part(Section("Overall"), self._overall),
            _part(self._member_heading, self._by_member),
            _part(Section("By trend", "kept"), self._by_trend),
            id="first",
        )
        second = Vertical(
            _part(Section("Week by week", "kept"), self._by_week),
            _part(Section("Keeps coming back"), self._recurring),
            id="second",
        )
        self._scroller = VerticalScroll(Horizontal(first, second, id="columns"), id="follow")

    def compose_content(self) -> Iterable[Widget]:
        yield self._scroller

    def make_actions(self) -> ActionTable:
        return {"scroll": Action(lambda step: self._scroller.scroll_relative(y=step, animate=False))}

    def on_mount(self) -> None:
        self._scroller.focus()

    def on_resize(self) -> None:
        if self.is_mounted:
            self.show()

    # -- showing

    def show(self) -> None:
        if self.is_covered():
            return
        session = self.session
        calculator = occurrences.outcome_calculator(session)
        outcomes = follow_through.list_outcomes(session, calculator)
        self.top_line.left = "Kept and missed"
        self.top_line.right = get_team(session).name
        self._show_overall(outcomes)
        self._show_members(outcomes)
        self._by_trend.set_rows(
            [_row(rate) for rate in follow_through.rates_by_trend(outcomes)],
            empty="No closed commitments from trends yet.",
        )
        weeks = follow_through.rates_by_week(outcomes, session.today)
        self._by_week.set_rows([_row(rate) for rate in weeks] if outcomes else [], empty="No closed commitments yet.")
        recurring = [_recurring_fact(trend) for trend in follow_through.list_recurring_trends(session, calculator)]
        self._recurring.set_facts(recurring, empty="Nothing keeps coming back.")
        self._space_rows()

    def _space_rows(self) -> None:
        """Put empty lines between rows where all rows of the first column still fit."""
        rows = sum(part.row_count for part in (self._overall, self._by_member, self._by_trend))
        has_room = self.size.height >= max(TALL, 2 * rows + LINES_AROUND_ROWS)
        for part in (self._overall, self._by_member, self._by_trend, self._by_week, self._recurring):
            part.set_gap(has_room)

    def _show_overall(self, outcomes: Sequence[FollowThroughOutcome]) -> None:
        own = [outcome for outcome in outcomes if self.session.viewer.is_member(outcome.member_id)]
        rows: list[ProgressRow] = []
        for name, counted in (("you", own), ("team", outcomes)):
            rate = follow_through.compute_rate(counted)
            if rate.closed:
                rows += [
                    ProgressRow(f"{name}, kept", rate.share, actual=_of(rate.kept, rate), percent=_share(rate.share)),
                    ProgressRow(
                        f"{name}, on time",
                        rate.share_on_time,
                        actual=_of(rate.on_time, rate),
                        percent=_share(rate.share_on_time),
                    ),
                ]
        self._overall.set_rows(rows, empty="No closed commitments yet.")

    def _show_members(self, outcomes: Sequence[FollowThroughOutcome]) -> None:
        session = self.session
        self._member_heading.note = "the leader sees everyone" if session.viewer.is_leader else "you see only your own"
        people = {member.name: member for member in session.all(Member)}
        rows = []
        for rate in follow_through.rates_by_member(session, outcomes):
            member = people.get(rate.name)
            streak = follow_through.current_streak(outcomes, member) if member else 0
            rows.append(_row(rate, f"{streak} in a row" if streak > 1 else ""))
        self._by_member.set_rows(rows, empty="No closed commitments yet.")


def _part(heading: Section, content: Widget) -> Vertical:
    return Vertical(heading, content, classes="part")


def _recurring_fact(trend: RecurringTrend) -> Fact:
    since = format_day(trend.since)
    taken_on = format_count(trend.taken_on, "commitment") if trend.taken_on else "no commitment yet"
    return Fact(f"{trend.name} · since {since} · {taken_on}", sign="↻", right=format_count(trend.meetings, "meeting"))


def _row(rate: KeptRate, beside: str = "") -> ProgressRow:
    return ProgressRow(
        rate.name,
        rate.share if rate.closed else None,
        actual=_of(rate.kept, rate) if rate.closed else "",
        percent=_share(rate.share),
        pace=beside,
    )


def _of(count: int, rate: KeptRate) -> str:
    return f"{count} of {rate.closed}"


def _share(share: float | None) -> str:
    return format_percent(share) if share is not None else "–"
