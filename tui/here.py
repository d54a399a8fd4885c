"""This app among those who are here: shown to the others while it runs, and where it looks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.signal import Signal
from textual.timer import Timer

from core import presence
from core.presence import LOOK_SECONDS, Present

if TYPE_CHECKING:
    from tui.app import HuddleApp

SHOWN_IN = "meeting"
"""The place that shows who is here; elsewhere nobody is looked for."""

BELL_SECONDS = 0.25
"""Who is here is looked at so long after a bell: it rings for every card too, which is to be painted first."""


class WhoIsHere:
    """For one app: enters when it starts, tells each change of place, and leaves."""

    def __init__(self, app: HuddleApp) -> None:
        self._app = app
        self.people: tuple[Present, ...] = ()
        """Every member's session that is open, as it was last looked at."""
        self.changed: Signal[tuple[Present, ...]] = Signal(app, "here")
        self._unlisten: Callable[[], None] = lambda: None
        self._due: Timer | None = None

    @property
    def count(self) -> int:
        """How many members are here, each once."""
        return len({one.member.id for one in self.people})

    def start(self) -> None:
        """Begins, once the app runs."""
        presence.enter(self._app.session, self._place(self._app.current_mode))
        self._unlisten = self._app.feed.listen_bell(self._rung)
        self._app.mode_change_signal.subscribe(self._app, self._moved)
        # Nobody rings for a terminal that has crashed.
        self._app.set_interval(LOOK_SECONDS, self._now_and_then)
        self.look()

    def stop(self) -> None:
        """Is not here any more."""
        self._unlisten()
        presence.leave(self._app.session)

    def look(self) -> None:
        """Looks who is here, and tells it when it has changed."""
        self._due = None
        people = tuple(presence.present(self._app.session))
        if people != self.people:
            self.people = people
            self.changed.publish(people)

    def _place(self, mode: str) -> str:
        from tui.app import PLACES

        return PLACES[mode][2] if mode in PLACES else mode

    def _moved(self, mode: str) -> None:
        presence.moved(self._app.session, self._place(mode))
        if mode == SHOWN_IN:
            self.look()

    def _now_and_then(self) -> None:
        presence.still_here(self._app.session)
        if self._app.current_mode == SHOWN_IN:
            self.look()

    def _rung(self) -> None:
        if self._due is None and self._app.current_mode == SHOWN_IN:
            # Through the app's own queue: a feed that several apps share rings in the context of one of them.
            self._app.call_later(self._look_soon)

    def _look_soon(self) -> None:
        if self._due is None:
            self._due = self._app.set_timer(BELL_SECONDS, self.look)
