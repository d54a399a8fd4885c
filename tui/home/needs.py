"""The part of the home screen that shows who needs the viewer and, after the first frame, the leader's signals."""

from __future__ import annotations

from core.overview.needs import needs
from core.overview.needs.needs import Need
from core.overview.signals import signals
from core.overview.signals.signals import Signal
from tui.home.fit import HomeFit
from tui.shell.background_read import BackgroundRead
from tui.widgets.fact_list import Facts
from tui.widgets.need_and_signal_facts import need_and_signal_facts

NOBODY_NEEDS_YOU = "Nobody, as far as Huddle can see."
ALONE_IN_TEAM = "Your team. You are alone here so far: in 7 Team, a takes somebody in."


class HomeNeeds(HomeFit):
    """The part of the home screen under “Needs you”."""

    def __init__(self) -> None:
        super().__init__()
        self._signals_read = BackgroundRead(self, signals.list_signals, self._show_signals)
        self._signals: list[Signal] | None = None
        """The leader's signals; None until they were read, because the first frame does not wait for them."""
        self._needs: list[Need] = []
        self._number_lines = 0
        self._is_alone = False

    def show_needs(self, number_lines: int, *, alone: bool) -> None:
        """Show who needs the viewer, below `number_lines` lines of team numbers.

        `alone`: the team has no other member.
        """
        session = self.session
        self._number_lines, self._is_alone = number_lines, alone
        self._needs = needs.list_needs(session)
        self.set_class(session.viewer.is_leader or bool(self._needs), "-leads")
        if session.viewer.is_leader:
            self._signals_read.request()
        else:
            self._signals = []
        self._show_facts()

    def _show_signals(self, signals: list[Signal]) -> None:
        self._signals = signals
        self._show_facts()

    def _show_facts(self) -> None:
        facts, rest = need_and_signal_facts(self.session, self._needs, self._signals, tall=self.is_tall)
        self.query_one("#needs", Facts).set_facts(
            facts,
            empty="" if self._signals is None else ALONE_IN_TEAM if self._is_alone else NOBODY_NEEDS_YOU,
            max_lines=self.lines_for_needs(self._number_lines),
            left_out=rest,
            more_text="and {} more: S Signals",
        )
