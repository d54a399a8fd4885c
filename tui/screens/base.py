"""What every screen has: its frame, its ear to the feed, and a way to do things that may be refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, ClassVar, TypeVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widget import Widget

from core.errors import HuddleError
from core.live import Landed
from core.session import Session
from tui.app import HuddleApp
from tui.screens.dialog import Leaving
from tui.widgets.frame import KeyLine, TopLine

T = TypeVar("T")


class HuddleScreen(Leaving[None]):
    """A place one can go to. Subclasses give `compose_content`, `show` and, where they care, `changed`."""

    app = getters.app(HuddleApp)
    top = getters.query_one(TopLine)
    keys = getters.query_one(KeyLine)

    WHY: ClassVar[str] = ""
    """Three sentences for the help: why one does this."""

    READS: ClassVar[str] = ""
    """How to read what stands here, where that does not explain itself; the help tells it after the why."""

    BINDINGS = [Binding("escape", "back", "Back", show=False, id="back", tooltip="Back to where you came from")]

    @property
    def session(self) -> Session:
        return self.app.session

    TOP: ClassVar[type[TopLine]] = TopLine
    """Its first line: `ClockLine` on a screen that belongs to a meeting."""

    KEYS: ClassVar[type[KeyLine]] = KeyLine
    """Its last line: `HubKeyLine` where one can go everywhere from."""

    def compose(self) -> ComposeResult:
        yield self.TOP()
        yield from self.compose_content()
        yield self.KEYS()

    def compose_content(self) -> Iterable[Widget]:
        """What stands between the frame's lines."""
        return ()

    PATIENCE: ClassVar[tuple[float, float] | None] = None
    """Between how many seconds news may wait here; None where people watch for it.

    A bell wakes every terminal of the team together. Where somebody types, their own words are shown at once, and
    those of others when the walls have been painted.
    """

    _seen: tuple[int, date] | None = None
    """The last change that is shown here, and the day."""

    # Textual calls this for each class of the family: a subclass has its own beside it and does not call this one.
    def on_mount(self) -> None:
        self.app.landed.subscribe(self, self._landed)
        self._come_up()

    def on_screen_resume(self) -> None:
        if self.is_mounted:
            self._come_up()

    def _come_up(self) -> None:
        """Shows what landed while another place was shown; if nothing did, all is as it should be."""
        self.app.take_its_time(self.PATIENCE)
        now = (self.app.feed.last, self.session.today)
        if self._seen != now:
            self._seen = now
            self.show()

    def show(self) -> None:
        """Reads what the screen shows and shows it. Called when it comes up."""

    def changed(self, landed: list[Landed]) -> None:
        """Something landed, from any process. The default shows everything anew: right for small screens."""
        self.show()

    def _landed(self, landed: list[Landed]) -> None:
        if self.is_current:
            self._seen = (self.app.feed.last, self.session.today)
            self.changed(landed)

    def action_back(self) -> None:
        self.app.go_back()

    def do(
        self, change: Callable[..., T], /, *args: Any, then: Callable[[T], Any] | None = None, **kwargs: Any
    ) -> None:
        """Runs a change off the event loop. `then` is given its result; a refusal is shown as it is worded."""
        self.run_worker(self._do(change, args, kwargs, then), exit_on_error=True)

    async def _do(
        self, change: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any], then: Callable[[T], Any] | None
    ) -> None:
        try:
            result = await self.app.act(change, *args, **kwargs)
        except HuddleError as refusal:
            self.refused(refusal)
        else:
            if then is not None:
                then(result)

    def refused(self, refusal: HuddleError) -> None:
        """Shows why something was not done."""
        self.notify(str(refusal), severity="warning", markup=False)
