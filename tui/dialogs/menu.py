"""The Menu: every page and action, found by the words that people type, each with its key."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.screen import ActiveBinding

from tui import keymap
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.help import NAVIGATION_KEYS
from tui.dialogs.menu_entries import ENTRIES, MenuEntry, is_offered
from tui.dialogs.options import active_actions, run_later
from tui.places import MAIN_SCREENS, OVERLAY_SCREENS
from tui.shell.confirm import ConfirmScreen
from tui.shell.screen import HuddleScreen

if TYPE_CHECKING:
    from tui.app import HuddleApp

HERE = "On this screen"

ELSEWHERE = ("go", "page", "sheet", "menu", "options", "help", "quit", "next_theme", "back", "dismiss")
"""Actions that are listed under their own heading, or are the way out."""

Item = ActiveBinding | MenuEntry


class MenuScreen(ChooseScreen[Item]):
    """The list of everything."""

    HELP_NAME = "Menu"


def open_menu(app: HuddleApp) -> None:
    """Open the Menu over the current screen, and carry out what is chosen in it."""
    screen = app.screen
    choices = [*_here(app), *_everywhere(app)]

    def run(choice: Choice[Item] | None) -> None:
        if choice is None:
            return
        if isinstance(choice.value, ActiveBinding):
            run_later(app, choice.value)
        else:
            _run_entry(app, choice.value)

    if app.current_mode != "room" and type(screen) is not MenuScreen:
        app.push_screen(MenuScreen("Menu", choices), run)


def _here(app: HuddleApp) -> list[Choice[Item]]:
    """Return what can be done on the current screen: not the keys that move a cursor, nor those of every screen."""
    screen = app.screen
    if not isinstance(screen, HuddleScreen):
        return []
    choices: list[Choice[Item]] = []
    for active in active_actions(screen):
        binding = active.binding
        is_moving = app.get_key_display(binding) in NAVIGATION_KEYS
        if is_moving or binding.action.partition("(")[0].rpartition(".")[2] in ELSEWHERE:
            continue
        key = "o" if keymap.is_option(binding) else app.get_key_display(binding)
        choices.append(Choice(active, str(binding.tooltip), HERE, right=key, words=binding.description))
    if screen.hides_parts:
        entry = MenuEntry("Show what is hidden during the meeting", HERE, "private", action="show_hidden_parts")
        choices.append(Choice(entry, entry.title, HERE))
    return choices


def _everywhere(app: HuddleApp) -> list[Choice[Item]]:
    session = app.session
    entries = [entry for entry in ENTRIES if is_offered(session, entry)]
    choices: list[Choice[Item]] = [
        Choice(entry, entry.title, entry.group, right=_key_of(app, entry), words=entry.words) for entry in entries
    ]
    if not session.viewer.keys.is_unlocked:
        unlock = MenuEntry("Unlock", "Data and settings", "passphrase sealed open", action="unlock")
        choices.append(Choice(unlock, unlock.title, unlock.group, words=unlock.words))
    return choices


def _key_of(app: HuddleApp, entry: MenuEntry) -> str:
    """Return the keys that lead to an entry, one after the other, or its command."""
    if entry.command:
        return entry.command
    if not entry.page:
        return {"change_theme": "^t", "quit": "^q", "help": "?"}.get(entry.action, "")
    page = {**MAIN_SCREENS, **OVERLAY_SCREENS}.get(entry.page)
    page_key = page.key if page is not None else keymap.HURDLES.keys
    return " ".join(filter(None, (page_key, keymap.label(entry.verb) if entry.verb else ""))) if page_key else ""


def _run_entry(app: HuddleApp, entry: MenuEntry) -> None:
    if entry.command:
        _show_command(app, entry)
    elif entry.page:
        app.action_page(entry.page)
        if entry.action:
            app.call_later(_act_when_shown, app, entry)
    elif entry.action == "show_hidden_parts" and isinstance(app.screen, HuddleScreen):
        app.screen.show_hidden_parts()
    else:
        app.call_later(app.run_action, entry.action)


async def _act_when_shown(app: HuddleApp, entry: MenuEntry) -> None:
    """Carry out the action of an entry on the page that was opened for it, once that is shown."""
    screen = app.screen
    if not screen.is_mounted:
        app.call_later(_act_when_shown, app, entry)
        return
    screen.call_after_refresh(partial(_act, app, entry))


async def _act(app: HuddleApp, entry: MenuEntry) -> None:
    name = entry.action
    for active in active_actions(app.screen):
        if active.binding.action.partition("(")[0] == name:
            await app.run_action(active.binding.action, active.node)
            return
    app.screen.notify(f"{entry.title} is not possible here right now.", markup=False)


def _show_command(app: HuddleApp, entry: MenuEntry) -> None:
    """Show the command that does what the entry says, and copy it if wanted."""

    def copy(is_wanted: bool | None) -> None:
        if is_wanted:
            app.copy_to_clipboard(entry.command)
            app.notify(f"Copied: {entry.command}", markup=False)

    app.push_screen(ConfirmScreen(f"{entry.title}: run this in a shell.\n\n{entry.command}", "Copy", "Back"), copy)
