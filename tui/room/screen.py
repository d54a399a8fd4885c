"""The room view, for the projector: it follows the host, shows nothing private, takes no keys, and is no member."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from textual import events, getters
from textual.app import ComposeResult
from textual.widget import Widget

from core.access.feed import CommittedChange
from core.access.session import Session
from core.errors import HuddleError, UnreadableFile
from core.meeting import cards, lifecycle
from core.meeting.timer import stage_timer
from core.team import record
from core.values.periods import format_full_day
from tui.room import stage_content, wins_and_hurdles_content
from tui.room.metric_rotation import MetricRotation
from tui.room.stage_content import STAGE_BOARD_KINDS, BoardContent, StageContent, add_votes
from tui.room.wall import RoomWall
from tui.services.throttle import Throttle
from tui.shell.clock_line import seconds_to_next_clock
from tui.shell.screen import HuddleScreen
from tui.widgets.big_figures import Figure
from tui.widgets.leaderboard.from_standings import LEADERBOARD_TABLES, REPAINT_SECONDS
from tui.widgets.meeting_progress import MeetingProgress
from tui.widgets.stage_rail import StageRail
from tui.widgets.top_and_key_lines import TopLine

ROTATION_SECONDS = 20.0
"""How long a metric or a page is shown: long enough for members to find their own row."""

FRAME_TABLES = frozenset({"meeting", "stage", "team", "member", "group", "attendance", "goal", "rotation", "turn"})
"""The tables that the frame of the room view is read from, in any stage."""

STAGE_TABLES: dict[str, frozenset[str]] = {
    "wins": frozenset({"card", "board", "vote", "celebration", "conversation", "commitment", "entry", "metric"}),
    "collect": frozenset({"card", "board", "vote", "mailbox"}),
    "hurdles": frozenset({"card", "board", "vote", "outcome", "commitment"}),
    "numbers": LEADERBOARD_TABLES,
    "commitments": frozenset({"commitment", "occurrence", "entry", "metric"}),
    "commit": frozenset({"commitment", "metric"}),
    "trends": frozenset({"card", "board", "trend", "vote"}),
    "close": frozenset({"card", "commitment", "pulse"}),
}
"""The other tables that each stage's content is read from: changes to others repaint nothing."""


class FootLine(TopLine):
    """The last line of the room view."""

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
    """The room view, led by the host from their own terminal."""

    CSS_PATH = "screen.tcss"
    AUTO_FOCUS = ""
    ALLOW_SELECT = False
    WHY = "The projector view follows the host. It shows only what everyone may see. It has no keys of its own."

    top_line = getters.query_one("#top", TopLine)
    rail = getters.query_one(StageRail)
    foot_line = getters.query_one(FootLine)
    wall = getters.query_one(RoomWall)

    def __init__(self) -> None:
        super().__init__()
        self._room_session: Session | None = None
        self._progress = MeetingProgress()
        self._board_content: BoardContent | None = None
        self._content = StageContent("")
        self._board_id = 0
        self._rotation = MetricRotation()
        self._read_again = Throttle(self, REPAINT_SECONDS, self._read_and_show)
        self._day: date | None = None

    @property
    def session(self) -> Session:
        """The room's session, whatever viewer opened the app, so that nothing private can be shown."""
        if self._room_session is None:
            own = self.app.session
            self._room_session = own if own.viewer.is_room else Session.for_room(own.store, own.clock)
        return self._room_session

    def compose(self) -> ComposeResult:
        yield TopLine(id="top")
        yield from self.compose_content()
        yield FootLine()

    def compose_content(self) -> Iterable[Widget]:
        yield StageRail()
        yield RoomWall(id="wall")

    def on_mount(self) -> None:
        self.set_interval(ROTATION_SECONDS, self.show_next)
        self.call_after_refresh(self._show_time_each_second)  # the clock needs the stage, which is read after this

    def on_resize(self, _event: events.Resize) -> None:
        if self.is_mounted:
            self._show_wall()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer none of the actions of other screens: this one has no keys."""
        return False if action in ("back", "options") else super().check_action(action, parameters)

    # -- reading

    def show(self) -> None:
        self._progress.read_stages(self.session, stage_content.meeting_to_show(self.session))
        self._day = self.session.today
        self._show_frame()
        self._read()
        self._show_wall()

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        tables = {table for change in changes for table in change.rows}
        name = self._progress.shown_name or ""
        if tables & FRAME_TABLES or not name:
            self.show()
        elif tables & STAGE_TABLES.get(name, frozenset()):
            ids = [change.rows["card"] for change in changes if "card" in change.rows]
            content = self._board_content
            if content is not None and content.board.vote_budget is None and "board" not in tables and all(ids):
                content.refresh_cards(frozenset().union(*ids))
                self._content = content.stage_content()
                self._show_wall()
            elif name == "numbers" or tables <= {"vote"} or (name == "wins" and tables <= {"entry", "metric"}):
                self._read_again.request()
            else:  # at once: a card that was taken back or hidden must disappear
                self._read_and_show()

    def _read_and_show(self) -> None:
        self._read()
        self._show_wall()

    def _read(self) -> None:
        """Read what the stage shows."""
        session, open_meeting, stage = self.session, self._progress.meeting, self._progress.current_stage
        self._board_content, self._board_id = None, 0
        if open_meeting is None or stage is None:
            self._content = stage_content.no_meeting_content(session)
            return
        try:
            match stage.name:
                case "collect":
                    self._board_content = BoardContent(session, STAGE_BOARD_KINDS[stage.name])
                    self._board_id = self._board_content.board.id
                    self._content = add_votes(
                        session, self._board_content.board, stage, self._board_content.stage_content()
                    )
                case "wins":
                    self._content = add_votes(
                        session,
                        cards.find_board(session, "wins"),
                        stage,
                        wins_and_hurdles_content.wins_content(session),
                    )
                case "hurdles":
                    self._content = wins_and_hurdles_content.hurdles_content(session, open_meeting)
                    if not any(row.sign == "✓" for row in self._content.rows or ()):  # else how they ended counts more
                        self._content = add_votes(session, cards.find_board(session, "hurdles"), stage, self._content)
                case "numbers":
                    self._content = self._numbers()
                case "commitments":
                    self._content = stage_content.commitments_content(session, open_meeting)
                case "goal":
                    self._content = stage_content.goal_content(session)
                case "trends":
                    board = cards.find_board(session)
                    self._board_id = board.id
                    self._content = add_votes(session, board, stage, stage_content.trends_content(session))
                case "commit":
                    self._content = stage_content.commit_content(session, open_meeting)
                case "close":
                    self._content = stage_content.close_content(session, open_meeting)
        except UnreadableFile:
            raise
        except HuddleError:
            # The meeting was closed between two reads; the change is about to arrive.
            self._content = stage_content.no_meeting_content(session)

    # -- the numbers

    def show_next(self) -> None:
        """Show the next page or the next metric; called by a timer."""
        name = self._progress.shown_name
        if name is None or not self.is_current:
            return
        if name == "numbers":
            if self.wall.leaderboard.next_page():
                return
            self._rotation.advance()
            self._read_and_show()
        else:
            self.wall.pages.show_next_page()

    def _numbers(self) -> StageContent:
        board, shown = self._rotation.read_board(self.session)
        self.wall.show_leaderboard(board, shown.empty_text)
        return shown

    # -- showing

    def _show_frame(self) -> None:
        session, open_meeting = self.session, self._progress.meeting
        name = record.get_team(session).name
        self.rail.display = open_meeting is not None
        self.rail.set_stages(self._progress.rail_stages())
        host = lifecycle.host_of(session, open_meeting) if open_meeting else None
        self.top_line.left = f"{name} · {open_meeting.kind} meeting {open_meeting.number}" if open_meeting else ""
        self.top_line.right = f"{host.name if host else 'No one'} hosts" if open_meeting else ""
        coming = stage_content.next_host_or_none(session) if open_meeting else None
        today = format_full_day(session.today)
        self.foot_line.right = f"next host {coming.member.name}" if coming else today

    def _show_wall(self) -> None:
        """Show what was read; only what differs is painted again."""
        stage = self._progress.current_stage
        subject = (stage.id, stage.started_at, self._board_id) if stage else None
        numbers = stage is not None and stage.name == "numbers"
        self.wall.show_content(self._content, self._figures(), subject=subject, with_leaderboard=numbers)
        self.foot_line.left = self._content.foot

    # -- the time

    def _show_time_each_second(self) -> None:
        """Show the time, and do so again at the next full second of the stage's clock, when all screens do."""
        self.show_time()
        stage = self._progress.current_stage
        clock = stage_timer(self.session, stage) if stage else None
        seconds = seconds_to_next_clock(clock, self.session.now) if clock else 1.0
        self.set_timer(seconds, self._show_time_each_second)

    def show_time(self) -> None:
        """Show the current time; after midnight everything, because countdown and pace have changed."""
        if self.session.today != self._day:
            self.show()
        else:
            self.wall.figures.set_figures(self._figures(), centred=self._content.is_statement)

    def _figures(self) -> tuple[Figure, ...]:
        """Return the stage's clock and the numbers beside it."""
        session, stage = self.session, self._progress.current_stage
        clock = (stage_content.clock_figure(stage_timer(session, stage), session.now),) if stage else ()
        return (*clock, *self._content.figures)
