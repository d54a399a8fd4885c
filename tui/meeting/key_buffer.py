"""A buffer for the keys that are pressed before the content they are meant for is mounted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.message_pump import MessagePump

if TYPE_CHECKING:
    from tui.shell.screen import HuddleScreen as _Screen
else:
    _Screen = object


class KeyBufferScreen(_Screen):
    """A screen whose frame is painted before its content: it keeps the keys pressed until the content is ready.

    People type as soon as they see the frame; without the buffer a key pressed in that moment would be lost.
    """

    _buffered: tuple[events.Key, ...] | None = ()
    """The keys not replayed yet, in order; None once all of them are and the buffer is off."""
    _replaying: events.Key | None = None
    """The key that is being replayed, which must not be buffered again."""

    def on_key(self, event: events.Key) -> None:
        if self._buffered is not None and event is not self._replaying:
            self._buffered += (event,)
            event.prevent_default().stop()

    def replay_keys(self) -> None:
        """Replay the keys to the focused content, each after the one before has been handled; then stop buffering."""
        if not self._buffered:
            self._buffered = self._replaying = None
            return
        first, self._buffered = self._buffered[0], self._buffered[1:]
        self._replaying = events.Key(first.key, first.character)
        self.app.post_message(self._replaying)
        self.app.call_later(self._climb_from_focus)

    def _climb_from_focus(self) -> None:
        self._climb(self.app.focused or self.app.screen)

    def _climb(self, pump: MessagePump | None) -> None:
        """Follow the replayed key through the message queues from the focused widget up to the app, then go on.

        Each queue runs the callback after the key, so the key is handled by the time the app's queue runs it.
        """
        if pump is None or pump is self.app:
            self.app.call_later(self.replay_keys)
        else:
            pump.call_later(self._climb, pump._parent)
