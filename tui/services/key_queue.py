"""Hands keys and pastes on one at a time, in the order in which they were pressed."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

JOINERS = frozenset({"\u200c", "\u200d"})
"""Characters that Textual drops as not printable when they come as keys; Persian, Hindi and emoji need them."""

ANSWER_KEYS = frozenset({"enter", "escape"})
"""The keys that answer a dialog."""

MAX_ROUNDS = 5
"""How often the answers to one key are followed: a dialog that closes and opens another takes three."""

Pressed = events.Key | events.Paste
Where = tuple[Screen[Any], Widget | None]


class KeyQueue:
    """Keeps the keys until those before them have been handled, and until what they opened is there.

    Textual hands each key to the widget that has the focus when it arrives. A fast typist, a slow terminal or a burst
    over a network is ahead of the focus: without the queue the first letters would go to the screen that is left, the
    next ones to the line that opens, in another order, and a second enter to a dialog that is closing.
    """

    def __init__(self, app: App[Any], deliver: Callable[[events.Event], Awaitable[None]]) -> None:
        """`deliver` is the app's own way to handle a key."""
        self._app = app
        self._deliver = deliver
        self._waiting: deque[Pressed] = deque()
        self._is_busy = self._is_held = self._is_closed = False
        self._closing: Screen[Any] | None = None
        """The dialog that the key now being handled may close."""

    async def take(self, event: Pressed) -> None:
        """Take a key or paste that has just arrived. Called from the app's message queue."""
        if not self._is_closed:
            self._waiting.append(event)
            await self._deliver_next()

    def hold(self) -> None:
        """Keep all keys until `release`: what they are meant for is not there yet."""
        self._is_held = True

    def hold_for(self, show: Callable[[], object]) -> Callable[[], None]:
        """Keep all keys, as `hold` does, for what `show` mounts.

        Returns a function that calls `show`, which leads to the release, or releases them if it raises.
        """
        self.hold()

        def show_or_release() -> None:
            try:
                show()
            except Exception:
                self.release()
                raise

        return show_or_release

    def release(self) -> None:
        """Hand on the keys that were kept."""
        self._is_held = False
        self._app.call_later(self._deliver_next)

    def close(self) -> None:
        """Drop what was pressed after leaving."""
        self._is_closed = True
        self._waiting.clear()

    async def _deliver_next(self) -> None:
        if self._is_busy or self._is_held or not self._waiting:
            return
        self._is_busy = True
        screen = self._app.screen
        if screen.is_mounted:
            await self._deliver_now()
        else:
            self._follow(screen, self._deliver_now)

    async def _deliver_now(self) -> None:
        while self._waiting and not self._is_held:
            event = self._waiting.popleft()
            if isinstance(event, events.Key) and event.character in JOINERS:
                event = events.Paste(event.character)
            screen = self._app.screen
            if screen.focused is not None and _has_ended(screen.focused):
                screen.set_focus(None)
            target = self._target()
            await self._deliver(event)
            if not _is_plain_typing(event, target):
                ends = isinstance(event, events.Key) and event.key in ANSWER_KEYS and isinstance(screen, ModalScreen)
                self._closing = screen if ends else None
                self._follow(target, partial(self._follow_answers, target, None, 0))
                return
        self._is_busy = False

    async def _follow_answers(self, target: DOMNode, seen: Where | None, rounds: int) -> None:
        """Follow what the key has led to, such as an answer that is sent, until the focus stays where it is."""
        where = self._app.screen, self._app.focused
        if where == seen or rounds == MAX_ROUNDS:
            self._drop_repeated_answers()
            self._is_busy = False
            await self._deliver_next()
            return
        if seen is not None:
            target = self._target()
        self._follow(target, partial(self._follow_answers, target, where, rounds + 1))

    def _drop_repeated_answers(self) -> None:
        """Drop enter and esc that were pressed again before they closed a dialog: they are not for what is beneath."""
        if self._closing is None or self._closing in self._app.screen_stack:
            return
        while self._waiting and isinstance(self._waiting[0], events.Key) and self._waiting[0].key in ANSWER_KEYS:
            self._waiting.popleft()

    def _target(self) -> DOMNode:
        return self._app.focused or self._app.screen

    def _follow(self, node: DOMNode | None, then: Callable[[], Awaitable[None]]) -> None:
        """Follow a key through the message queues from this node up to the app, and call `then`.

        Each queue runs the callback after what is in it already. The queue of a screen begins once it is mounted. One
        that has ended, whatever the cause, is passed over: the keys must lead out.
        """
        while node is not None and node is not self._app:
            if not _has_ended(node) and node.call_later(self._follow, node.parent, then):
                return
            node = node.parent  # this one is being removed, or has ended
        if not self._app.call_later(then):
            self._is_busy = False


def _has_ended(node: DOMNode) -> bool:
    """Return whether the message queue of a widget or screen was running, and handles nothing any more."""
    return node._mounted_event.is_set() and not node.is_running


def _is_plain_typing(event: Pressed, target: DOMNode) -> bool:
    """Return whether the key is only typed: then the next one may follow at once, through the same queue."""
    return isinstance(event, events.Key) and event.is_printable and getattr(target, "keeps_focus_while_typing", False)
