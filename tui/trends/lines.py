"""The texts of the trends screen, and what is typed to choose a column; without any widget."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from core.meeting.trend_columns import GroupedCards, TrendColumn
from core.models import Card, Meeting
from core.values.text import format_count
from tui.widgets.text_wrap import wrap_text
from tui.widgets.top_and_key_lines import truncate

MAX_LINES = 3
"""The most lines of the text below the wall."""


def format_heading(grouped: GroupedCards, meeting: Meeting, hidden: str = "") -> str:
    """Return the text of the top line: the board, its meeting if that is closed, and how many cards are grouped; or
    how many are `hidden`."""
    closed = f" · {meeting.kind} {meeting.number}, ended" if meeting.status == "closed" else ""
    sorted_count = f"{format_count(len(grouped.cards), 'card')}, {grouped.grouped_count} sorted"
    counts = f"{hidden}, hidden" if hidden else sorted_count
    return f"Trends · {grouped.board.kind}{closed} · {counts}"


def describe_card_count(cards: Sequence[Card]) -> str:
    """Return `this card` for one card, else how many there are."""
    return "this card" if len(cards) == 1 else format_count(len(cards), "card")


# -- choosing a column


def matching_columns(typed: str, columns: Sequence[TrendColumn]) -> list[TrendColumn]:
    """Return the columns that `typed` can mean, the likeliest first: by number, else by name; all for an empty text."""
    typed = typed.strip().casefold()
    if typed.isdecimal():
        exact = [column for column in columns if column.number == int(typed)]
        return exact + [column for column in columns if str(column.number).startswith(typed) and column not in exact]
    begins = [column for column in columns if column.name.casefold().startswith(typed)]
    return begins + [column for column in columns if typed in column.name.casefold() and column not in begins]


def is_unambiguous(typed: str, columns: Sequence[TrendColumn]) -> bool:
    """Tell whether a column's number is typed that no further digit could turn into another one's."""
    return typed.strip().isdecimal() and len(matching_columns(typed, columns)) == 1


def format_columns(columns: Sequence[TrendColumn]) -> str:
    """Return the columns as in `1 Old customers · 2 Fast proposals`; 0 is the column of ungrouped cards."""
    return " · ".join(f"{column.number} {column.name}" for column in columns)


# -- the card under the cursor


def format_card_detail(
    card: Card | None, author: str, column: TrendColumn, refusal: str, width: int, how_to_fill: str
) -> Text:
    """Return the card's text and author in three lines of `width` columns, and why the viewer may not group.

    `how_to_fill` is the sentence for a trend without cards.
    """
    max_lines = MAX_LINES - 1 if refusal else MAX_LINES
    text = Text(no_wrap=True, overflow="ellipsis")
    if card is not None:
        text.append_text(_quote(card.text, author, width, max_lines))
    elif column.trend is not None:
        text.append(f"{column.name} has no cards. ", "bold")
        if not refusal:
            text.append(how_to_fill)
    if refusal:
        text.append("\n" if text else "").append(refusal, "italic")
    return text


def _quote(words: str, author: str, width: int, max_lines: int) -> Text:
    lines = wrap_text(f"“{words}”", width)
    has_room = author and cell_len(lines[-1]) + cell_len(author) + 3 <= width
    if author and not has_room:
        lines.append("")
    if len(lines) > max_lines:
        # The text is cut, never the name of who said it.
        keep = max_lines - 1 if author else max_lines
        last = truncate(lines[keep - 1] + " " * width, width - 1).rstrip("… ") + "…"
        lines = [*lines[: keep - 1], last, *([""] if author else [])]
    text = Text("\n".join(lines))
    if author:
        text.append(("   " if lines[-1] else "") + author, "dim")
    return text
