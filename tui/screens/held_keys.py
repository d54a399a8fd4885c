"""Keys that are pressed before what they are meant for is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from tui.screens.base import HuddleScreen as _Screen
else:
    _Screen = object


class HeldKeys(_Screen):
    """For a screen whose frame is painted first and whose content comes after it: until `let_go` it keeps the keys.

    Whoever sees where they are types on; without this a key in that moment would meet nobody.
    """

    _held: tuple[events.Key, ...] | None = ()
    _on_its_way: events.Key | None = None

    def on_key(self, event: events.Key) -> None:
        if self._held is not None and event is not self._on_its_way:
            self._held += (event,)
            event.prevent_default().stop()

    def let_go(self) -> None:
        """The content has the focus: it gets the keys that were pressed for it, each when the one before has acted."""
        if not self._held:
            self._held = self._on_its_way = None
            return
        first, self._held = self._held[0], self._held[1:]
        self._on_its_way = events.Key(first.key, first.character)
        self.app.post_message(self._on_its_way)
        self.app.call_later(self._follow_from_focus)

    def _follow_from_focus(self) -> None:
        self._follow(self.app.focused or self.app.screen)

    def _follow(self, pump: MessagePump | None) -> None:
        """Climbs behind the key, from queue to queue up to the app, where it has acted by then."""
        if pump is None or pump is self.app:
            self.app.call_later(self.let_go)
        else:
            pump.call_later(self._follow, pump._parent)
