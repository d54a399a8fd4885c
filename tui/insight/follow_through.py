"""The follow-through screen: shares of commitments kept and kept in time, and cards that recur."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import getters
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget

from core.access.feed import CommittedChange
from core.commitments import follow_through, occurrences
from core.commitments.follow_through import FollowThroughOutcome, KeptRate
from core.models import Member
from core.team.record import get_team
from core.values.amounts import format_percent
from core.values.periods import MONTHS
from tui.shell.screen import HuddleScreen
from tui.widgets.fact_list import Fact, Facts
from tui.widgets.progress_rows import ProgressRow, ProgressRows
from tui.widgets.section import Section

TALL = 48
"""Screen height in lines from which rows have an empty line between them."""

TABLES = frozenset({"commitment", "occurrence", "entry", "metric", "member", "trend", "meeting", "absence", "holiday"})
"""Tables whose changes refresh this screen; new cards do not change it."""


class FollowThroughScreen(HuddleScreen):
    """Follow-through, opened over another screen. The leader sees all members, a seller themself and the team."""

    CSS_PATH = "follow_through.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (96, "-two")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (TALL, "-tall")]
    WHY = (
        "What was said is followed through, and here one sees how well that goes. "
        "It is for looking forward: what comes up again and again needs another way, and no louder voice. "
        "Nobody is ranked: people stand in order of their names, and each seller sees themself and the team alone."
    )
    BINDINGS = [
        Binding("escape,F,q", "back", "Back", id="follow_through.back", tooltip="Back to where you came from"),
        Binding("up", "scroll(-1)", "Up", show=False, id="follow_through.up", tooltip="Up"),
        Binding("down", "scroll(1)", "Down", show=False, id="follow_through.down", tooltip="Down"),
    ]

    scroller = getters.query_one("#follow", VerticalScroll)

    def compose_content(self) -> Iterable[Widget]:
        with VerticalScroll(id="follow"), Horizontal(id="columns"):
            with Vertical(id="first"):
                with Vertical(classes="part"):
                    yield Section("Altogether", id="all-head")
                    yield ProgressRows(id="all")
                with Vertical(classes="part"):
                    yield Section("By person", id="people-head")
                    yield ProgressRows(id="people")
                with Vertical(classes="part"):
                    yield Section("By trend", "kept")
                    yield ProgressRows(id="trends")
            with Vertical(id="second"):
                with Vertical(classes="part"):
                    yield Section("Week by week", "kept")
                    yield ProgressRows(id="weeks")
                with Vertical(classes="part"):
                    yield Section("Comes up again and again")
                    yield Facts(id="recurring")

    def on_mount(self) -> None:
        self.scroller.focus()

    def on_resize(self) -> None:
        if self.is_mounted:
            self.show()

    # -- showing

    def show(self) -> None:
        session = self.session
        for rows in (*self.query(Facts), *self.query(ProgressRows)):
            rows.set_gap(self.size.height >= TALL)
        reckoning = occurrences.outcome_calculator(session)
        outcomes = follow_through.list_outcomes(session, reckoning)
        self.top_line.left = "FOLLOW-THROUGH"
        self.top_line.right = get_team(session).name
        self._show_all(outcomes)
        self._show_people(outcomes)
        self.query_one("#trends", ProgressRows).set_rows(
            [_row(rate) for rate in follow_through.rates_by_trend(outcomes)],
            empty="Nothing of a trend is kept or missed yet. Commitments made of its cards count here.",
        )
        weeks = follow_through.rates_by_week(outcomes, session.today)
        self.query_one("#weeks", ProgressRows).set_rows(
            [_row(rate) for rate in weeks] if outcomes else [],
            empty="No week has an answer yet.",
        )
        again = [
            Fact(
                f"{theme.name} · since {theme.since.day} {MONTHS[theme.since.month - 1]}, "
                + (f"taken on {theme.taken_on}×" if theme.taken_on else "nobody took it on yet"),
                sign="↻",
                right=f"{theme.meetings} meetings",
            )
            for theme in follow_through.list_recurring_trends(session, reckoning)
        ]
        self.query_one("#recurring", Facts).set_facts(
            again, empty="Nothing came up in two meetings without something of it being kept."
        )

    def _show_all(self, outcomes: Sequence[FollowThroughOutcome]) -> None:
        session = self.session
        rows = []
        mine = [outcome for outcome in outcomes if session.viewer.is_member(outcome.member_id)]
        for group, group_name in ((mine, "my own"), (outcomes, "the team")):
            rate = follow_through.compute_rate(group)
            if rate.closed:
                rows.append(
                    ProgressRow(
                        f"{group_name}, kept", rate.share, actual=_of(rate.kept, rate), percent=_share(rate.share)
                    )
                )
                rows.append(
                    ProgressRow(
                        f"{group_name}, in time",
                        rate.share_on_time,
                        actual=_of(rate.on_time, rate),
                        percent=_share(rate.share_on_time),
                    )
                )
        self.query_one("#all-head", Section).note = ""
        self.query_one("#all", ProgressRows).set_rows(
            rows, empty="Nothing is kept or missed yet. What people take on is answered for in the next meeting: 2."
        )

    def _show_people(self, outcomes: Sequence[FollowThroughOutcome]) -> None:
        session = self.session
        self.query_one("#people-head", Section).note = (
            "by name; only you see everybody" if session.viewer.is_leader else "the others' are theirs"
        )
        people = {member.name: member for member in session.all(Member)}
        rows = []
        for rate in follow_through.rates_by_member(session, outcomes):
            member = people.get(rate.name)
            streak = follow_through.current_streak(outcomes, member) if member else 0
            rows.append(_row(rate, f"{streak} in a row" if streak > 1 else ""))
        self.query_one("#people", ProgressRows).set_rows(rows, empty="Nobody has answered for anything yet.")

    # -- updates and keys

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        if any(TABLES & change.rows.keys() for change in changes):
            self.show()

    def action_back(self) -> None:
        self.dismiss()

    def action_scroll(self, step: int) -> None:
        self.scroller.scroll_relative(y=step, animate=False)


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
