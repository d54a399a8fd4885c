"""The Textual app: its modes, themes, keys and live feed."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.driver import Driver
from textual.filter import LineFilter
from textual.screen import Screen
from textual.signal import Signal

from core.access.feed import CommittedChange, Feed
from core.access.session import Session
from core.drafts.form_drafts import FormDrafts
from core.errors import FileMoved
from core.values.writing import written_as
from tui.services.change_batch import ChangeBatch
from tui.services.change_writer import ChangeWriter
from tui.services.control_filter import CONTROL_FILTER
from tui.services.file_upkeep import FileUpkeep
from tui.services.key_queue import KeyQueue
from tui.services.moved_file import MovedFile
from tui.services.own_key import OwnKey
from tui.services.own_membership import OwnMembership
from tui.services.part_styles import PartStyles
from tui.services.paste_parser import use_paste_parser
from tui.services.preferences import Preferences
from tui.services.presence_tracker import PresenceTracker
from tui.services.reader_thread import ReaderThread
from tui.services.refusals import end_for_no_refusal
from tui.services.running_calls import RunningCalls
from tui.services.theme import FALLBACK_VARIABLES, theme_after
from tui.services.webhook_sender import WebhookSender
from tui.services.win_announcements import Announcements

P = ParamSpec("P")
T = TypeVar("T")

MAIN_SCREENS = {
    "home": ("tui.home.screen", "HomeScreen", "Home", "What is next, what needs you, how you and the team stand"),
    "meeting": ("tui.meeting.screen", "MeetingScreen", "Meeting", "The meeting on the wall, stage by stage"),
    "capture": ("tui.capture.screen", "CaptureScreen", "Capture", "Type what people say, as fast as they say it"),
    "trends": ("tui.trends.screen", "TrendsScreen", "Trends", "Put what was said into trends"),
    "board": ("tui.board.screen", "BoardScreen", "Board", "The leaderboard of any metric"),
    "me": ("tui.me.screen", "MeScreen", "Me", "My numbers, my commitments, my turn to host"),
    "team": ("tui.team.screen", "TeamScreen", "Team", "People, groups, and who hosts when"),
    "one-on-one": (
        "tui.one_on_one.overview",
        "OneOnOnesScreen",
        "One-on-one",
        "What leader and member talk about, card by card",
    ),
    "plan": ("tui.plan.screen", "PlanScreen", "Plan", "Targets, agreed, and what they add up to"),
    "goals": ("tui.goals.screen", "GoalsScreen", "Goals", "What you want, what the team wants, and who carries it"),
}
"""The main screens by mode name, in the order of `MAIN_SCREEN_KEYS`: module, class, title, purpose."""

OVERLAY_SCREENS = {
    "swot": ("tui.outcomes.swot", "SwotScreen", "SWOT of the year", "Strengths, weaknesses, opportunities, threats"),
    "measures": (
        "tui.outcomes.measures",
        "MeasuresScreen",
        "The team's measures",
        "What we steer by, and who committed",
    ),
    "follow-through": (
        "tui.insight.follow_through",
        "FollowThroughScreen",
        "Follow-through",
        "What was kept, and in time",
    ),
    "signals": ("tui.insight.signals", "SignalsScreen", "Signals", "What is behind, and what went well, early"),
    "page": ("tui.team.member_page", "MemberPageScreen", "My page", "Demand and support of yours in one view"),
    "training": ("tui.growth.training", "TrainingScreen", "Training", "Who trains, role-play pairs, my mentoring"),
    "accounts": ("tui.insight.accounts", "AccountsScreen", "Accounts", "Whose each customer is, and who opened it"),
    "reviews": ("tui.growth.reviews", "ReviewsScreen", "Reviews", "Who is reviewed when, and by what"),
    "feedback": ("tui.growth.feedback", "FeedbackScreen", "Feedback", "What I am asked for, and what I received"),
    "ladder": ("tui.growth.ladder", "LadderScreen", "The ladder", "Documented steps, visible to the two of you"),
}
"""Screens that open over a main screen and are also in the palette: module, class, title, purpose."""

MEMBER_SCREENS = {"one-on-one-with": ("tui.one_on_one.screen", "OneOnOneScreen")}
"""Screens about one member, opened from other screens: module, class."""

HELP_SCREEN = ("tui.dialogs.help", "HelpScreen")

PALETTE_SCREEN = ("tui.shell.palette", "Palette")

ROOM_SCREEN = ("tui.room.screen", "RoomScreen")
"""The projector's view: module, class."""

TUI_FOLDER = Path(__file__).parent
"""The folder of the `tui` package."""

MAIN_SCREEN_KEYS = "1234567890"
"""The keys that open the main screens."""

KEY_LABELS = {"enter": "enter", "escape": "esc", "space": "space", "tab": "tab", "pagedown": "PgDn", "pageup": "PgUp"}
"""What is printed on a key, by the name Textual gives it."""


def _lazily(module: str, name: str) -> Callable[[], Screen[Any]]:
    """Return a factory that imports the screen when it is first shown, so that start-up imports only one screen."""
    return lambda: getattr(import_module(module), name)()


def _mode_title(mode: str) -> str:
    """Return the title of a mode: that of its screen, or the mode itself for the room."""
    return MAIN_SCREENS[mode][2] if mode in MAIN_SCREENS else mode


def _styles_of(start: str) -> list[Path]:
    """Return the style sheet of the first screen, if it has one.

    Textual parses every sheet again when a screen brings a new one; given at start-up, all are parsed once.
    """
    module = MAIN_SCREENS[start][0] if start in MAIN_SCREENS else ROOM_SCREEN[0]
    path = TUI_FOLDER.parent.joinpath(*module.split(".")).with_suffix(".tcss")
    return [path] if path.exists() else []


PALETTE_KEY = Binding(
    "ctrl+p",
    "command_palette",
    "More",
    key_display="^p",
    show=False,
    priority=True,
    id="palette",
    tooltip="Every place and every sheet, by a part of its name",
)

HELP_KEY = Binding(
    "f1", "help", "Help", key_display="F1", show=False, priority=True, id="help.typing",
    tooltip="Why and how, for this screen",
)  # fmt: skip
"""Opens the help in dialogs too, and while `?` is typed; the key line shows it where `?` does not help."""

LEAVE_KEY = Binding(
    "ctrl+q", "quit", "Leave", show=False, priority=True, id="quit", tooltip="Leave Huddle; everything is saved"
)
"""With priority, so that it leaves dialogs too, which keep what is typed in them."""


class HuddleApp(App[None]):
    """Huddle on one terminal. It shares no state with other apps, so several can run in one process."""

    TITLE = "Huddle"
    ENABLE_COMMAND_PALETTE = True
    MODES = {
        **{place: _lazily(module, name) for place, (module, name, *_) in MAIN_SCREENS.items()},
        "room": _lazily(*ROOM_SCREEN),
    }
    BINDINGS = [
        *(
            Binding(number, f"go('{place}')", name, show=False, id=f"go.{place}", tooltip=purpose)
            for number, (place, (_, _, name, purpose)) in zip(MAIN_SCREEN_KEYS, MAIN_SCREENS.items(), strict=True)
        ),
        Binding("question_mark", "help", "Help", key_display="?", id="help", tooltip="Why and how, for this screen"),
        HELP_KEY,
        Binding("ctrl+t", "next_theme", "Theme", show=False, id="theme", tooltip="Dark, light, projector"),
        PALETTE_KEY,
        LEAVE_KEY,
    ]

    def __init__(
        self,
        session: Session,
        *,
        feed: Feed | None = None,
        start: str = "home",
        make_first_screen: Callable[[], Screen[Any]] | None = None,
        on_ready: Callable[[], None] | None = None,
        preferences: Preferences | None = None,
        **options: Any,
    ) -> None:
        """Prepare the app, which begins in the mode `start`.

        `feed` is passed where several apps in one process share it; without it the app opens its own.
        `make_first_screen` makes the screen of `start` if it needs arguments, such as a group or a metric. `on_ready`
        is called once, after the first frame. Without `preferences` settings have their defaults.
        """
        self.DEFAULT_MODE = start  # type: ignore[misc]  # for this instance, not for the class
        if make_first_screen is not None:
            self.MODES = {**type(self).MODES, start: make_first_screen}  # type: ignore[misc]
        super().__init__(css_path=[TUI_FOLDER / "app.tcss", *_styles_of(start)], **options)
        end_for_no_refusal(self)
        self.session = session
        self._preferences = preferences or Preferences()
        self.settings = self._preferences.settings
        self._when_ready = on_ready
        self.feed = feed or Feed(session.store.path)
        self._owns_feed = feed is None
        self._unlisten: Callable[[], None] = lambda: None
        self.change_batch = ChangeBatch(self, self._publish)
        self.running_calls = RunningCalls()
        self.key_queue = KeyQueue(self, super().on_event)
        self.announcements = Announcements(self, session)
        self.presence = PresenceTracker(self, session, self.feed, _mode_title)
        self.webhook_sender = WebhookSender(self, session)
        self.reader_thread = ReaderThread(session, self.running_calls)
        self.moved_file = MovedFile(self, session, self.feed, leave=self._leave_file, stop=self._stop_sharing)
        self.own_membership = OwnMembership(self, session)
        self.own_key = OwnKey(self, session, lambda changes: self.changes_signal.publish(changes))
        self.file_upkeep = FileUpkeep(self, session, self.moved_file.show)
        self.form_drafts = FormDrafts(session)
        """Texts of long forms that were not sent yet; they are kept across restarts."""
        self._came_from = "home"
        """The mode to which esc returns."""
        self.is_timer_muted = False
        """Whether the timer's bell is silent on this terminal."""
        self.changes_signal: Signal[list[CommittedChange]] = Signal(self, "changes")
        """Publishes each batch of committed changes, from any process."""
        self._writer = ChangeWriter(self.running_calls, self.feed)
        # Set without its watcher, which would parse every style sheet a second time before the first frame.
        self.set_reactive(HuddleApp.theme, self._preferences.choose_theme(self))
        self.stylesheet = PartStyles(variables=self.get_css_variables())

    @contextmanager
    def _context(self) -> Iterator[None]:
        with super()._context(), written_as(self.settings.numbers, self.settings.dates):
            yield

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return FALLBACK_VARIABLES

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return the filters of each line that is drawn: the last one keeps control characters from the terminal."""
        return [*super().get_line_filters(), CONTROL_FILTER]

    def get_key_display(self, binding: Binding) -> str:
        """Return the label of a key as it is printed on keyboards."""
        return binding.key_display or KEY_LABELS.get(binding.key) or super().get_key_display(binding)

    def bell(self) -> None:
        """Beep, unless the settings say not to."""
        if self.settings.bell:
            super().bell()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow only quitting and changing the theme on the projector's view."""
        if self.current_mode == "room" and action not in ("quit", "help_quit", "next_theme"):
            return False
        return super().check_action(action, parameters)

    def on_mount(self) -> None:
        self._preferences.apply(self, self.session.store.path, run_later=self._writer.submit)
        self._unlisten = self.feed.listen(self.change_batch.collect)
        self.feed.start()
        self.moved_file.start()
        self.own_membership.start()
        self.announcements.start()
        self.presence.start()
        self.file_upkeep.start()
        self.call_after_refresh(self.webhook_sender.start)
        self.call_after_refresh(self.own_key.start)
        if self._when_ready is not None:
            self.call_after_refresh(self._when_ready)

    def on_unmount(self) -> None:
        self.moved_file.stop()
        self.webhook_sender.stop()
        self.presence.stop()
        self._unlisten()
        if self._owns_feed:
            self.feed.stop()
        self._writer.close()
        self.form_drafts.close()
        self.reader_thread.stop()

    # -- changes

    @property
    def is_idle(self) -> bool:
        """Whether no worker runs, no thread writes or reads, and every change has been published."""
        return self.running_calls.is_idle and self.change_batch.is_empty and not len(self.workers)

    async def apply_change(self, change: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a change of core on the writer thread, after those requested before it, and return its result.

        Raises what the change raises; the text of a `HuddleError` is meant for the user.
        """
        return await self._writer.apply(partial(change, *args, **kwargs), self.moved_file)

    async def _leave_file(self) -> FileMoved | None:
        """Stop writing if the file has moved, after the changes requested before."""
        return await self._writer.run(self.session.store.leave_if_moved)

    async def _stop_sharing(self) -> None:
        """Stop what this app does for others, since their file is another one."""
        self.presence.stop()
        await to_thread(self.webhook_sender.stop)

    def set_feed_delay(self, delay: tuple[float, float] | None) -> None:
        """Set how long the feed may delay others' changes, in seconds, unless it is shared; see `Feed.delay_range`."""
        if self._owns_feed:
            self.feed.delay_range = delay

    def _publish(self, batch: list[CommittedChange]) -> None:
        if shown := self.own_membership.take_changes(batch):
            self.changes_signal.publish(shown)
        if batch and not self.own_membership.has_left:
            self.announcements.handle_changes(batch)
            self.webhook_sender.handle_changes(batch)
            self.file_upkeep.handle_changes(batch)

    # -- navigation

    def get_driver_class(self) -> type[Driver]:
        return use_paste_parser(super().get_driver_class())

    async def on_event(self, event: events.Event) -> None:
        """Let keys and pastes wait for those before them; see `KeyQueue`."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self.key_queue.take(event)
        else:
            await super().on_event(event)

    def exit(self, *args: Any, **kwargs: Any) -> None:
        """End the app; keys that were pressed after the one that ends it do nothing."""
        self.key_queue.close()
        super().exit(*args, **kwargs)

    async def action_quit(self) -> None:
        """Quit, but only once the screen that is opening is mounted: it would fail to find its widgets otherwise."""
        if self.screen.is_mounted:
            await super().action_quit()
        else:
            self.call_later(self.action_quit)

    def action_go(self, place: str) -> None:
        """Show this main screen, without the sheets that lie above it now; dialogs that are open on another stay."""
        if place == self.current_mode:
            while len(self.screen_stack) > 1 and not self.screen.is_modal:
                self.pop_screen()
        else:
            # Going to the screen one came from counts as going back, and from home there is no way back.
            self._came_from = "home" if place in ("home", self._came_from) else self.current_mode
            self.switch_mode(place)

    def go_back(self) -> None:
        """Show the main screen that was shown before; the next call shows home."""
        place, self._came_from = self._came_from, "home"
        if place != self.current_mode:
            self.switch_mode(place)

    def action_sheet(self, name: str, member_id: int | None = None) -> None:
        """Open one of the `OVERLAY_SCREENS` over the current screen; `member_id` selects whose, for those that
        take a member.
        """
        if type(self.screen).__name__ != OVERLAY_SCREENS[name][1]:
            self.open_overlay(name, *(() if member_id is None else (member_id,)))

    def open_overlay(self, name: str, *args: object) -> None:
        """Open one of the `OVERLAY_SCREENS` or `MEMBER_SCREENS`, made with these arguments, over the current screen.

        Features open each other's screens by name, and so need not import each other.
        """
        module, class_name, *_ = OVERLAY_SCREENS.get(name) or MEMBER_SCREENS[name]
        self.push_screen(getattr(import_module(module), class_name)(*args))

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        if self.current_mode == "room":
            return
        for number, (place, (_, _, title, purpose)) in zip(MAIN_SCREEN_KEYS, MAIN_SCREENS.items(), strict=True):
            yield SystemCommand(title, f"{number} · {purpose}", partial(self.action_go, place))
        for name, (_, _, title, purpose) in OVERLAY_SCREENS.items():
            yield SystemCommand(title, purpose, partial(self.action_sheet, name))
        yield SystemCommand("Help", "? or F1 · Why and how, for this screen", self.action_help)
        yield from getattr(screen, "palette_commands", tuple)()
        if not self.session.viewer.keys.is_unlocked:
            yield SystemCommand("Unlock", "Opens what is sealed for you", self.action_unlock)
        yield SystemCommand("Theme", "^t · Dark, light, projector, and others", self.action_change_theme)
        yield SystemCommand("Leave", "^q · Everything is saved", self.action_quit)

    def action_command_palette(self) -> None:
        module, class_name = PALETTE_SCREEN
        if self.use_command_palette and type(self.screen).__name__ != class_name:
            self.push_screen(getattr(import_module(module), class_name)(id="--command-palette"))

    def action_help(self) -> None:
        """Open the help of the screen, or close it."""
        module, class_name = HELP_SCREEN
        if type(self.screen).__name__ == class_name:
            self.screen.dismiss()
        else:
            self.push_screen(getattr(import_module(module), class_name).for_screen(self.screen))

    def action_unlock(self) -> None:
        """Ask for the passphrase, to open what is sealed for the viewer alone."""
        self.own_key.ask("Type your passphrase to open what is sealed for you.")

    def action_next_theme(self) -> None:
        self.theme = theme_after(self.theme)
