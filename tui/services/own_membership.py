"""Says on every screen that the viewer has left the team, and shows them nothing new; a leader is told once of less."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.screen import Screen

from core.access.feed import CommittedChange
from core.access.session import Session
from core.errors import HuddleError
from core.team.record import has_left

LEFT = (
    "You have left the team, so you can't see or change anything new. "
    "Your leader can add you again with: huddle member add NAME"
)
BAR_CLASS = "left-team"
CLAIMED = (
    "Huddle can't confirm who you are any more: a passphrase was set, or a key ended. Open Huddle again to see more."
)
LEADS_NO_MORE = "You are no longer a leader of this team. From now on you see and change what every member can."


class OwnMembership:
    """Watches in which role the viewer of one app is, and whether they are on the team."""

    def __init__(self, app: App[Any], session: Session) -> None:
        self._app = app
        self._session = session
        self.has_left = False
        """Whether the viewer has left the team."""
        self._missed: list[CommittedChange] = []
        """The changes that the screens have not shown since then."""

    def start(self) -> None:
        """Look once the app runs."""
        self._app.screen_change_signal.subscribe(self._app, self._put)
        self._look()

    def take_changes(self, batch: list[CommittedChange]) -> list[CommittedChange]:
        """Take the viewer's role as stored now, say what of it has ended, and return the changes to show.

        To who has left those of members, which end their keys; once they are back also what they have missed.
        """
        if any("team" in change.rows for change in batch):
            self._session.team_time.forget()
        if any("member" in change.rows or "member_key" in change.rows for change in batch):
            was_leader, was_guest = self._session.viewer.is_leader, self._session.viewer.is_guest
            self._session.refresh_role()
            self._look()
            if self._session.viewer.is_guest and not was_guest:
                self._app.notify(CLAIMED, severity="warning", markup=False)
                # As a change of the viewer, at which every screen that shows what is theirs reads again.
                batch = [*batch, CommittedChange(0, "member.claimed", None, None, {"member": frozenset()})]
            elif was_leader and not self._session.viewer.is_leader and not self.has_left:
                self._app.notify(LEADS_NO_MORE, severity="warning", markup=False)
        if self.has_left:
            self._missed += batch
            return [change for change in batch if "member" in change.rows]
        missed, self._missed = self._missed, []
        return missed + batch

    def _look(self) -> None:
        had_left, self.has_left = self.has_left, self._is_former()
        if self.has_left:
            self._put(self._app.screen)
        elif had_left:
            for stack in self._app._screen_stacks.values():
                for screen in stack:
                    screen.query(f".{BAR_CLASS}").remove()

    def _is_former(self) -> bool:
        try:
            return has_left(self._session)
        except HuddleError:
            return False  # what cannot be read each screen says in place of its content

    def _put(self, _screen: Screen[Any]) -> None:
        if not self.has_left:
            return
        from tui.widgets.notice_bar import NoticeBar  # not needed for the first frame

        # While the app quits there may be no screen any more.
        if self._app.screen_stack and self._app.screen.is_attached and not self._app.screen.query(f".{BAR_CLASS}"):
            self._app.screen.mount(NoticeBar(LEFT, classes=BAR_CLASS))
