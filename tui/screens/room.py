"""The room view: the projector. It follows the host, shows nothing private, takes no key, and is no participant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rich.cells import cell_len
from textual import events, getters
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from core import meeting as meetings
from core import team
from core.errors import HuddleError
from core.live import Landed
from core.models import Meeting, Stage
from core.session import Session
from core.timer import timer
from tui.pacing import AtMostEvery
from tui.screens import room_parts
from tui.screens.base import HuddleScreen
from tui.screens.board import BURST_SECONDS, SHOWN_TABLES
from tui.screens.room_numbers import Round
from tui.screens.room_parts import BOARDS, Said, Shown
from tui.widgets.barrows import BarRows
from tui.widgets.bigtext import BigText
from tui.widgets.board_rows import ONLY_THE_TEAM, pace_mark, places, team_place
from tui.widgets.counts import GroupCounts
from tui.widgets.figures import TALL, Figures
from tui.widgets.frame import TopLine
from tui.widgets.leaderboard import FOOT, Leaderboard
from tui.widgets.pages import Pages
from tui.widgets.quotes import QuoteWall
from tui.widgets.rail import StageRail, Stop

TURN_SECONDS = 20.0
"""How long a metric, or a page of commitments, stays on the wall: long enough for a room to find itself on it."""

ROOMY = 28
"""Lines from which the question may take two lines of block letters and still leave room for the answers."""

EVERYWHERE = frozenset({"meeting", "stage", "team", "member", "group", "attendance", "goal", "rotation", "turn"})
"""What may change the frame of the wall in whatever stage."""

OF_STAGE: dict[str, frozenset[str]] = {
    "wins": frozenset({"card", "board"}),
    "collect": frozenset({"card", "board"}),
    "hurdles": frozenset({"card", "board"}),
    "numbers": SHOWN_TABLES,
    "commitments": frozenset({"commitment", "metric"}),
    "commit": frozenset({"commitment", "metric"}),
    "trends": frozenset({"card", "board", "trend"}),
    "close": frozenset({"card", "commitment"}),
}
"""What else is shown in each stage: a note to an entry that lands while cards are said repaints nothing."""


class FootLine(TopLine):
    """The wall's last line."""

    DEFAULT_CSS = """
    FootLine {
        dock: bottom;
        border-bottom: none;
        border-top: solid $rule;
        & > .topline--left { color: $dim; text-style: none; }
        & > .topline--right { color: $foreground; text-style: bold; }
    }
    """


class RoomScreen(HuddleScreen):
    """The wall, led by the host from their own terminal."""

    CSS_PATH = "room.tcss"
    AUTO_FOCUS = ""
    ALLOW_SELECT = False
    WHY = (
        "What everybody says and what the team reaches stands here for everybody at once. "
        "The host leads from their own terminal; this view only follows. "
        "It shows nothing that is not everybody's."
    )

    top = getters.query_one("#top", TopLine)
    rail = getters.query_one(StageRail)
    foot = getters.query_one(FootLine)
    wall = getters.query_one("#wall", Vertical)
    question = getters.query_one("#question", BigText)
    under = getters.query_one("#under", BigText)
    figures = getters.query_one(Figures)
    counts = getters.query_one(GroupCounts)
    voices = getters.query_one("#voices", Static)
    quotes = getters.query_one(QuoteWall)
    pages = getters.query_one(Pages)
    bars = getters.query_one(BarRows)
    board = getters.query_one(Leaderboard)

    def __init__(self) -> None:
        super().__init__()
        self._room: Session | None = None
        self._meeting: Meeting | None = None
        self._stage: Stage | None = None
        self._said: Said | None = None
        self._shown = Shown("")
        self._round = Round()
        self._read_again = AtMostEvery(self, BURST_SECONDS, self._read_and_place)
        self._day: date | None = None

    @property
    def session(self) -> Session:
        """The room's own, whoever opened the app: a wall knows nobody's secrets."""
        if self._room is None:
            own = self.app.session
            self._room = own if own.viewer.is_room else Session.of_room(own.store, own.clock)
        return self._room

    def compose(self) -> ComposeResult:
        yield TopLine(id="top")
        yield from self.compose_content()
        yield FootLine()

    def compose_content(self) -> Iterable[Widget]:
        yield StageRail()
        board = Leaderboard()
        board.can_focus = False
        yield Vertical(
            BigText(id="question"),
            BigText(id="under"),
            Figures(),
            GroupCounts(),
            Static("", id="voices", markup=False),
            QuoteWall(big=True),
            Pages(),
            BarRows(),
            board,
            id="wall",
        )

    def on_mount(self) -> None:
        super().on_mount()
        self.set_interval(TURN_SECONDS, self.turn)
        self._tick()

    def on_resize(self, _event: events.Resize) -> None:
        if self.is_mounted:
            self._place()

    def action_back(self) -> None:
        """Nowhere: the host leads."""

    # -- reading

    def show(self) -> None:
        self._meeting = room_parts.on_the_wall(self.session)
        self._day = self.session.today
        self._frame()
        self._read()
        self._place()

    def changed(self, landed: list[Landed]) -> None:
        tables = {table for change in landed for table in change.rows}
        name = self._stage.name if self._stage else ""
        if tables & EVERYWHERE or not name:
            self.show()
        elif tables & OF_STAGE.get(name, frozenset()):
            ids = [change.rows["card"] for change in landed if "card" in change.rows]
            if self._said is not None and "board" not in tables and all(ids):
                self._said.land(frozenset().union(*ids))
                self._shown = self._said.shown()
                self._place()
            elif name == "numbers":
                self._read_again.ask()
            else:  # at once: what was taken back or hidden again has no business there
                self._read_and_place()

    def _read_and_place(self) -> None:
        self._read()
        self._place()

    def _read(self) -> None:
        """Reads what the stage shows."""
        here, now, stage = self.session, self._meeting, self._stage
        self._said = None
        if now is None or stage is None:
            self._shown = room_parts.waiting(here)
            return
        try:
            match stage.name:
                case "wins" | "collect" | "hurdles":
                    self._said = Said(here, BOARDS[stage.name])
                    self._shown = self._said.shown()
                case "numbers":
                    self._shown = self._numbers()
                case "commitments":
                    self._shown = room_parts.since_last(here, now)
                case "goal":
                    self._shown = room_parts.goal(here)
                case "trends":
                    self._shown = room_parts.recurring(here)
                case "commit":
                    self._shown = room_parts.taken_on(here, now)
                case "close":
                    self._shown = room_parts.ending(here, now)
        except HuddleError:
            # The meeting was closed between two reads; that lands in a moment.
            self._shown = room_parts.waiting(here)

    # -- the numbers

    def turn(self) -> None:
        """The next page, or the next metric: called every 20 seconds."""
        if self._stage is None or not self.is_current:
            return
        if self._stage.name == "numbers":
            board = self.board
            if board.scroll_offset.y < board.max_scroll_y:
                board.scroll_to(
                    y=board.scroll_offset.y + max(1, board.size.height - FOOT), animate=False, immediate=True
                )
                return
            self._round.turn()
            self._read_and_place()
        else:
            self.pages.turn()

    def _numbers(self) -> Shown:
        board, shown = self._round.read(self.session)
        if board is None:
            self.board.show_empty(shown.empty)
            return shown
        best = board.most_improved
        self.board.show(
            places(board, None),
            subject=(board.metric_id, board.period),
            team=team_place(board),
            mark=pace_mark(board),
            words=[f"most improved: {best.name} ▲{best.movement}"] if best else [],
            empty=ONLY_THE_TEAM if board.private else "",
        )
        return shown

    # -- showing

    def _frame(self) -> None:
        here, now = self.session, self._meeting
        name = team.team(here).name.upper()
        stages = meetings.stages(here, now) if now else []
        self._stage = next((stage for stage in stages if now and stage.id == now.stage_id), None)
        current = self._stage
        self.rail.display = now is not None
        self.rail.set_stops(
            [
                Stop(
                    stage.name,
                    done=current is not None and stage.position < current.position,
                    now=current is not None and stage.id == current.id,
                )
                for stage in stages
            ]
        )
        leading = meetings.host(here, now) if now else None
        self.top.left = f"{name} · {now.kind} meeting {now.number}" if now else ""
        self.top.right = f"{leading.name if leading else 'nobody'} hosts" if now else ""
        coming = room_parts.next_host(here) if now else None
        today = f"{here.today:%A} {here.today.day} {here.today:%B}"
        self.foot.right = f"next host {coming.member.name}" if coming else today

    def _place(self) -> None:
        """Puts what was read on the wall; what stands there already is not painted again."""
        shown = self._shown
        numbers = self._stage is not None and self._stage.name == "numbers"
        self.wall.set_class(shown.calm, "-calm")
        height = self.app.size.height
        self.wall.set_class(height >= TALL, "-tall")
        self.question.update(shown.question, share=0.5 if shown.calm else 0.3 if height >= ROOMY else 0.16)
        self.under.display = bool(shown.under)
        self.under.update(shown.under, largest=1 if shown.calm else 0)
        self._show_figures()
        self.counts.display = bool(shown.groups)
        self.counts.set_counts(shown.groups)
        words = self._who_spoke(shown.voices)
        self.voices.display = bool(words)
        if self.voices.content != words:
            self.voices.update(words)
        self.quotes.display = shown.quotes is not None
        self.pages.display = shown.rows is not None
        self.bars.display = shown.bars is not None
        self.board.display = numbers
        if shown.quotes is not None:
            self.quotes.set_quotes(shown.quotes, empty=shown.empty)
        if shown.rows is not None:
            subject = (self._stage.id, self._stage.started_at) if self._stage else None
            self.pages.set_rows(shown.rows, subject=subject, empty=shown.empty)
        if shown.bars is not None:
            self.bars.set_rows(shown.bars, empty=shown.empty)
        self.foot.left = shown.foot

    def _who_spoke(self, names: tuple[str, ...]) -> str:
        """The names in the order in which they spoke last, as many of the latest as fit one line."""
        room = self.app.size.width - 8
        words = ""
        for name in reversed(names):
            longer = f"{name} · {words}" if words else name
            if cell_len(longer) > room - 8:
                return f"… {words}"
            words = longer
        return f"spoke: {words}" if words else ""

    # -- the time

    def _tick(self) -> None:
        """Every full second of the stage's clock: all screens change together."""
        self.tell_time()
        clock = timer(self.session, self._stage) if self._stage else None
        self.set_timer(clock.next_second(self.session.now) if clock else 1.0, self._tick)

    def tell_time(self) -> None:
        """Shows the time as it is now; after midnight also the countdown and the pace, which are another day's."""
        if self.session.today != self._day:
            self.show()
        else:
            self._show_figures()

    def _show_figures(self) -> None:
        here, figures = self.session, self._shown.figures
        if self._stage is not None:
            figures = (room_parts.time_told(timer(here, self._stage), here.now), *figures)
        self.figures.set_figures(figures, centred=self._shown.calm)
