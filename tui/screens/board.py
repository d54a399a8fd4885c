"""The leaderboard: any metric, any period, by member, group or territory; live."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from textual import getters
from textual.binding import Binding
from textual.widget import Widget

from core.amounts import percent, shown
from core.errors import HuddleError
from core.live import Landed
from core.metrics import metrics
from core.models import Member, Metric
from core.periods import Period, containing
from core.standings import BY, By, Standing, StandingsBoard, standings
from core.team import team
from core.to_go import to_go
from tui.pacing import AtMostEvery
from tui.screens.base import HuddleScreen
from tui.screens.choose import Choice, ChooseScreen
from tui.widgets.bars import movement
from tui.widgets.leaderboard import Leaderboard
from tui.widgets.leaderboard_rows import Place

SHOWN_TABLES = frozenset({"entry", "target", "metric", "member", "group", "meeting", "team"})
"""What a board is made of: a card that lands does not repaint it."""

MIDNIGHT_SECONDS = 30.0
"""How often a board that hangs on a wall looks whether a new day has begun, and with it the pace."""

BURST_SECONDS = 0.2
"""Between two paintings for what landed: entries that land faster leave the keys their time."""

LONG_WORDS = 96
"""Columns from which the top line has room for whole words on both sides."""


class BoardScreen(HuddleScreen):
    """The leaderboard on the wall."""

    WHY = (
        "Everybody sees their own progress and the team's, while there is still time to do something about it. "
        "The mark │ stands where pace says each should be today, counted in working days. "
        "Look forward: who needs help, and who can show how it is done?"
    )
    BINDINGS = [
        Binding("tab", "metric(1)", "Metric", id="board.metric", tooltip="The next metric"),
        Binding("shift+tab", "metric(-1)", "Metric before", show=False, id="board.metric_back", tooltip="And back"),
        Binding("slash", "choose", "Find", key_display="/", id="board.choose", tooltip="Choose a metric by its name"),
        Binding(
            "left_square_bracket", "step(-1)", "Before", key_display="[", id="board.before", tooltip="The one before"
        ),
        Binding("right_square_bracket", "step(1)", "After", key_display="]", id="board.after", tooltip="The one after"),
        Binding("b", "by", "By", id="board.by", tooltip="By member, by group, by territory"),
        Binding("w", "period('week')", "Week", id="board.week", tooltip="This week"),
        Binding("m", "period('month')", "Month", id="board.month", tooltip="This month"),
        Binding("q", "period('quarter')", "Quarter", id="board.quarter", tooltip="This quarter"),
        Binding("y", "period('year')", "Year", id="board.year", tooltip="This year"),
    ]

    rows = getters.query_one(Leaderboard)

    def __init__(self, metric: Metric | None = None) -> None:
        """Begins with `metric`, or else with the one that is counted in the team's money, or else with the first."""
        super().__init__()
        self._metric = metric.name if metric else ""
        self._period: Period | None = None
        self._by: By = "member"
        self._shown_on: date | None = None
        self._show_again = AtMostEvery(self, BURST_SECONDS, self.show)

    def compose_content(self) -> Iterable[Widget]:
        yield Leaderboard()

    def on_mount(self) -> None:
        self.rows.focus()
        self.set_interval(MIDNIGHT_SECONDS, self._look_at_the_day)

    # -- what is shown

    @property
    def period(self) -> Period:
        """The period that is shown: this quarter, until another is chosen."""
        return self._period or containing(self.session.today, "quarter")

    def show(self) -> None:
        self._shown_on = self.session.today
        chosen = self._chosen()
        if chosen is None:
            self.top.left, self.top.right = "LEADERBOARD", ""
            self.rows.show_empty("Nothing is counted yet. Make what you count with: huddle metric add NAME")
            return
        board = standings(self.session, chosen, self.period, self._by)
        by = "" if self._by == "member" else f" · by {self._by}"
        self.top.left = f"{board.metric.upper()} · {board.period.title}{by}"
        self.top.right = _gone(board, long=self.app.size.width >= LONG_WORDS)
        nothing = all(not row.actual for row in board.rows)
        if nothing and all(row.target is None for row in board.rows):
            self.rows.show_empty(
                f"Nobody has entered {board.metric} in {board.period.title} yet. Enter an amount with: "
                f"huddle log '{board.metric}' AMOUNT, or a whole file with: huddle import FILE. "
                "The keys [ and ] show the periods before and after."
            )
            return
        self.rows.show(
            places(board, self._own(board)),
            subject=(board.metric_id, board.period, self._by),
            team=team_place(board),
            mark=pace_mark(board),
            words=self._words(board, nothing),
        )

    def changed(self, landed: list[Landed]) -> None:
        if any(not SHOWN_TABLES.isdisjoint(change.rows) for change in landed):
            self._show_again.ask()

    def _look_at_the_day(self) -> None:
        if self.is_current and self.session.today != self._shown_on:
            self.show()

    def _chosen(self) -> Metric | None:
        there = metrics(self.session)
        for metric in metrics(self.session, include_ended=True):
            if metric.name == self._metric:
                return metric
        currency = team(self.session).currency
        return next((metric for metric in there if metric.unit == currency), next(iter(there), None))

    def _own(self, board: StandingsBoard) -> Standing | None:
        """The viewer's own row; the room has none."""
        me = self.session.get(Member, self.session.viewer.member_id)
        if me is None:
            return None
        for row in board.rows:
            match self._by:
                case "member" if row.id == me.id:
                    return row
                case "group" if row.id is not None and row.id == me.group_id:
                    return row
                case "territory" if me.territory and row.name.casefold() == me.territory.casefold():
                    return row
        return None

    def _words(self, board: StandingsBoard, nothing: bool) -> list[str]:
        """What there is to say about the team, the most useful first."""
        if nothing:
            return ["no entries yet", f"huddle log '{board.metric}' AMOUNT", "huddle import FILE"]
        words: list[str] = []
        still = to_go(self.session, board)
        if still is not None and still.whole and still.this_week is not None:
            amount = shown(still.this_week, board.scale, board.unit)
            words.append(f"{amount} to go this week" if still.this_week else "this week is done")
        best = board.most_improved
        if best is not None:
            words.append(f"most improved: {best.name} {movement(best.movement)}")
        if still is not None:
            amount = shown(still.whole, board.scale, board.unit)
            words.append(f"{amount} to go in {board.period.short}" if still.whole else "target reached")
        return words

    # -- keys

    def action_metric(self, step: int) -> None:
        """Goes through the metrics."""
        names = [metric.name for metric in metrics(self.session)]
        chosen = self._chosen()
        if chosen is not None and names:
            at = names.index(chosen.name) if chosen.name in names else 0
            self._metric = names[(at + step) % len(names)]
            self.show()

    def action_choose(self) -> None:
        """Chooses a metric by its name."""
        choices = [Choice(metric.name, metric.name, right=metric.unit) for metric in metrics(self.session)]
        if choices:
            self.app.push_screen(ChooseScreen("Which leaderboard?", choices), self._choose)
        else:
            self.notify("Nothing is counted yet. Make what you count with: huddle metric add NAME", markup=False)

    def _choose(self, choice: Choice | None) -> None:
        if choice is not None:
            self._metric = str(choice.key)
            self.show()

    def action_step(self, step: int) -> None:
        """Goes to the period before or after."""
        try:
            self._period = self.period.next() if step > 0 else self.period.previous()
        except HuddleError as refusal:
            self.refused(refusal)
        self.show()

    def action_period(self, kind: str) -> None:
        """Shows the week, month, quarter or year of today."""
        self._period = containing(self.session.today, kind)
        self.show()

    def action_by(self) -> None:
        """Members, groups, territories, and round again."""
        self._by = BY[(BY.index(self._by) + 1) % len(BY)]
        self.show()


# -- from standings to rows


def places(board: StandingsBoard, own: Standing | None) -> list[Place]:
    """The rows of a board in words. Where nobody has a target, bars compare with the best."""
    scale = _scale(board)
    return [_place(board, row, scale, own=row is own) for row in board.rows]


def team_place(board: StandingsBoard) -> Place:
    """The foot of a board: everybody together."""
    return _place(board, board.team, _scale(board))


def _scale(board: StandingsBoard) -> int | None:
    """What a whole bar is where nobody has a target: the largest amount. None where targets are."""
    if any(row.target is not None for row in (*board.rows, board.team)):
        return None
    return max((row.actual or 0 for row in board.rows), default=0) or 1


def _place(board: StandingsBoard, row: Standing, scale: int | None, *, own: bool = False) -> Place:
    team_row = row is board.team
    nothing = not row.actual and row.target is None and not team_row and board.better == "higher"
    share = row.attainment
    words = percent(row.attainment) if row.attainment is not None else ""
    if row.target is None:
        words = "no entry" if nothing else "no target" if scale is None else ""
        # The team's bar would dwarf everybody's.
        share = None if scale is None or team_row else (row.actual or 0) / scale
    return Place(
        name="team" if team_row else row.name,
        rank=None if nothing else row.rank,
        movement=None if nothing else row.movement,
        share=share,
        percent=words,
        actual="" if nothing else shown(row.actual, board.scale, board.unit),
        target="" if row.target is None else shown(row.target, board.scale, board.unit),
        history=row.history,
        behind=row.pace is not None and row.pace < 1,
        own=own,
    )


def pace_mark(board: StandingsBoard) -> float | None:
    """Where pace says each should be today; when a period is over, that is the target itself."""
    paced = any(row.pace is not None for row in (*board.rows, board.team))
    return board.share_gone if paced and board.better == "higher" and board.share_gone < 1 else None


def _gone(board: StandingsBoard, *, long: bool) -> str:
    """How much of the period is gone, and how the team stands against it."""
    pace = board.team.pace
    if board.share_gone <= 0:
        return "not begun yet"
    if board.share_gone >= 1:
        reached = board.team.attainment
        return "over" if reached is None else f"over · team {percent(reached)}"
    of = f" of the {board.period.kind}" if long and board.period.kind != "span" else ""
    gone = f"{percent(board.share_gone)}{of} gone"
    return gone if pace is None else f"{gone} · team pace {percent(pace)}"
