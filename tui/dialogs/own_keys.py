"""The keys of every action, and how to change one: what “Your settings” in the Menu shows."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.binding import Binding

from core.values.printable import printable
from tui.dialogs.choice import Choice, ChooseScreen
from tui.shell.confirm import ConfirmScreen

if TYPE_CHECKING:
    from tui.app import HuddleApp

EDIT_COMMAND = "huddle config edit"


class OwnKeysScreen(ChooseScreen[Binding]):
    """All actions with their keys. Choosing one shows how to change its key."""

    HELP_NAME = "Your settings"
    KEYS = "enter How to change this key   esc Back"


async def show_own_keys(app: HuddleApp) -> None:
    """Show the keys of every action, and for the chosen one what to write in the settings file."""
    from tui.services.key_names import list_bindings

    def show_line(choice: Choice[Binding] | None) -> None:
        if choice is not None:
            _show_line(app, choice.value)

    question = f"Your settings: run {EDIT_COMMAND} in a shell. To change a key, choose it here."
    app.key_queue.hold()  # what is typed while every screen is imported is meant for the list
    try:
        bindings = await to_thread(list_bindings)
        app.push_screen(OwnKeysScreen(question, _as_choices(app.settings.keys, bindings)), show_line)
    finally:
        app.key_queue.release()


def _as_choices(own_keys: Mapping[str, str], bindings: Mapping[str, Binding]) -> list[Choice[Binding]]:
    from tui.services.key_names import print_keys

    choices = [
        Choice(binding, str(binding.tooltip), right=own_keys.get(key_id) or print_keys(binding), words=key_id)
        for key_id, binding in bindings.items()
    ]
    return sorted(choices, key=lambda choice: choice.text.casefold())


def _show_line(app: HuddleApp, binding: Binding) -> None:
    line = f'"{binding.id}" = "f8"'
    path = app.settings_path
    file = f" ({printable(str(path))})" if path is not None else ""

    def copy(is_wanted: bool | None) -> None:
        if is_wanted:
            app.copy_to_clipboard(line)
            app.notify(f"Copied: {line}", markup=False)

    steps = (
        f"{binding.tooltip}. To give it another key, for example f8:",
        f"1  Run {EDIT_COMMAND} in a shell. It opens your settings{file}.",
        f"2  Below [keys], write this line, with your key in place of f8: {line}",
        "3  Save the file and start Huddle again.",
    )
    app.push_screen(ConfirmScreen("\n\n".join(steps), "Copy the line", "Back"), copy)
