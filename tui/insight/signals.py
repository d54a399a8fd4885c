"""The signals screen: all current signals by member, the viewer's own first, with figures and next step."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from textual import events
from textual.widget import Widget
from textual.widgets import Static

from core.access.feed import CommittedChange
from core.access.session import Session
from core.models import Member
from core.overview.needs import needs
from core.overview.signals import gaps, signals
from core.overview.signals.signal import Signal
from core.values.text import format_count
from tui import keymap
from tui.action_hints import page_title
from tui.shell.actions import ActionTable
from tui.shell.list_detail import ListDetailScreen
from tui.shell.person_pages import person_actions
from tui.shell.screen_read import ScreenRead
from tui.widgets.need_and_signal_facts import signal_sign
from tui.widgets.pick_list import Pick, PickList

ROOMY = 100
"""Screen width in columns from which rows name the place of the next step."""

UNRELATED_TABLES = frozenset({"card", "trend", "board"})
"""Tables whose changes do not refresh the screen: no signal comes from them."""


class SignalsScreen(ListDetailScreen[Signal]):
    """The signals, opened over another screen. Only the leader sees signals about others."""

    IS_PRIVATE = True
    CSS_PATH = "signals.tcss"
    WHY = (
        "You are behind on a target with less than 80% of what was due by yesterday. "
        "A slow week appears when a second one follows, good news at once. "
        "Each line shows the numbers and one next step. A leader's own open promises come first."
    )
    BINDINGS = [
        keymap.OPEN.bind("profile", "Open profile", id="person.open", tooltip="Open this person's profile"),
        keymap.PROFILE.bind(
            "profile", "Profile", show=False, id="person.profile", tooltip="Open this person's profile"
        ),
        keymap.ONE_ON_ONES.bind(
            "one_on_one", "One-on-one", show=False, id="signals.one_on_one", tooltip="Your one-on-one with this person"
        ),
        keymap.REVIEWS.bind(
            "reviews", "Reviews", show=False, id="person.reviews", tooltip="Open this person's reviews"
        ),
        keymap.FEEDBACK.bind(
            "feedback", "Feedback", show=False, id="signals.feedback", tooltip="Feedback with this person"
        ),
        keymap.BACK.bind("back", "Back", id="back", tooltip="Go back to where you came from"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._next_step = Static("", id="signal-step", markup=False)
        self._gaps = Static("", id="signal-gaps", markup=False)
        self._reader = ScreenRead(self, _read_signals, self._show_signals)

    def compose_body(self) -> Iterable[Widget]:
        yield self.picks
        yield self._next_step
        yield self._gaps

    def make_actions(self) -> ActionTable:
        return person_actions(self, lambda: self._page_member)

    # -- showing

    def show_list(self) -> None:
        if not self.items:
            self.top_line.left = "Signals"
        self._reader.request()

    def _show_signals(self, read: tuple[list[Signal], list[str]]) -> None:
        if self.is_covered():
            return
        shown, sentences = read
        session = self.session
        successes = sum(signal.kind == "success" for signal in shown)
        self.top_line.left = (
            f"Signals · {format_count(len(shown) - successes, 'warning')} · {successes} good" if shown else "Signals"
        )
        notes = {"leader": "each member sees only their own", "seller": "visible to you and your leader"}
        self.top_line.right = notes.get(session.viewer.role, "")
        picks, signal_by_key = self._need_picks(), dict[Hashable, Signal]()
        for member, member_signals in signals.group_by_member(session, shown):
            own = member is not None and session.viewer.is_member(member.id)
            name = "You" if own else member.name if member else "Team"
            picks.append(Pick(("of", member.id if member else 0), name, heading=True))
            for signal in member_signals:
                key = (signal.kind, member.id if member else 0, signal.headline)
                signal_by_key[key] = signal
                right = page_title(signal.step.action) if self.size.width >= ROOMY else ""
                picks.append(Pick(key, f"{signal.headline} · {signal.figures}", sign=signal_sign(signal), right=right))
        # The cursor begins on the first signal, not on a need above it: a signal has a next step to show.
        empty = self._why_empty(sentences)
        self.set_rows(picks, signal_by_key, empty=empty, start_at=next(iter(signal_by_key), None))
        self._gaps.update(" ".join(sentences) if picks else "")
        self.show_selection()

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

    def _why_empty(self, sentences: Iterable[str]) -> str:
        if self.session.viewer.role == "watcher":
            return "Watchers have no signals."
        return " ".join(("No signals.", *sentences))

    def show_detail(self) -> None:
        signal, words = self.selected, ""
        if signal is not None:
            page = page_title(signal.step.action)
            place = f"{page} · " if page else ""
            words = f"→ {signal.step.text}: {place}{signal.step.command}"
        self._next_step.update(words)

    # -- updates and actions

    def handle_changes(self, changes: list[CommittedChange]) -> None:
        if any(change.rows.keys() - UNRELATED_TABLES for change in changes):
            self.show()

    @property
    def _page_member(self) -> Member | None:
        """The member whose page belongs to the signal under the cursor, if there is one."""
        return self.selected.page_member if self.selected is not None else None

    def on_click(self, event: events.Click) -> None:
        if event.chain == 2 and isinstance(event.widget, PickList):
            self.actions["profile"].run()


def _read_signals(session: Session) -> tuple[list[Signal], list[str]]:
    """Return the signals, and sentences on what they do not say."""
    found = signals.list_signals(session)
    return found, gaps.explain_gaps(session, found)
