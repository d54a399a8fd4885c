"""A sentence across the top of a screen that stays, and takes neither focus nor keys."""

from __future__ import annotations

from textual.widgets import Static


class NoticeBar(Static):
    """Says what must not be missed. What is below it moves down, so that nothing is covered."""

    can_focus = False
    DEFAULT_CSS = """
    NoticeBar {
        dock: top;
        width: 100%;
        height: auto;
        max-height: 50%;
        padding: 0 1;
        background: $error;
        color: $background;
        text-style: bold;
    }
    """

    def __init__(self, sentence: str, *, classes: str = "") -> None:
        super().__init__(sentence, classes=classes, markup=False)
