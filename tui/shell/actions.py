"""What the keys of a screen or stage do, and when each is offered: a table beside the bindings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import getters

from core.access.session import Session
from tui.app import HuddleApp

if TYPE_CHECKING:
    from textual.dom import DOMNode

    _TextualClass = DOMNode
else:
    # At run time a plain class: Textual finds default styles only along the first base that is a node.
    _TextualClass = object


def always(*_parameters: object) -> bool:
    """Return True: the action is always offered."""
    return True


@dataclass(frozen=True, slots=True)
class Action:
    """What one action of a screen or widget does, and when its key is offered."""

    run: Callable[..., object]
    """Called with the parameters of the binding; it may be a coroutine function."""
    is_offered: Callable[..., bool | None] = always
    """Called with the same parameters. True offers the key, False hides and ignores it, None shows it dimmed."""


ActionTable = Mapping[str, Action]
"""The actions of a screen or widget by the names that its bindings use."""


class HasActions(_TextualClass):
    """What screens and stages of a meeting have in common: their actions are in a table, and they read as the viewer.

    Placed before the Textual class among the bases; the constructor calls `install_actions`.
    """

    app = getters.app(HuddleApp)

    def make_actions(self) -> ActionTable:
        """Return what the actions do and when each is offered. Called once, before this is mounted."""
        return {}

    def install_actions(self) -> None:
        """Make the table, and let Textual find its actions."""
        self.actions = self.make_actions()
        for name, action in self.actions.items():
            setattr(self, f"action_{name}", action.run)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if (entry := self.actions.get(action)) is not None:
            return entry.is_offered(*parameters)
        return super().check_action(action, parameters)

    @property
    def session(self) -> Session:
        return self.app.session
