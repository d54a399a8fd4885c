"""Options: what a screen can do beside its keys, in a list that filters as one types or picks by a digit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from textual.app import App
from textual.binding import ActiveBinding
from textual.screen import Screen
from textual.widgets import Input

from tui import keymap
from tui.dialogs.choice import Choice, ChooseScreen
from tui.shell.actions import Action
from tui.widgets.line_input import LineInput

MAX_DIGIT = 9


def active_actions(screen: Screen[Any]) -> list[ActiveBinding]:
    """Return what can be done on a screen now, each action once: the widget in use first, then the screen."""
    by_action: dict[tuple[object, str], ActiveBinding] = {}
    for active in screen.active_bindings.values():
        if active.enabled and active.binding.tooltip and not active.binding.system:
            by_action.setdefault((active.node, active.binding.action), active)
    return list(by_action.values())


def run_later(app: App[Any], active: ActiveBinding) -> None:
    """Carry out an action once the dialog in which it was chosen is closed, if it is offered still."""
    app.call_later(app.run_action, active.binding.action, active.node)


def _describe_state(active: ActiveBinding) -> str:
    action = getattr(active.node, "actions", {}).get(active.binding.action.partition("(")[0])
    return action.describe_state() if isinstance(action, Action) and action.describe_state is not None else ""


def open_options(screen: Screen[Any]) -> None:
    """Show the options of a screen over it, and carry out the chosen one."""
    options = [active for active in active_actions(screen) if keymap.is_option(active.binding)]
    if not options:
        screen.notify("No options here. Press ? to see the keys of this screen.", markup=False)
        return

    def run(choice: Choice[ActiveBinding] | None) -> None:
        if choice is not None:
            run_later(screen.app, choice.value)

    screen.app.push_screen(OptionsScreen(options), run)


class OptionsScreen(ChooseScreen[ActiveBinding]):
    """The list of options. A digit picks one at once as long as nothing is typed."""

    HELP_NAME = "Options"
    BINDINGS = [
        keymap.digit(
            number, f"pick({number})", id=f"options.{number}", tooltip=f"Choose option {number}", priority=True
        )
        for number in range(1, MAX_DIGIT + 1)
    ]

    def __init__(self, options: list[ActiveBinding]) -> None:
        super().__init__("Options", list(_as_choices(options)))

    def make_input(self) -> LineInput:
        line = super().make_input()
        line.keys_when_empty = frozenset(map(str, range(1, MAX_DIGIT + 1)))
        return line

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "pick":
            return not self.query_one(Input).value and parameters[0] in range(1, len(self._choices) + 1)
        return super().check_action(action, parameters)

    def action_pick(self, number: int) -> None:
        """Choose the option with this number."""
        self.dismiss(self._choices[number - 1])


def _as_choices(options: list[ActiveBinding]) -> Iterator[Choice[ActiveBinding]]:
    for number, active in enumerate(options, start=1):
        binding = active.binding
        digit = f"{number}  " if number <= MAX_DIGIT else "   "
        yield Choice(active, f"{digit}{binding.description}", right=_describe_state(active), words=str(binding.tooltip))
