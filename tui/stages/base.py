"""What every stage's view has in common."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from textual import getters
from textual.containers import Vertical

from core.live import Landed
from core.models import Meeting
from core.session import Session
from tui.app import HuddleApp
from tui.screens.base import HuddleScreen
from tui.widgets.stageline import StageLine


class StageView(Vertical):
    """One stage of one meeting, between the rail and the keys. It reads through the session and shows."""

    app = getters.app(HuddleApp)
    DEFAULT_CSS = """
    StageView { height: 1fr; }
    StageView #said { height: 1fr; }
    StageView .question { text-align: center; text-style: bold; width: 100%; padding: 1 2 0 2; }
    StageView .goal { text-align: center; color: $dim; width: 100%; padding: 0 2 1 2; }
    """

    def __init__(self, meeting: Meeting) -> None:
        super().__init__()
        self.meeting = meeting
        self._has_begun = False

    @property
    def session(self) -> Session:
        return self.app.session

    @property
    def is_host(self) -> bool:
        """Whether the viewer leads this meeting."""
        return self.session.viewer.is_member(self.meeting.host_id)

    @property
    def can_act(self) -> bool:
        """Whether the viewer takes part: the room and watchers only see."""
        return self.session.viewer.role in ("leader", "seller") and self.meeting.status == "open"

    @property
    def place(self) -> HuddleScreen:
        screen = self.screen
        assert isinstance(screen, HuddleScreen)
        return screen

    def do(self, change: Any, /, *args: Any, then: Any = None, **kwargs: Any) -> None:
        """As `HuddleScreen.do`: a change off the event loop, its refusal shown."""
        self.place.do(change, *args, then=then, **kwargs)

    def begin_at(self, key: Hashable | None) -> None:
        """Puts the cursor on the viewer's own line when the stage is first shown, where most of what they do is done.

        Not the host's: they lead through all of it, and their screen is often the one on the wall.
        """
        if not self._has_begun and not self.is_host and key is not None:
            from tui.widgets.picklist import PickList  # the frame of a meeting does not wait for it

            self.query_one(PickList).pick(key)
        self._has_begun = True

    @property
    def may_open_votes(self) -> bool:
        """Whether the viewer may open votes here; a stage without a board has none."""
        return False

    @property
    def may_count_hands(self) -> bool:
        """Whether the viewer may type votes for others here."""
        return False

    def open_votes(self) -> None:
        """Opens votes on what the stage shows, where there are any."""

    def count_hands(self) -> None:
        """Types the votes of those without a device, where there are any."""

    def on_mount(self) -> None:
        if self.is_attached:  # else the app leaves, and what the stage is made of is not put up any more
            self.show()
            self.focus_first()

    def say_below(self, *words: str) -> None:
        """Puts these into the line above the keys, what matters most first."""
        for line in self.screen.query(StageLine):
            line.say(words)

    def focus_first(self) -> None:
        """Puts the focus where this stage's keys are."""

    def show(self) -> None:
        """Reads what the stage shows and shows it."""

    def changed(self, landed: list[Landed]) -> None:
        """Something landed; the default shows everything anew."""
        self.show()
