"""Text in block letters as large as fit, or in plain bold if none fit."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from core.values.writing import is_in_words
from tui.widgets.big_glyphs import GLYPH_HEIGHT, glyph, to_capitals
from tui.widgets.text_wrap import wrap_text

LARGEST_SIZE = 2
"""Largest factor by which letters are enlarged: at 2, a word of twelve letters fills half of a wide projector."""

BIG_ROWS = GLYPH_HEIGHT // 2
"""Height in rows of a line of the smallest block letters."""

WORD_GAP = 4
"""Cells between two words at size 1: more than any gap within a word."""

_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def fit_largest(
    text: str, width: int, height: int, sizes: range = range(LARGEST_SIZE, 0, -1)
) -> tuple[int, list[list[str]]]:
    """Return the largest of `sizes` in which `text` fits into `width` by `height` cells, and its lines of words.

    The size is 0 if none fits, and where all is written in words: a screen reader does not read blocks.
    """
    for size in () if is_in_words() else sizes:
        lines = big_lines(text, width, (height + 1) // (BIG_ROWS * size + 1), size=size)
        if lines is not None:
            return size, _balanced(text, lines, size)
    return 0, []


def _balanced(text: str, lines: list[list[str]], size: int) -> list[list[str]]:
    """Return as many lines with the words spread evenly, so that no last word is alone on its line."""
    while True:
        widest = max(big_width(" ".join(line), size) or 0 for line in lines)
        narrower = big_lines(text, widest - 1, len(lines), size=size)
        if narrower is None:
            return lines
        lines = narrower


def big_lines(text: str, width: int, max_lines: int, *, size: int = 1) -> list[list[str]] | None:
    """Return the words of each line of `text` in block letters, wrapped between words and at line ends.

    A line is at most `width` cells wide. Returns None if the text does not fit into `max_lines`, a word is wider than
    `width`, the text is empty, or the font lacks a letter.
    """
    lines: list[list[str]] = []
    for paragraph in text.splitlines():
        used = width
        for word in paragraph.split():
            word_width = big_width(word, size)
            if word_width is None or word_width > width:
                return None
            if used + WORD_GAP * size + word_width <= width:
                lines[-1].append(word)
                used += WORD_GAP * size + word_width
            else:
                lines.append([word])
                used = word_width
    return lines if 0 < len(lines) <= max_lines else None


def big_width(text: str, size: int = 1) -> int | None:
    """Return the width in cells of `text` in one line of block letters; None if the font lacks a letter."""
    words = [big_word(word, size) for word in text.split()]
    if any(rows is None for rows in words):
        return None
    return sum(len(rows[0]) for rows in words if rows) + WORD_GAP * size * max(0, len(words) - 1)


@lru_cache(maxsize=512)
def big_word(word: str, size: int = 1) -> tuple[str, ...] | None:
    """Return the `3 * size` rows of one word, all equally wide; None if the font lacks a letter or it is empty."""
    glyphs = [glyph(letter) for letter in to_capitals(word)]
    if not glyphs or any(drawn is None for drawn in glyphs):
        return None
    rows = [".".join(drawn[y] for drawn in glyphs if drawn) for y in range(GLYPH_HEIGHT)]
    pixels = [[pixel == "#" for pixel in row] for row in rows]
    for _ in range(size - 1):
        pixels = _doubled(pixels)
    return tuple(
        "".join(_HALVES[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(pixels[::2], pixels[1::2], strict=True)
    )


def _doubled(pixels: list[list[bool]]) -> list[list[bool]]:
    return [[pixel for pixel in row for _ in range(2)] for row in pixels for _ in range(2)]


class BigText(Widget):
    """A text in letters as large as fit into a share of the screen, in plain bold if none fit.

    Words in capitals, in a text that also has lower case, are in the accent colour: the author stressed them.
    """

    COMPONENT_CLASSES = {"bigtext--stressed"}
    DEFAULT_CSS = """
    BigText {
        height: auto;
        text-style: bold;
        & > .bigtext--stressed { color: $accent; text-style: bold; }
    }
    """

    def __init__(self, text: str = "", *, share: float = 0.3, id: str | None = None, classes: str = "") -> None:
        """`share` (0..1) is the largest share of the screen's height that block letters may take."""
        super().__init__(id=id, classes=classes)
        self._text = text
        self._share = share
        self._largest = LARGEST_SIZE
        self._drawn: tuple[tuple[int, int], list[Strip]] | None = None

    @property
    def text(self) -> str:
        return self._text

    def update(self, text: str, *, max_size: int = LARGEST_SIZE, share: float | None = None) -> None:
        """Show another text in letters of at most `max_size`; 0 is plain text. `share` None keeps its value."""
        share = self._share if share is None else share
        if (text, max_size, share) != (self._text, self._largest, self._share):
            self._text, self._largest, self._share = text, max_size, share
            self._drawn = None
            self.refresh(layout=True)

    def notify_style_update(self) -> None:
        self._drawn = None
        super().notify_style_update()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines(width))

    def render_line(self, y: int) -> Strip:
        lines = self._lines(self.size.width)
        return lines[y] if y < len(lines) else Strip.blank(self.size.width, self.rich_style)

    def _lines(self, width: int) -> list[Strip]:
        height = int(self.app.size.height * self._share)
        if self._drawn is None or self._drawn[0] != (width, height):
            stressed = self.get_component_rich_style("bigtext--stressed")
            sizes = range(self._largest, 0, -1)
            rows = (
                big_segments(self._text, width, height, self.rich_style, stressed, sizes)
                if self._text and width
                else []
            )
            self._drawn = (width, height), [self._centred(row, width) for row in rows]
        return self._drawn[1]

    def _centred(self, row: list[Segment], width: int) -> Strip:
        used = sum(segment.cell_length for segment in row)
        strip = Strip([Segment(" " * max(0, (width - used) // 2), self.rich_style), *row])
        return strip.adjust_cell_length(width, self.rich_style)


def big_segments(
    text: str, width: int, height: int, style: Style, stressed_style: Style, sizes: range = range(LARGEST_SIZE, 0, -1)
) -> list[list[Segment]]:
    """Return the rows of `text` in the largest letters that fit, else as plain text wrapped to the width."""
    has_lower = any(letter.islower() for letter in text)
    size, lines = fit_largest(text, width, height, sizes)
    if not size:
        wrapped = [line for paragraph in text.splitlines() for line in wrap_text(paragraph, width)]
        return [_stress(line, has_lower, style, stressed_style) for line in wrapped]
    gap = Segment(" " * (WORD_GAP * size), style)
    rows: list[list[Segment]] = []
    for line in lines:
        rows += [[]] if rows else []
        for y in range(BIG_ROWS * size):
            row: list[Segment] = []
            for word in line:
                pixels = big_word(word, size) or ()
                word_style = stressed_style if has_lower and _is_stressed(word) else style
                row += [gap] * bool(row) + [Segment(pixels[y], word_style)]
            rows.append(row)
    return rows


def _is_stressed(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _stress(line: str, has_lower: bool, style: Style, stressed_style: Style) -> list[Segment]:
    """Return a line of plain text as segments, of which the stressed words have another style."""
    if not has_lower:
        return [Segment(line, style)]
    return [
        Segment("".join(words), stressed_style if is_stressed else style)
        for is_stressed, words in groupby(re.split(r"(\s+)", line), _is_stressed)
    ]
