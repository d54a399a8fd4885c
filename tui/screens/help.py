"""Help for one screen: why one does this, then every key, written from the bindings themselves."""

from __future__ import annotations

import re
from typing import Any

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from tui.screens.dialog import Dialog

CAPITAL = re.compile(r"(?<=[a-z])[A-Z]")
"""Where another word of a screen's name begins."""

PASSING = frozenset({"↑", "↓", "←", "→", "up", "down", "left", "right", "home", "end", "PgUp", "PgDn", "esc", "tab"})
"""Keys that mean the same everywhere: who asks for help is not after these."""


class HelpScreen(Dialog[None]):
    """What `?` shows. Closes with the same key."""

    CSS_PATH = "help.tcss"
    BINDINGS = [
        Binding("escape,question_mark,q", "dismiss", "Close", id="help.close", tooltip="Back to the screen"),
    ]

    def __init__(self, name: str, why: str, keys: list[tuple[str, str, str]]) -> None:
        super().__init__()
        self._heading = name
        self._why = why
        self._keys = keys

    @classmethod
    def of(cls, screen: Screen[Any]) -> HelpScreen:
        """The help for `screen`, as its keys are now."""
        keys: dict[str, tuple[list[str], str, str]] = {}
        places: dict[str, int] = {}
        for active in screen.active_bindings.values():
            binding = active.binding
            if binding.system or not binding.tooltip or not active.enabled:
                continue
            places.setdefault(binding.action, 0 if binding.show and binding.action != "help" else 1)
            row = keys.setdefault(binding.action, ([], binding.description, binding.tooltip))
            if (shown := screen.app.get_key_display(binding)) not in row[0]:
                row[0].append(shown)
        name = CAPITAL.sub(lambda found: f" {found[0].lower()}", type(screen).__name__.removesuffix("Screen"))
        # What one does here first, as at the foot of the screen; then what is rarer, and last how to get about.
        order = sorted(keys, key=lambda action: 2 if PASSING.issuperset(keys[action][0]) else places[action])
        rows = [(" ".join(keys[action][0][:3]), *keys[action][1:]) for action in order]
        words = (getattr(screen, "WHY", ""), getattr(screen, "READS", ""))
        return cls(name, "\n\n".join(filter(None, words)), rows)

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help"):
            yield Static(self._heading, id="help-name", markup=False)
            yield Static(self._why, id="help-why", markup=False)
            yield Static(self._table())

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True)
        table.add_column()
        for keys, word, tooltip in self._keys:
            table.add_row(Text(keys, "bold"), Text.assemble((f"{word}: ", "bold"), tooltip))
        return table
