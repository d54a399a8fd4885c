"""The Menu: every page and action, found by the words that people type, each with its key."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.binding import ActiveBinding

from tui import keymap
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.getting_started import GettingStartedScreen
from tui.dialogs.help import NAVIGATION_KEYS
from tui.dialogs.menu_entries import ENTRIES, GETTING_STARTED, OWN_KEYS, MenuEntry, entry_keys, is_offered
from tui.dialogs.options import active_actions, run_later
from tui.places import SCREENS
from tui.shell.confirm import ConfirmScreen
from tui.shell.projection_cover import ask_whether_projected
from tui.shell.screen import HuddleScreen

if TYPE_CHECKING:
    from tui.app import HuddleApp

HERE = "On this screen"

ELSEWHERE = ("go", "page", "menu", "options", "help", "quit", "next_theme", "back", "dismiss")
"""Actions that are listed under their own heading, or are the way out."""

TRIES, SECONDS_BETWEEN_TRIES = 20, 0.05
"""How often, and how far apart, it is tried to carry out an action on a page that has just been opened."""

Item = ActiveBinding | MenuEntry


class MenuScreen(ChooseScreen[Item]):
    """The list of everything."""

    HELP_NAME = "Menu"


def open_menu(app: HuddleApp) -> None:
    """Open the Menu over the current screen, and carry out what is chosen in it."""
    screen = app.screen
    here = _here(app)
    choices = [*here, *_everywhere(app, here)]

    def run(choice: Choice[Item] | None) -> None:
        if choice is None:
            return
        if isinstance(choice.value, ActiveBinding):
            run_later(app, choice.value)
        else:
            run_entry(app, choice.value)

    if app.current_mode != "room" and type(screen) is not MenuScreen:
        app.push_screen(MenuScreen("Menu", choices), run)


def _here(app: HuddleApp) -> list[Choice[Item]]:
    """Return what can be done on the current screen: not the keys that move a cursor, nor those of every screen.

    The key that moves the meeting back moves no cursor.
    """
    screen = app.screen
    if not isinstance(screen, HuddleScreen):
        return []
    choices: list[Choice[Item]] = []
    for active in active_actions(screen):
        binding = active.binding
        is_moving = app.get_key_display(binding) in NAVIGATION_KEYS and binding.action != "previous"
        if is_moving or binding.action.partition("(")[0].rpartition(".")[2] in ELSEWHERE:
            continue
        key = app.key_label(keymap.OPTIONS, "options") if keymap.is_option(binding) else app.get_key_display(binding)
        choices.append(Choice(active, str(binding.tooltip), HERE, right=key, words=binding.description))
    if screen.hides_parts:
        entry = MenuEntry("Show what is hidden during the meeting", HERE, "private", action="show_hidden_parts")
        choices.insert(0, Choice(entry, entry.title, HERE))
    return choices


def _everywhere(app: HuddleApp, here: Sequence[Choice[Item]]) -> list[Choice[Item]]:
    """Return all pages and actions; those that are among the choices `here` are repeated."""
    session = app.session
    choices: list[Choice[Item]] = [
        Choice(
            entry,
            entry.title,
            entry.group,
            right=_key_of(app, entry),
            words=entry.words,
            is_repeated=any(_does_the_same(app, choice, entry) for choice in here),
        )
        for entry in ENTRIES
        if is_offered(session, entry)
    ]
    if not session.viewer.keys.is_unlocked:
        unlock = MenuEntry("Unlock", "Data and settings", "passphrase sealed open", action="unlock")
        choices.append(Choice(unlock, unlock.title, unlock.group, words=unlock.words))
    return choices


def _does_the_same(app: HuddleApp, choice: Choice[Item], entry: MenuEntry) -> bool:
    """Return whether a choice of the current screen does what an entry does: by its name, or as the same action."""
    if not isinstance(choice.value, ActiveBinding):
        return False
    binding = choice.value.binding
    is_same_action = _is_shown(app, entry.page) and binding.action.partition("(")[0] == entry.action
    return is_same_action or entry.title in (choice.text, binding.description)


def _key_of(app: HuddleApp, entry: MenuEntry) -> str:
    """Return the keys that lead to an entry, one after the other, or its command."""
    if entry.command:
        return entry.command
    if not entry.page:
        return {"change_theme": "^t", "quit": "^q", "help": "?"}.get(entry.action, "")
    return entry_keys(app, entry)


def run_entry(app: HuddleApp, entry: MenuEntry) -> None:
    """Do what an entry says: open its page and carry out its action there, or show its command."""
    if entry.action == GETTING_STARTED:
        open_getting_started(app)
    elif entry.action == OWN_KEYS:
        from tui.dialogs.own_keys import show_own_keys

        app.run_worker(show_own_keys(app))
    elif entry.command:
        _show_command(app, entry)
    elif entry.page:
        app.action_page(entry.page)
        if entry.action:
            _act_when_offered(app, entry, TRIES)
    elif entry.action == "show_hidden_parts" and isinstance(app.screen, HuddleScreen):
        ask_whether_projected(app, app.screen.show_parts)
    else:
        app.call_later(app.run_action, entry.action)


def open_getting_started(app: HuddleApp) -> None:
    """Show the steps of getting started, and open the place of the chosen one."""

    def run(choice: Choice[MenuEntry] | None) -> None:
        if choice is not None:
            run_entry(app, choice.value)

    app.push_screen(GettingStartedScreen(app.session), run)


def _act_when_offered(app: HuddleApp, entry: MenuEntry, tries: int) -> None:
    """Carry out the action of an entry once the page that was opened for it offers it: it may still be reading."""
    if not app.screen_stack:
        return  # the app was quit meanwhile
    for active in active_actions(app.screen) if _is_shown(app, entry.page) else []:
        if active.binding.action.partition("(")[0] == entry.action:
            run_later(app, active)
            return
    if tries:
        app.set_timer(SECONDS_BETWEEN_TRIES, partial(_act_when_offered, app, entry, tries - 1))
    elif _is_shown(app, entry.page):
        app.screen.notify(f"{entry.title} is not possible here right now.", markup=False)


def _is_shown(app: HuddleApp, page: str) -> bool:
    """Return whether a page is mounted and lies on top."""
    entry = SCREENS.get(page)
    return entry is not None and type(app.screen).__name__ == entry.class_name and app.screen.is_mounted


def _show_command(app: HuddleApp, entry: MenuEntry) -> None:
    """Show the command that does what the entry says, and copy it if wanted."""

    def copy(is_wanted: bool | None) -> None:
        if is_wanted:
            app.copy_to_clipboard(entry.command)
            app.notify(f"Copied: {entry.command}", markup=False)

    app.push_screen(ConfirmScreen(f"{entry.title}: run this in a shell.\n\n{entry.command}", "Copy", "Back"), copy)
