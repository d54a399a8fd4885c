"""The Textual app: its modes, themes, keys and live feed."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from textual import events
from textual.app import App
from textual.binding import Binding
from textual.driver import Driver
from textual.filter import LineFilter
from textual.screen import Screen
from textual.signal import Signal

from core.access.feed import CommittedChange, Feed
from core.access.session import Session
from core.drafts.form_drafts import FormDrafts
from core.errors import FileMoved
from tui import keymap
from tui.keymap import Verb
from tui.navigation import Navigation
from tui.places import MAIN_SCREENS, PLACES, SCREENS
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
from tui.services.word_filter import word_filters
from tui.widgets.scroll_bar import use_spaced_bars

P = ParamSpec("P")
T = TypeVar("T")

HELP_SCREEN = ("tui.dialogs.help", "HelpScreen")

MENU_SCREEN = ("tui.dialogs.menu", "MenuScreen")

OPTIONS_DIALOG = "tui.dialogs.options"

UNDO_MODULE = "tui.shell.undo"

ROOM_SCREEN = ("tui.room.screen", "RoomScreen")
"""The projector's view: module, class."""

TUI_FOLDER = Path(__file__).parent
"""The folder of the `tui` package."""


def _lazily(module: str, name: str) -> Callable[[], Screen[Any]]:
    """Return a factory that imports the screen when it is first shown, so that start-up imports only one screen."""
    return lambda: getattr(import_module(module), name)()


def _mode_title(mode: str) -> str:
    """Return the title of a mode: that of its screen, or the mode itself for the room."""
    return MAIN_SCREENS[mode].title if mode in MAIN_SCREENS else mode


def _styles_of(start: str) -> list[Path]:
    """Return the style sheet of the first screen, if it has one.

    Textual parses every sheet again when a screen brings a new one; given at start-up, all are parsed once.
    """
    module = MAIN_SCREENS[start].module if start in MAIN_SCREENS else ROOM_SCREEN[0]
    path = TUI_FOLDER.parent.joinpath(*module.split(".")).with_suffix(".tcss")
    return [path] if path.exists() else []


def _page_bindings() -> list[Binding]:
    """Return the keys of the places and pages."""
    places = [
        Binding(entry.key, f"go('{name}')", entry.title, show=False, id=f"go.{name}", tooltip=entry.purpose)
        for name, entry in MAIN_SCREENS.items()
        if name in PLACES
    ]
    pages = [
        Binding(entry.key, f"page('{name}')", entry.title, show=False, id=f"page.{name}", tooltip=entry.purpose)
        for name, entry in SCREENS.items()
        if entry.key and name not in PLACES
    ]
    hurdles = keymap.HURDLES.bind(
        "page('hurdles')", "Hurdles", show=False, id="page.hurdles", tooltip="See and resolve the team's hurdles"
    )
    return [*places, *pages, hurdles]


MENU_KEYS = [
    keymap.MENU.bind("menu", "Menu", id="menu", tooltip="Find every page and action by its name"),
    Binding(
        "ctrl+p", "menu", "Menu", key_display="^p", show=False, priority=True, id="menu.typing",
        tooltip="Find every page and action by its name",
    ),
]  # fmt: skip
"""The second one works in dialogs too, and while `0` is typed; the key line shows it there."""

HELP_KEY = Binding(
    "f1", "help", "Help", key_display="F1", show=False, priority=True, id="help.typing",
    tooltip="Keys of this screen, and what it is for",
)  # fmt: skip
"""Opens the help in dialogs too, and while `?` is typed; the key line shows it where `?` does not help."""

LEAVE_KEY = Binding(
    "ctrl+q", "quit", "Quit", show=False, priority=True, id="quit", tooltip="Quit Huddle; everything is saved"
)
"""With priority, so that it quits from dialogs too, which keep what is typed in them."""


APP_KEYS = [
    keymap.HELP.bind("help", "Help", show=False, id="help", tooltip="Keys of this screen, and what it is for"),
    HELP_KEY,
    keymap.REDO.bind("redo", "Redo", show=False, id="redo", tooltip="Redo what you just undid"),
    Binding("ctrl+t", "next_theme", "Theme", show=False, id="theme", tooltip="Dark, light or projector"),
    *MENU_KEYS,
    LEAVE_KEY,
]


class HuddleApp(App[None]):
    """Huddle on one terminal. It shares no state with other apps, so several can run in one process."""

    TITLE = "Huddle"
    ENABLE_COMMAND_PALETTE = False  # the Menu is in its place
    MODES = {
        **{name: _lazily(entry.module, entry.class_name) for name, entry in MAIN_SCREENS.items()},
        "room": _lazily(*ROOM_SCREEN),
    }
    BINDINGS = [*_page_bindings(), *APP_KEYS]

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
        self.settings_path = self._preferences.path
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
        self.navigation = Navigation(self)
        self.is_timer_muted = False
        """Whether the timer's bell is silent on this terminal."""
        self.changes_signal: Signal[list[CommittedChange]] = Signal(self, "changes")
        """Publishes each batch of committed changes, from any process."""
        self._writer = ChangeWriter(self.running_calls, self.feed)
        use_spaced_bars()
        # Set without its watcher, which would parse every style sheet a second time before the first frame.
        self.set_reactive(HuddleApp.theme, self._preferences.choose_theme(self))
        self.stylesheet = PartStyles(variables=self.get_css_variables())

    @contextmanager
    def _context(self) -> Iterator[None]:
        with super()._context(), self._preferences.writing():
            yield

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return FALLBACK_VARIABLES

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return the filters of each line that is drawn: the last one keeps control characters from the terminal."""
        return [*super().get_line_filters(), *word_filters(), CONTROL_FILTER]

    def get_key_display(self, binding: Binding) -> str:
        """Return the label of a key as it is printed on keyboards."""
        printed = binding.key_display or keymap.PRINTED.get(binding.key) or super().get_key_display(binding)
        return keymap.write_key(printed)

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
        self.moved_file.start()
        self.own_membership.start()
        self.announcements.start()
        self.file_upkeep.start()
        # After the first frame. To begin with inotify, whose library starts a process to find the one of C.
        self.call_after_refresh(self.feed.start)
        self.call_after_refresh(self.presence.start)
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
        """Show this main screen; see `Navigation.go`."""
        self.navigation.go(place)

    def action_page(self, name: str, member_id: int | None = None) -> None:
        """Show a place or page by its name; `member_id` selects whose, for the pages that take a member."""
        self.navigation.open_page(name, member_id)

    def action_redo(self) -> None:
        """Redo what was last undone on this screen."""
        import_module(UNDO_MODULE).redo_last(self.screen)

    def action_menu(self) -> None:
        """Open the Menu, or close it."""
        module, class_name = MENU_SCREEN
        if type(self.screen).__name__ == class_name:
            self.screen.dismiss(None)
        else:
            import_module(module).open_menu(self)

    def open_options(self, screen: Screen[Any]) -> None:
        """Open the options of a screen."""
        import_module(OPTIONS_DIALOG).open_options(screen)

    def key_label(self, verb: Verb, binding_id: str) -> str:
        """Return how the key of a binding is printed, with the keys of the settings."""
        return keymap.key_label(self._keymap, verb, binding_id)

    def page_label(self, name: str) -> str:
        """Return how the key that opens a place or page is printed, with the keys of the settings."""
        entry = SCREENS.get(name)
        key = Verb(entry.key, entry.title) if entry is not None else keymap.HURDLES
        return self.key_label(key, f"go.{name}" if name in PLACES else f"page.{name}")

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
