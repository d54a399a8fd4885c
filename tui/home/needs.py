"""The part of the home screen that shows who needs the viewer and, after the first frame, the leader's signals."""

from __future__ import annotations

from collections.abc import Sequence

from textual import getters
from textual.app import ComposeResult
from textual.containers import Vertical

from core.overview.needs.need import Need
from core.overview.signals import signals
from core.overview.signals.signal import Signal
from tui import keymap
from tui.shell.screen import HuddleScreen
from tui.shell.screen_read import ScreenRead
from tui.widgets.fact_list import Facts
from tui.widgets.need_and_signal_facts import need_and_signal_facts
from tui.widgets.section import Section

HIDDEN_WHILE_PROJECTED = "Hidden during the meeting. To see it, open the Menu and type “show”."
NOBODY_NEEDS_YOU = "No one needs you right now."


class NeedsPart(Vertical):
    """The part under “Needs you”."""

    facts = getters.query_one(Facts)

    def __init__(self, on_screen: HuddleScreen, *, id: str, classes: str) -> None:
        super().__init__(id=id, classes=classes)
        self._session, self._app = on_screen.session, on_screen.app
        self._signals_read = ScreenRead(on_screen, self._show_signals)
        self._signals: list[Signal] | None = None
        """The leader's signals; None until they were read, because the first frame does not wait for them."""
        self._needs: Sequence[Need] = ()
        self._empty = NOBODY_NEEDS_YOU
        self._max_lines: int | None = None
        self._has_long_lists = False
        self._is_hidden = False

    def compose(self) -> ComposeResult:
        yield Section("Needs you", "shown to you only")
        yield Facts(id="needs")

    def show(self, needs: Sequence[Need], *, max_lines: int | None, has_long_lists: bool, is_alone: bool) -> None:
        """Show these needs in at most that many lines, and have the leader's signals read.

        `is_alone`: the team has no other member.
        """
        self._is_hidden = False
        self._needs, self._max_lines, self._has_long_lists = needs, max_lines, has_long_lists
        self._empty = self._describe_alone() if is_alone else NOBODY_NEEDS_YOU
        if self._session.viewer.is_leader:
            self._signals_read.request(signals.list_signals)
        else:
            self._signals = []
        self._show_facts()

    def _describe_alone(self) -> str:
        team, add = self._app.page_label("team"), self._app.key_label(keymap.ADD, "team.add")
        return f"You are the only member. Press {team}, then {add}, to add your team."

    def hide(self) -> None:
        """Show that what stands here is hidden, and how to see it."""
        self._needs, self._signals, self._empty = (), [], HIDDEN_WHILE_PROJECTED
        self._is_hidden = True
        self._show_facts()

    def _show_signals(self, signals: list[Signal]) -> None:
        if not self._is_hidden:  # else a meeting has begun while they were read
            self._signals = signals
            self._show_facts()

    def _show_facts(self) -> None:
        facts, left_out = need_and_signal_facts(self._session, self._needs, self._signals, long=self._has_long_lists)
        self.facts.set_facts(
            facts,
            empty="" if self._signals is None else self._empty,
            max_lines=self._max_lines,
            left_out=left_out,
            more_text=f"{{}} more: press {self._app.page_label('signals')}",
        )
