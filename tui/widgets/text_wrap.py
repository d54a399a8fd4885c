"""Wrapping of text by terminal cells."""

from __future__ import annotations

from rich.cells import cell_len, chop_cells


def wrap_text(text: str, width: int) -> list[str]:
    """Return `text` as lines of at most `width` cells, broken between words; a longer word is split."""
    width = max(1, width)
    lines: list[str] = []
    line, used = "", 0
    for word in text.split():
        size = cell_len(word)
        if line and used + 1 + size <= width:
            line, used = f"{line} {word}", used + 1 + size
            continue
        if line:
            lines.append(line)
        while size > width:
            head = chop_cells(word, width)[0]
            lines.append(head)
            word = word[len(head) :]
            size = cell_len(word)
        line, used = word, size
    return [*lines, line] if line or not lines else lines
