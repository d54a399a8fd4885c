"""Announces committed changes on whichever screen is shown: a new host, a misunderstanding raised, the team's wins."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from textual.app import App
from textual.screen import Screen
from textual.timer import Timer

from core.access.feed import CommittedChange
from core.access.session import Session
from core.meeting import lifecycle
from tui import keymap
from tui.services.throttle import Throttle

if TYPE_CHECKING:
    from core.overview.recurring_watch import RecurringWatch
    from core.overview.win_notices import TargetWatch, Win
    from tui.widgets.celebration_box import CelebrationOverlay

K = TypeVar("K")

MISUNDERSTANDING_RAISED = "conversation.raised"
"""The journal event of a misunderstanding; repeated here to avoid importing the module that writes it."""

OCCURRENCE_KEPT = "commitment.time_kept"
"""The journal event of a recurring commitment's occurrences being kept."""

COMMITMENT_WORDED = ("commitment.taken_on", "commitment.reworded")
"""The journal events that set the terms of a commitment."""

WIN_SECONDS = 5.0
"""How long a win is shown: long enough for people to look up, read and clap."""

TARGET_CHECK_SECONDS = 0.25
"""Seconds at least between two checks of targets, however fast entries arrive."""


class Announcements:
    """Announces for one app, on whichever screen it shows."""

    def __init__(self, app: App[Any], session: Session) -> None:
        self._app = app
        self._session = session
        self._target_watch: TargetWatch | None = None
        self._occurrence_watch: RecurringWatch | None = None
        self._kept: set[int] = set()
        """Ids of commitments already celebrated, so that one kept again after an undo is not celebrated twice."""
        self._kept_occurrences: set[tuple[int, date]] = set()
        """Occurrences already celebrated, as commitment id and day."""
        self._big_wins: set[int] = set()
        """Card ids of big wins already celebrated."""
        self._waiting: list[Win] = []
        self._shown: tuple[Win, ...] = ()
        self._overlay: CelebrationOverlay | None = None
        self._end_timer: Timer | None = None
        self._check = Throttle(app, TARGET_CHECK_SECONDS, self._start_check)
        self._check_lock = asyncio.Lock()

    def start(self) -> None:
        """Begin, once the app runs. Targets reached until now are not announced."""
        self._app.screen_change_signal.subscribe(self._app, self._move_to_screen)
        self._app.call_after_refresh(self._check.request)

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        """Announce what these committed changes call for; they may come from any process."""
        if any(change.what.startswith("meeting.taken_over") for change in changes):
            self._tell_host()
        raised_ids = [
            change.rows.get("conversation", frozenset()) for change in changes if change.what == MISUNDERSTANDING_RAISED
        ]
        if raised_ids:
            self._tell_receiver(frozenset().union(*raised_ids))
        kept_ids = [
            change.rows.get("commitment", frozenset()) for change in changes if change.what == "commitment.kept"
        ]
        if kept_ids:
            self._celebrate_kept(frozenset().union(*kept_ids))
        occurrence_ids = [
            change.rows.get("occurrence", frozenset()) for change in changes if change.what == OCCURRENCE_KEPT
        ]
        if occurrence_ids:
            self._celebrate_kept_occurrences(frozenset().union(*occurrence_ids))
        # One that was said without a name may be big already when it is told.
        events = ("win.marked", "board.revealed")
        card_ids = [change.rows.get("card", frozenset()) for change in changes if change.what in events]
        if card_ids:
            self._celebrate_big(frozenset().union(*card_ids))
        has_amounts = any("entry" in change.rows or "target" in change.rows for change in changes)
        if has_amounts or self._has_counted_commitment(changes):
            self._check.request()

    def _has_counted_commitment(self, changes: list[CommittedChange]) -> bool:
        """Return whether a commitment whose occurrences are kept by entries was taken on or reworded.

        The watch must know it before the entry arrives that keeps it.
        """
        changed = [change.rows.get("commitment", frozenset()) for change in changes if change.what in COMMITMENT_WORDED]
        ids = ",".join(str(int(commitment_id)) for commitment_id in frozenset().union(*changed))
        counted = "every IS NOT NULL AND metric_id IS NOT NULL"
        query = f"SELECT 1 FROM visible_commitment WHERE {counted} AND id IN ({ids}) LIMIT 1"
        return bool(ids) and bool(self._session.query(query))

    # -- misunderstandings

    def _tell_receiver(self, ids: frozenset[int]) -> None:
        """Notify the receiver of a misunderstanding, without its author or text: others may see the screen."""
        from core.conversations.misunderstandings import list_received_misunderstandings

        app = self._app
        # The home screen lists it anyway, and the projector's view belongs to no member.
        if app.current_mode == "meeting" and any(
            conversation.id in ids for conversation in list_received_misunderstandings(self._session)
        ):
            key = keymap.label(keymap.ASK_PRIVATELY)
            app.notify(f"You have a private message. Press {key} to read it.", markup=False)

    # -- hosting

    def _tell_host(self) -> None:
        """Show who hosts now, as read from the database: the change may have been undone or overtaken."""
        session = self._session
        open_meeting = lifecycle.open_meeting_or_none(session)
        host = lifecycle.host_of(session, open_meeting) if open_meeting else None
        if host is not None:
            who = "You are" if session.viewer.is_member(host.id) else f"{host.name} is"
            self._app.notify(f"{who} the host now.", markup=False)

    # -- wins

    def _celebrate_kept(self, ids: frozenset[int]) -> None:
        from core.overview.win_notices import find_kept_wins

        self._celebrate_new(find_kept_wins(self._session, ids - self._kept), self._kept)

    def _celebrate_kept_occurrences(self, ids: frozenset[int]) -> None:
        from core.overview.win_notices import find_recurring_wins

        self._celebrate_new(find_recurring_wins(self._session, ids), self._kept_occurrences)

    def _celebrate_big(self, ids: frozenset[int]) -> None:
        from core.overview.win_notices import find_big_wins

        self._celebrate_new(find_big_wins(self._session, ids - self._big_wins), self._big_wins)

    def _celebrate_new(self, wins_by_key: dict[K, Win], celebrated: set[K]) -> None:
        """Celebrate the wins that were not celebrated yet, and add all of them to `celebrated`.

        They are added even if the team has switched celebrations off.
        """
        from core.overview.win_notices import has_celebrations_on

        wins = [win for key, win in wins_by_key.items() if key not in celebrated]
        celebrated.update(wins_by_key)
        if wins and has_celebrations_on(self._session):
            self.celebrate(wins)

    def _start_check(self) -> None:
        self._app.run_worker(self._check_targets(), group="announcements")

    async def _check_targets(self) -> None:
        from core.overview.recurring_watch import RecurringWatch
        from core.overview.win_notices import TargetWatch, has_celebrations_on  # not needed for the first frame

        async with self._check_lock:
            path = self._session.store.path
            if self._target_watch is None or self._occurrence_watch is None:
                self._target_watch, self._occurrence_watch = TargetWatch(path), RecurringWatch(path)
            # On a thread, because adding up sixty targets would delay the next key.
            today = self._session.today
            wins = await asyncio.to_thread(self._target_watch.poll, today)
            wins += await asyncio.to_thread(self._occurrence_watch.poll, today)
        if wins and has_celebrations_on(self._session):
            self.celebrate(wins)

    @property
    def is_check_due(self) -> bool:
        """Whether a check of targets is scheduled."""
        return self._check.is_due

    # -- the box that shows wins

    @property
    def shown_wins(self) -> tuple[Win, ...]:
        """The wins being shown."""
        return self._shown

    def celebrate(self, wins: list[Win]) -> None:
        """Show these wins for a few seconds, after those being shown."""
        self._waiting += wins
        if not self._shown:
            self.show_next()

    def show_next(self) -> None:
        """Remove the wins being shown, and show those that came since."""
        if self._end_timer is not None:
            self._end_timer.stop()
            self._end_timer = None
        self._shown, self._waiting = tuple(self._waiting), []
        if self._shown:
            self._end_timer = self._app.set_timer(WIN_SECONDS, self.show_next)
        self._show()

    def _move_to_screen(self, _screen: Screen[Any]) -> None:
        """Move the wins being shown to the screen that is shown now."""
        if self._shown:
            self._show()

    def _show(self) -> None:
        if self._overlay is not None and self._overlay.is_attached:
            self._overlay.remove()
        self._overlay = None
        # While the app quits there may be no screen any more.
        if self._shown and self._app.screen_stack and self._app.screen.is_attached:
            from tui.widgets.celebration_box import CelebrationOverlay  # not needed for the first frame

            self._overlay = CelebrationOverlay(self._shown, dismiss=self.show_next)
            self._app.screen.mount(self._overlay)
