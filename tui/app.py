"""The app: modes, theme, keys, the live feed; nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.screen import Screen
from textual.signal import Signal

from core.live import Feed, Landed
from core.session import Session
from core.unsent import Unsent
from tui.announcements import Announcements
from tui.here import WhoIsHere
from tui.looking import Looking
from tui.sending import Sending
from tui.theme import DARK, FALLBACKS, THEMES

P = ParamSpec("P")
T = TypeVar("T")

PLACES = {
    "home": ("tui.screens.home", "HomeScreen", "Home", "What is next, what needs you, how you and the team stand"),
    "meeting": ("tui.screens.meeting", "MeetingScreen", "Meeting", "The meeting on the wall, stage by stage"),
    "capture": ("tui.screens.capture", "CaptureScreen", "Capture", "Type what people say, as fast as they say it"),
    "trends": ("tui.screens.trends", "TrendsScreen", "Trends", "Put what was said into trends"),
    "board": ("tui.screens.board", "BoardScreen", "Board", "The leaderboard of any metric"),
    "me": ("tui.screens.me", "MeScreen", "Me", "My numbers, my commitments, my turn to host"),
    "team": ("tui.screens.team", "TeamScreen", "Team", "People, groups, and who hosts when"),
    "one-on-one": (
        "tui.screens.one_on_ones",
        "OneOnOnesScreen",
        "One-on-one",
        "What leader and member talk about, card by card",
    ),
    "plan": ("tui.screens.plan", "PlanScreen", "Plan", "Targets, agreed, and what they add up to"),
    "goals": ("tui.screens.goals", "GoalsScreen", "Goals", "What you want, what the team wants, and who carries it"),
}
"""Where one can be, in the order of `NUMBERS`: module, class, name, what it is for."""

SHEETS = {
    "swot": ("tui.screens.swot", "SwotScreen", "SWOT of the year", "Strengths, weaknesses, opportunities, threats"),
    "measures": (
        "tui.screens.measures",
        "MeasuresScreen",
        "The team's measures",
        "What we steer by, and who committed",
    ),
    "follow-through": (
        "tui.screens.follow_through",
        "FollowThroughScreen",
        "Follow-through",
        "What was kept, and in time",
    ),
    "signals": ("tui.screens.signals", "SignalsScreen", "Signals", "What is behind, and what went well, early"),
    "page": ("tui.screens.member_page", "MemberPageScreen", "My page", "Demand and support of yours in one view"),
    "training": ("tui.screens.training", "TrainingScreen", "Training", "Who trains, role-play pairs, my mentoring"),
    "accounts": ("tui.screens.accounts", "AccountsScreen", "Accounts", "Whose each customer is, and who opened it"),
    "reviews": ("tui.screens.reviews", "ReviewsScreen", "Reviews", "Who is reviewed when, and by what"),
    "feedback": ("tui.screens.feedback", "FeedbackScreen", "Feedback", "What I am asked for, and what I received"),
    "ladder": ("tui.screens.ladder", "LadderScreen", "The ladder", "Documented steps, seen by the two of you"),
}
"""What lies over a place until one goes back, and is also in the palette: module, class, title, what it is for."""

HERE = Path(__file__).parent

NUMBERS = "1234567890"
"""The keys of these places."""

KEYCAPS = {"enter": "enter", "escape": "esc", "space": "space", "tab": "tab", "pagedown": "PgDn", "pageup": "PgUp"}


def _lazily(module: str, name: str) -> Callable[[], Screen[Any]]:
    """Imports a screen when it is first shown: start-up then costs one screen, not seven."""
    return lambda: getattr(import_module(module), name)()


def _styles_of(start: str) -> list[Path]:
    """The style sheet of the screen that comes first, so that all are read at once and not all of them anew for it."""
    module = PLACES[start][0] if start in PLACES else f"tui.screens.{start}"
    path = HERE / "screens" / f"{module.rpartition('.')[2]}.tcss"
    return [path] if path.exists() else []


class HuddleApp(App[None]):
    """Huddle on one terminal. It is given its session and owns what it needs, so many may live in one process."""

    TITLE = "Huddle"
    ENABLE_COMMAND_PALETTE = True
    MODES = {
        **{place: _lazily(module, name) for place, (module, name, *_) in PLACES.items()},
        "room": _lazily("tui.screens.room", "RoomScreen"),
    }
    BINDINGS = [
        *(
            Binding(number, f"go('{place}')", name, show=False, id=f"go.{place}", tooltip=purpose)
            for number, (place, (_, _, name, purpose)) in zip(NUMBERS, PLACES.items(), strict=True)
        ),
        Binding("question_mark", "help", "Help", key_display="?", id="help", tooltip="Why and how, for this screen"),
        Binding("ctrl+t", "next_theme", "Theme", show=False, id="theme", tooltip="Dark, light, projector"),
        Binding(
            "ctrl+p",
            "command_palette",
            "More",
            key_display="^p",
            show=False,
            priority=True,
            id="palette",
            tooltip="Every place and every sheet, by a part of its name",
        ),
        Binding("ctrl+q", "quit", "Leave", show=False, id="quit", tooltip="Leave Huddle; everything is saved"),
    ]

    def __init__(
        self,
        session: Session,
        *,
        feed: Feed | None = None,
        start: str = "home",
        first: Callable[[], Screen[Any]] | None = None,
        ready: Callable[[], None] | None = None,
        **options: Any,
    ) -> None:
        """`feed` is shared where several apps live in one process; without it the app opens its own.

        `first` makes the screen of `start` where it is not the plain one: another group's, a metric's. `ready` is
        called once, after the first frame.
        """
        self.DEFAULT_MODE = start  # type: ignore[misc]  # where this app begins, not the class
        if first is not None:
            self.MODES = {**type(self).MODES, start: first}  # type: ignore[misc]
        super().__init__(css_path=[HERE / "app.tcss", *_styles_of(start)], **options)
        self.session = session
        self._when_ready = ready
        self.feed = feed or Feed(session.store.path)
        self._owns_feed = feed is None
        self._unlisten: Callable[[], None] = lambda: None
        self._batch: list[Landed] = []
        self.announcements = Announcements(self)
        self.here = WhoIsHere(self)
        self.sending = Sending(self)
        self.looking = Looking(self)
        self.unsent = Unsent(session)
        """What was written into a long form and not sent: it waits there, also for the next start."""
        self._came_from = "home"
        """The place to which esc goes back."""
        self.is_muted = False
        """Whether the timer's bell is silent on this terminal."""
        self.landed: Signal[list[Landed]] = Signal(self, "landed")
        # One thread: what a person does is done in the order in which they did it.
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="huddle-writer")
        for theme in THEMES:
            self.register_theme(theme)
        # Not through its watcher: that would have every stylesheet parsed a second time before the first frame.
        self.set_reactive(HuddleApp.theme, DARK.name)
        self.stylesheet.set_variables(self.get_css_variables())

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return FALLBACKS

    def get_key_display(self, binding: Binding) -> str:
        """Keys as they are printed on them, everywhere the same."""
        return binding.key_display or KEYCAPS.get(binding.key) or super().get_key_display(binding)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """On the projector only what the wall needs: it goes nowhere, and nobody works there."""
        if self.current_mode == "room" and action not in ("quit", "help_quit", "next_theme"):
            return False
        return super().check_action(action, parameters)

    def on_mount(self) -> None:
        self._unlisten = self.feed.listen(self._gather)
        self.feed.start()
        self.announcements.start()
        self.here.start()
        self.call_after_refresh(self.sending.start)
        if self._when_ready is not None:
            self.call_after_refresh(self._when_ready)

    def on_unmount(self) -> None:
        self.sending.stop()
        self.here.stop()
        self._unlisten()
        if self._owns_feed:
            self.feed.stop()
        # Waits for what is being written: leaving must not lose the last card.
        self._writer.shutdown(wait=True)
        self.unsent.close()
        self.looking.stop()

    # -- doing

    async def act(self, change: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a change of core off the event loop, in turn, and gives what it returns.

        Raises what the change raises; a `HuddleError` is for the person to read.
        """
        loop = asyncio.get_running_loop()
        result = await loop.run_in_executor(self._writer, partial(change, *args, **kwargs))
        self.feed.look()  # one's own change shows at once, without waiting for the bell
        return result

    def take_its_time(self, patience: tuple[float, float] | None) -> None:
        """How long the feed may let other terminals go first; see `Feed.patience`. Not where others share it."""
        if self._owns_feed:
            self.feed.patience = patience

    def _gather(self, landed: list[Landed]) -> None:
        """Bursts become one batch: a thousand imported entries repaint a board once."""
        if not self._batch:
            self.call_later(self._tell)
        self._batch.extend(landed)

    def _tell(self) -> None:
        batch, self._batch = self._batch, []
        if any("member" in change.rows for change in batch):
            self.session.renew()
        if batch:
            self.landed.publish(batch)
            self.announcements.heard(batch)
            self.sending.heard(batch)

    # -- going

    def on_key(self, event: events.Key) -> None:
        """A key that was typed before the line which the key before it opened had the keyboard goes into that line."""
        line = self.focused
        if line is not None and line.check_consume_key(event.key, event.character):
            # It would have been stopped there, had it been there already.
            event.prevent_default().stop()
            line.post_message(events.Key(event.key, event.character))

    async def action_quit(self) -> None:
        """Leaves, once the screen that comes up has: taken away meanwhile it would look for its parts in vain."""
        if self.screen.is_mounted:
            await super().action_quit()
        else:
            self.call_later(self.action_quit)

    def action_go(self, place: str) -> None:
        """Shows another place; dialogs that are open there stay as they are."""
        if place != self.current_mode:
            # Whoever returns by a place's own number has come back; at home every way ends.
            self._came_from = "home" if place in ("home", self._came_from) else self.current_mode
            self.switch_mode(place)

    def go_back(self) -> None:
        """Shows the place from which one came; from there one goes home."""
        place, self._came_from = self._came_from, "home"
        if place != self.current_mode:
            self.switch_mode(place)

    def action_sheet(self, name: str, member_id: int | None = None) -> None:
        """Lays one of the `SHEETS` over the place that is shown: reviews, feedback and ladder that of a member."""
        module, screen, *_ = SHEETS[name]
        if type(self.screen).__name__ != screen:
            made = getattr(import_module(module), screen)
            self.push_screen(made() if member_id is None else made(member_id))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        if self.current_mode == "room":
            return
        for number, (place, (_, _, title, purpose)) in zip(NUMBERS, PLACES.items(), strict=True):
            yield SystemCommand(title, f"{number} · {purpose}", partial(self.action_go, place))
        for name, (_, _, title, purpose) in SHEETS.items():
            yield SystemCommand(title, purpose, partial(self.action_sheet, name))
        yield SystemCommand("Help", "? · Why and how, for this screen", self.action_help)
        yield SystemCommand("Theme", "^t · Dark, light, projector, and others", self.action_change_theme)
        yield SystemCommand("Leave", "^q · Everything is saved", self.action_quit)

    def action_help(self) -> None:
        from tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen.of(self.screen))

    def action_next_theme(self) -> None:
        names = [theme.name for theme in THEMES]
        at = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(at + 1) % len(names)]
