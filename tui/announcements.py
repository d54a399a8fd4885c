"""What every screen tells when it has landed: who hosts from here, and the team's wins."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from textual.screen import Screen
from textual.timer import Timer

from core import meeting
from core.live import Landed
from tui.pacing import AtMostEvery

if TYPE_CHECKING:
    from core.celebrations import TargetWatch, Win
    from core.ticking import TickWatch
    from tui.app import HuddleApp
    from tui.widgets.celebration import Celebration

K = TypeVar("K")

RAISED = "conversation.raised"
"""A misunderstanding was; the room it is written in is not imported for that."""

KEPT_AGAIN = "commitment.time_kept"
"""What comes again was kept one time, or some."""

WORDED = ("commitment.taken_on", "commitment.reworded")
"""Somebody says what they will do."""

SHOWN_SECONDS = 5.0
"""How long a win stands: long enough for a room to look up, read and clap."""

LOOK_SECONDS = 0.25
"""Targets are looked at no more often than this, however fast entries land."""


class Announcements:
    """Listens for one app, and shows on whatever screen it is showing."""

    def __init__(self, app: HuddleApp) -> None:
        self._app = app
        self._targets: TargetWatch | None = None
        self._ticking: TickWatch | None = None
        self._kept: set[int] = set()
        """The commitments that were celebrated: one that is kept again after an undo is not celebrated again."""
        self._kept_again: set[tuple[int, date]] = set()
        """The times of what comes again that were, by commitment and day."""
        self._big: set[int] = set()
        """The big wins that were."""
        self._waiting: list[Win] = []
        self._shown: tuple[Win, ...] = ()
        self._overlay: Celebration | None = None
        self._ending: Timer | None = None
        self._look = AtMostEvery(app, LOOK_SECONDS, self._look_now)
        self._looking = asyncio.Lock()

    def start(self) -> None:
        """Begins, once the app runs. What has been reached until now is no news."""
        self._app.screen_change_signal.subscribe(self._app, self._follow)
        self._app.call_after_refresh(self._look.ask)

    def heard(self, landed: list[Landed]) -> None:
        """A batch that landed, from any process."""
        if any(change.what.startswith("meeting.taken_over") for change in landed):
            self._tell_host()
        raised = [change.rows.get("conversation", frozenset()) for change in landed if change.what == RAISED]
        if raised:
            self._tell_quietly(frozenset().union(*raised))
        promises = [change.rows.get("commitment", frozenset()) for change in landed if change.what == "commitment.kept"]
        if promises:
            self._celebrate_kept(frozenset().union(*promises))
        again = [change.rows.get("occurrence", frozenset()) for change in landed if change.what == KEPT_AGAIN]
        if again:
            self._celebrate_kept_again(frozenset().union(*again))
        marked = [change.rows.get("card", frozenset()) for change in landed if change.what == "win.marked"]
        if marked:
            self._celebrate_big(frozenset().union(*marked))
        if any("entry" in change.rows or "target" in change.rows for change in landed) or self._counts(landed):
            self._look.ask()

    def _counts(self, landed: list[Landed]) -> bool:
        """Whether somebody took on what ticks by entries: it is looked at before the entry comes that keeps it."""
        worded = [change.rows.get("commitment", frozenset()) for change in landed if change.what in WORDED]
        ids = ",".join(str(int(each)) for each in frozenset().union(*worded))
        ticks = f"SELECT 1 FROM commitment WHERE every IS NOT NULL AND metric_id IS NOT NULL AND id IN ({ids}) LIMIT 1"
        return bool(ids) and bool(self._app.session.store.query(ticks))

    # -- quietly

    def _tell_quietly(self, ids: frozenset[int]) -> None:
        """To whom a misunderstanding was raised hears that one was: not whose nor what, since others may look on."""
        from core.misunderstandings import waiting

        app = self._app
        # On home it is on the list itself. The room's view is nobody's, whoever opened it.
        if app.current_mode == "meeting" and any(each.id in ids for each in waiting(app.session)):
            app.notify("Something waits for you alone: ! shows it.", markup=False)

    # -- hosting

    def _tell_host(self) -> None:
        """Who hosts now: what an undo or a second one to take over has left."""
        session = self._app.session
        now = meeting.current(session)
        host = meeting.host(session, now) if now else None
        if host is not None:
            who = "You host" if session.viewer.is_member(host.id) else f"{host.name} hosts"
            self._app.notify(f"{who} from here.", markup=False)

    # -- what there is to celebrate

    def _celebrate_kept(self, ids: frozenset[int]) -> None:
        from core.celebrations import kept

        self._celebrate_new(kept(self._app.session, ids - self._kept), self._kept)

    def _celebrate_kept_again(self, ids: frozenset[int]) -> None:
        from core.celebrations import kept_again

        self._celebrate_new(kept_again(self._app.session, ids), self._kept_again)

    def _celebrate_big(self, ids: frozenset[int]) -> None:
        from core.celebrations import big

        self._celebrate_new(big(self._app.session, ids - self._big), self._big)

    def _celebrate_new(self, found: dict[K, Win], told: set[K]) -> None:
        """Celebrates those not told yet. Where the team wants no celebrations, they count as told all the same."""
        from core.celebrations import celebrates

        wins = [win for key, win in found.items() if key not in told]
        told.update(found)
        if wins and celebrates(self._app.session):
            self.celebrate(wins)

    def _look_now(self) -> None:
        self._app.run_worker(self._look_at_targets(), group="announcements")

    async def _look_at_targets(self) -> None:
        from core.celebrations import TargetWatch, celebrates  # the first frame does without
        from core.ticking import TickWatch

        async with self._looking:
            path = self._app.session.store.path
            if self._targets is None or self._ticking is None:
                self._targets, self._ticking = TargetWatch(path), TickWatch(path)
            # In a thread: sixty targets are not to be added up between a key and its frame.
            today = self._app.session.today
            wins = await asyncio.to_thread(self._targets.look, today)
            wins += await asyncio.to_thread(self._ticking.look, today)
        if wins and celebrates(self._app.session):
            self.celebrate(wins)

    @property
    def is_look_due(self) -> bool:
        """Whether entries have landed that will be looked at in a moment."""
        return self._look.is_due

    # -- the box

    @property
    def shown(self) -> tuple[Win, ...]:
        """What is being celebrated."""
        return self._shown

    def celebrate(self, wins: list[Win]) -> None:
        """Shows these wins for a few seconds, after those that are being shown."""
        self._waiting += wins
        if not self._shown:
            self.next()

    def next(self) -> None:
        """Ends what is being shown, and shows what has come since."""
        if self._ending is not None:
            self._ending.stop()
            self._ending = None
        self._shown, self._waiting = tuple(self._waiting), []
        if self._shown:
            self._ending = self._app.set_timer(SHOWN_SECONDS, self.next)
        self._show()

    def _follow(self, _screen: Screen[Any]) -> None:
        """Another screen is shown: what is celebrated is celebrated there."""
        if self._shown:
            self._show()

    def _show(self) -> None:
        if self._overlay is not None and self._overlay.is_attached:
            self._overlay.remove()
        self._overlay = None
        # Whoever leaves while a win is shown has no screen any more.
        if self._shown and self._app.screen_stack and self._app.screen.is_attached:
            from tui.widgets.celebration import Celebration  # most days begin without one

            self._overlay = Celebration(self._shown, seen=self.next)
            self._app.screen.mount(self._overlay)
