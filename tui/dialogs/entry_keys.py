"""The base of screens that have a key to enter an amount and one to correct an entry."""

from __future__ import annotations

from textual.binding import Binding

from core.models import Metric
from tui.dialogs.correction_form import open_correction_form
from tui.dialogs.entry_form import open_entry_form
from tui.shell.screen import HuddleScreen


class EntryScreen(HuddleScreen):
    """Adds the keys `l` to enter an amount and `L` to correct one, for leaders and sellers."""

    BINDINGS = [
        Binding("l", "log", "Log", show=False, id="entry.log", tooltip="Enter an amount: 5 calls"),
        Binding("L", "correct", "Correct", show=False, id="entry.correct", tooltip="Put right what you entered"),
    ]

    def default_metric(self) -> Metric | None:
        """Return the metric on which a number without a name is entered; None requires the name."""
        return None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("log", "correct"):
            return self.session.viewer.role in ("leader", "seller")
        return super().check_action(action, parameters)

    def action_log(self) -> None:
        open_entry_form(self, metric=self.default_metric())

    def action_correct(self) -> None:
        open_correction_form(self)
