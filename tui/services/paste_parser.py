"""Reads what a terminal sends as Textual does, but keeps every word of a paste that holds escape sequences.

Textual's parser takes an escape sequence inside a paste for keys: it hands on the words after it one letter at a time,
before the paste, and each letter may be a key of the screen. So the sequences are removed before it reads the paste.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from textual._xterm_parser import XTermParser
from textual.driver import Driver
from textual.message import Message

from core.values.text import strip_escapes

START, END = "\x1b[200~", "\x1b[201~"
"""What a terminal sends before and after a paste."""

DRIVER_MODULES = ("textual.drivers.linux_driver", "textual.drivers.win32")
"""Where Textual's drivers name their parser."""


class PasteParser(XTermParser):
    """Textual's parser, which is given each paste whole and without escape sequences."""

    def __init__(self, debug: bool = False) -> None:
        self._before = ""
        """The last characters outside of a paste: the mark that begins one may come in two pieces."""
        self._paste: str | None = None
        """What has come of the paste so far; None outside of one."""
        super().__init__(debug)

    def feed(self, data: str) -> Iterable[Message]:
        if not data:  # the terminal has ended
            yield from super().feed(data)
        while data:
            if self._paste is not None:
                self._paste += data
                data = ""
                pasted, end, rest = self._paste.partition(END)
                if end:
                    self._paste, data = None, rest
                    yield from super().feed(strip_escapes(pasted).replace("\x1b", "") + END)
                continue
            known = len(self._before)
            text = self._before + data
            start = text.find(START)
            if start < 0:
                self._before = text[-len(START) + 1 :]
                yield from super().feed(data)
                return
            self._before, self._paste = "", ""
            yield from super().feed(text[known : start + len(START)])
            data = text[start + len(START) :]


def use_paste_parser(driver_class: type[Driver]) -> type[Driver]:
    """Let the terminal's drivers use this parser, and return the driver. Textual has no other place to say so."""
    for name in DRIVER_MODULES:
        if name in sys.modules:
            setattr(sys.modules[name], "XTermParser", PasteParser)  # noqa: B010  # mypy knows no such name there
    return driver_class
