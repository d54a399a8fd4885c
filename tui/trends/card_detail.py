"""The text below the wall: the card under the cursor in full."""

from __future__ import annotations

from rich.cells import cell_len
from rich.text import Text

from core.meeting.trends import TrendColumn
from core.models import Card
from tui.widgets.text_wrap import wrap_text
from tui.widgets.top_and_key_lines import truncate

MAX_LINES = 3
"""The most lines of the text below the wall."""


def format_card_detail(card: Card | None, author: str, column: TrendColumn, refusal: str, width: int) -> Text:
    """Return the card's text and author in three lines of `width` columns, and why the viewer may not group."""
    room = MAX_LINES - 1 if refusal else MAX_LINES
    text = Text(no_wrap=True, overflow="ellipsis")
    if card is not None:
        text.append_text(_quoted(card.text, author, width, room))
    elif column.trend is not None:
        text.append(f"{column.name} has no cards. ", "bold")
        if not refusal:
            text.append("m on another card moves it here, D dissolves the trend.")
    if refusal:
        text.append("\n" if text else "").append(refusal, "italic")
    return text


def _quoted(words: str, who: str, width: int, room: int) -> Text:
    lines = wrap_text(f"“{words}”", width)
    signed = who and cell_len(lines[-1]) + cell_len(who) + 3 <= width
    if who and not signed:
        lines.append("")
    if len(lines) > room:
        # The text is cut, never the name of who said it.
        keep = room - 1 if who else room
        last = truncate(lines[keep - 1] + " " * width, width - 1).rstrip("… ") + "…"
        lines = [*lines[: keep - 1], last, *([""] if who else [])]
    text = Text("\n".join(lines))
    if who:
        text.append(("   " if lines[-1] else "") + who, "dim")
    return text
