"""The help of a screen: what it is for, then every key, generated from its bindings."""

from __future__ import annotations

import re
from typing import Any

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from tui import keymap
from tui.shell.dialog import Dialog

WORD_START = re.compile(r"(?<=[a-z])[A-Z]")
"""Matches where the next word of a class name begins."""

NAVIGATION_KEYS = frozenset(
    {"↑", "↓", "←", "→", "up", "down", "left", "right", "home", "end", "PgUp", "PgDn", "esc", "tab"}
)
"""Keys that mean the same on all screens, so the help lists them last."""


class HelpScreen(Dialog[None]):
    """The dialog that `?` and F1 open. Closes with the same keys."""

    CSS_PATH = "help.tcss"
    BINDINGS = [
        keymap.BACK.bind("dismiss", "Close", id="help.close", tooltip="Go back to the screen", also="question_mark"),
    ]

    def __init__(self, name: str, why: str, keys: list[tuple[str, str, str]]) -> None:
        """Each of `keys` is the keys of one action, its name, and its tooltip."""
        super().__init__()
        self._heading = name
        self._why = why
        self._keys = keys

    @classmethod
    def for_screen(cls, screen: Screen[Any]) -> HelpScreen:
        """Return the help for `screen`, with the actions that are enabled now."""
        keys: dict[str, tuple[list[str], str, str]] = {}
        ranks: dict[str, int] = {}
        for active in screen.active_bindings.values():
            binding = active.binding
            if binding.system or not binding.tooltip or not active.enabled:
                continue
            ranks.setdefault(binding.action, 0 if binding.show and binding.action != "help" else 1)
            row = keys.setdefault(binding.action, ([], binding.description, binding.tooltip))
            label = "o" if keymap.is_option(binding) else screen.app.get_key_display(binding)
            if label not in row[0]:
                row[0].append(label)
        name = getattr(screen, "HELP_NAME", None) or WORD_START.sub(
            lambda match: f" {match[0].lower()}", type(screen).__name__.removesuffix("Screen")
        )
        # First the actions of the key line, then the others, last how to navigate.
        order = sorted(keys, key=lambda action: 2 if NAVIGATION_KEYS.issuperset(keys[action][0]) else ranks[action])
        rows = [(" ".join(keys[action][0][:3]), *keys[action][1:]) for action in order]
        words = (getattr(screen, "WHY", ""), getattr(screen, "HOW_TO_READ", ""))
        return cls(name, "\n\n".join(filter(None, words)), rows)

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help", classes="dialog--box"):
            yield Static(self._heading, id="help-name", markup=False)
            yield Static(self._why, id="help-why", markup=False)
            yield Static(self._table())
            yield Static(f"{keymap.up_and_down()} Scroll   esc Close", classes="dialog--keys", markup=False)

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True)
        table.add_column()
        for keys, word, tooltip in self._keys:
            table.add_row(Text(keys, "bold"), Text.assemble((f"{word}: ", "bold"), tooltip))
        return table
