"""The signals screen: all current signals by member, the viewer's own first, with figures and next step."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from textual import events, getters
from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Static

from core.access.feed import CommittedChange
from core.overview.needs import needs
from core.overview.signals import signals
from core.overview.signals.signals import Signal
from tui.shell.background_read import BackgroundRead
from tui.shell.screen import HuddleScreen
from tui.widgets.need_and_signal_facts import signal_sign
from tui.widgets.pick_list import Pick, PickList

ROOMY = 100
"""Screen width in columns from which rows name the place of the next step."""


class SignalsScreen(HuddleScreen):
    """The signals, opened over another screen. Only the leader sees signals about others."""

    CSS_PATH = "signals.tcss"
    WHY = (
        "A shortfall is raised in its second week, while it can still be turned, and what went well as promptly. "
        "Whoever leads looks at themself first: what they owe comes before what they ask for. "
        "Each line has its figures, so that one talks about what happened, and one next step."
    )
    BINDINGS = [
        Binding("enter", "page", "Page", id="signals.page", tooltip="All about this person in one view"),
        Binding("escape,S,q", "back", "Back", id="signals.back", tooltip="Back to where you came from"),
    ]

    picks = getters.query_one(PickList)

    def __init__(self) -> None:
        super().__init__()
        self._signal_by_key: dict[Hashable, Signal] = {}
        self._reader = BackgroundRead(self, signals.list_signals, self._show_signals)

    def compose_content(self) -> Iterable[Widget]:
        yield PickList()
        yield Static("", id="signal-step", markup=False)

    def on_mount(self) -> None:
        self.picks.focus()

    def on_resize(self) -> None:
        if self.is_mounted:
            self.show()

    # -- showing

    def show(self) -> None:
        if not self._signal_by_key:
            self.top_line.left = "SIGNALS"
        self._reader.request()

    def _show_signals(self, found: list[Signal]) -> None:
        session, first = self.session, not self._signal_by_key
        successes = sum(signal.kind == "success" for signal in found)
        self.top_line.left = (
            f"SIGNALS · {len(found) - successes} to look at · {successes} went well" if found else "SIGNALS"
        )
        notes = {"leader": "only you see this", "seller": "you and the leader see this"}
        self.top_line.right = notes.get(session.viewer.role, "")
        self._signal_by_key = {}
        picks = self._need_picks()
        for member, member_signals in signals.group_by_member(session, found):
            own = member is not None and session.viewer.is_member(member.id)
            name = "You" if own else member.name if member else "The team"
            picks.append(Pick(("of", member.id if member else 0), name, heading=True))
            for signal in member_signals:
                key = (signal.kind, member.id if member else 0, signal.headline)
                self._signal_by_key[key] = signal
                right = signal.step.place if self.size.width >= ROOMY else ""
                picks.append(Pick(key, f"{signal.headline} · {signal.figures}", sign=signal_sign(signal), right=right))
        self.picks.set_picks(picks, empty=self._why_empty())
        if first and self._signal_by_key:  # the first signal, not a need above it: it has a next step to show
            self.picks.pick(next(iter(self._signal_by_key)))
        self._show_step()

    def _need_picks(self) -> list[Pick]:
        """Return the rows of what needs the leader now, shown above the signals; nothing for other viewers."""
        session = self.session
        waiting = [need for need in needs.list_needs(session) if not need.is_signal] if session.viewer.is_leader else []
        if not waiting:
            return []
        lines = [
            Pick(("need", number), f"{need.subject} {need.sentence}", sign="●") for number, need in enumerate(waiting)
        ]
        return [Pick("needs", "Needs you", heading=True), *lines]

    def _why_empty(self) -> str:
        if self.session.viewer.role == "watcher":
            return "Watchers have no numbers and no commitments, so there is nothing to look at here."
        return "Nothing to look at: no number has been behind for two weeks, and nothing waits for too long."

    def _show_step(self) -> None:
        signal = self._signal
        words = ""
        if signal is not None:
            place = f"{signal.step.place} · " if signal.step.place else ""
            words = f"→ {signal.step.text}: {place}{signal.step.command}"
        self.query_one("#signal-step", Static).update(words)
        self.refresh_bindings()

    # -- updates and keys

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        if any(change.rows.keys() - {"card", "trend", "board"} for change in changes):
            self.show()

    @property
    def _signal(self) -> Signal | None:
        return self._signal_by_key.get(self.picks.cursor_key) if self.is_mounted else None

    def on_pick_list_moved(self) -> None:
        self._show_step()

    def on_click(self, event: events.Click) -> None:
        if event.chain == 2 and isinstance(event.widget, PickList):
            self.action_page()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "page":
            return self._signal is not None and self._signal.page_member is not None
        return super().check_action(action, parameters)

    def action_page(self) -> None:
        if self._signal is not None and self._signal.page_member is not None:
            self.app.open_overlay("page", self._signal.page_member)

    def action_back(self) -> None:
        self.dismiss()
