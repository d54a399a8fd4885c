"""The part of the home screen that shows who needs the viewer and, after the first frame, the leader's signals."""

from __future__ import annotations

from core import needs, signals
from core.needs import Need
from core.signals import Signal
from tui.looking import Look
from tui.screens.homefit import FittedHome
from tui.screens.worth_a_look import needs_and_signals
from tui.widgets.facts import Facts

NOBODY = "Nobody, as far as Huddle can see."
ALONE = "Your team. You are alone here so far: in 7 Team, a takes somebody in."


class NeedsOnHome(FittedHome):
    """The part of the home screen under “Needs you”."""

    def __init__(self) -> None:
        super().__init__()
        self._signals_read = Look(self, signals.signals, self._show_signals)
        self._signals: list[Signal] | None = None
        """The leader's signals; None until they were read, because the first frame does not wait for them."""
        self._needs: list[Need] = []
        self._number_lines = 0
        self._is_alone = False

    def show_needs(self, numbers: int, *, alone: bool) -> None:
        """Show who needs the viewer, below `numbers` lines of team numbers. `alone`: the team has no other member."""
        session = self.session
        self._number_lines, self._is_alone = numbers, alone
        self._needs = needs.needs_you(session)
        self.set_class(session.viewer.is_leader or bool(self._needs), "-leads")
        if session.viewer.is_leader:
            self._signals_read.ask()
        else:
            self._signals = []
        self._show_facts()

    def _show_signals(self, signals: list[Signal]) -> None:
        self._signals = signals
        self._show_facts()

    def _show_facts(self) -> None:
        facts, rest = needs_and_signals(self.session, self._needs, self._signals, tall=self.is_tall)
        self.query_one("#needs", Facts).set_facts(
            facts,
            empty="" if self._signals is None else ALONE if self._is_alone else NOBODY,
            most=self.lines_for_needs(self._number_lines),
            rest=rest,
            more="and {} more: S Signals",
        )
