"""What the keys of a screen do, and when each is offered: a table beside the bindings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from textual.dom import DOMNode

from core.errors import HuddleError


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
    describe_state: Callable[[], str] | None = None
    """Returns what is chosen now, such as “on”, which Options shows beside the action; None for nothing."""

    def check(self, *parameters: object) -> bool | None:
        """Return what `is_offered` returns; False where it is refused, since the viewer may not read what it needs."""
        try:
            return self.is_offered(*parameters)
        except HuddleError:
            return False


ActionTable = Mapping[str, Action]
"""The actions of a screen or widget by the names that its bindings use."""


def install_actions(node: DOMNode, actions: ActionTable) -> None:
    """Give a screen or widget the actions of a table, under the names by which Textual looks for them."""
    for name, action in actions.items():
        setattr(node, f"action_{name}", action.run)
