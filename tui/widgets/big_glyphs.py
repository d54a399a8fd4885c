"""Block letters: capitals, digits and punctuation, five pixels high, with a sixth row above for an accent.

One terminal cell holds two pixels, one above the other (▀ ▄ █), so a line of letters is three cells high.
This module does not depend on Textual.
"""

from __future__ import annotations

from unicodedata import combining, normalize

GLYPH_HEIGHT = 6
"""Height of a glyph in pixels: one row for the accent, five for the letter."""

_DRAWN = """
A .##. #..# #### #..# #..#
B ###. #..# ###. #..# ###.
C .### #... #... #... .###
D ###. #..# #..# #..# ###.
E #### #... ###. #... ####
F #### #... ###. #... #...
G .### #... #.## #..# .###
H #..# #..# #### #..# #..#
I ### .#. .#. .#. ###
J ..## ...# ...# #..# .##.
K #..# #.#. ##.. #.#. #..#
L #... #... #... #... ####
M #...# ##.## #.#.# #...# #...#
N #...# ##..# #.#.# #..## #...#
O .##. #..# #..# #..# .##.
P ###. #..# ###. #... #...
Q .##. #..# #..# #.#. .#.#
R ###. #..# ###. #.#. #..#
S .### #... .##. ...# ###.
T ##### ..#.. ..#.. ..#.. ..#..
U #..# #..# #..# #..# .##.
V #...# #...# #...# .#.#. ..#..
W #...# #...# #.#.# ##.## #...#
X #...# .#.#. ..#.. .#.#. #...#
Y #...# .#.#. ..#.. ..#.. ..#..
Z #### ...# .##. #... ####
0 .##. #..# #..# #..# .##.
1 ..#. .##. ..#. ..#. .###
2 ###. ...# .##. #... ####
3 ###. ...# .##. ...# ###.
4 #..# #..# #### ...# ...#
5 #### #... ###. ...# ###.
6 .##. #... ###. #..# .##.
7 #### ...# ..#. .#.. .#..
8 .##. #..# .##. #..# .##.
9 .##. #..# .### ...# .##.
ẞ .##. #..# #.#. #..# #.#.
Æ .##### #..#.. #####. #..#.. #..###
Œ .##### #..#.. #..##. #..#.. .#####
Ø .##.# #..#. #.##. ##.#. #.##.
Ł .#... .#... .##.. ##... .####
Đ .###. .#..# ###.# .#..# .###.
Þ #... ###. #..# ###. #...
. . . . . #
, .. .. .. .# #.
: . # . # .
; .. .# .. .# #.
! # # # . #
? ###. ...# .##. .... .#..
¿ .#.. .... .##. #... .###
¡ # . # # #
' # # . . .
" #.# #.# ... ... ...
( .# #. #. #. .#
) #. .# .# .# #.
[ ## #. #. #. ##
] ## .# .# .# ##
- ... ... ### ... ...
– .... .... #### .... ....
— ..... ..... ##### ..... .....
_ .... .... .... .... ####
+ ... .#. ### .#. ...
= ... ### ... ### ...
/ ...# ..#. ..#. .#.. #...
% #...# ...#. ..#.. .#... #...#
& .#.. #.#. .##. #..# .##.
# .#.#. ##### .#.#. ##### .#.#.
* #.# .#. #.# ... ...
@ .##. #..# #.## #... .###
· . . # . .
… ..... ..... ..... ..... #.#.#
“ .#.# #.#. .... .... ....
” #.#. .#.# .... .... ....
< ..# .#. #.. .#. ..#
> #.. .#. ..# .#. #..
€ ..### .#... ###.. .#... ..###
$ .#### #.#.. .###. ..#.# ####.
£ .##. #... ##.. #... ####
° .#. #.# .#. ... ...
"""

_LOW = """
C .### #... #... .###
G .### #.## #..# .###
I ### .#. .#. ###
N #..# ##.# #.## #..#
R ###. #..# ###. #..#
U #..# #..# #..# .##.
Y #...# .#.#. ..#.. ..#..
"""
"""Letters that an accent would touch: a pixel lower, so that there is an empty row between."""

_ACCENTS = {
    "\u0300": ".#..",
    "\u0301": "..#.",
    "\u0302": ".##.",
    "\u0303": "####",
    "\u0304": "####",
    "\u0306": "#..#",
    "\u0307": ".##.",
    "\u0308": "#..#",
    "\u030a": ".##.",
    "\u030b": "#.##",
    "\u030c": ".##.",
}
"""Pixels of the accents by combining character: grave, acute, circumflex, tilde, macron, breve, dot, diaeresis,
ring, double acute, caron."""

_NARROW = {".#..": "#..", "..#.": "..#", ".##.": ".#.", "####": "###", "#..#": "#.#", "#.##": "#.#"}
"""The same accents above a letter that is three pixels wide."""

_ALIKE = {"’": "'", "‘": "'", "´": "'", "`": "'", "„": "”", "«": "“", "»": "”", "‐": "-", "‑": "-", "−": "–"}
_SPACE = ("..",) * GLYPH_HEIGHT

Glyph = tuple[str, ...]
"""Six rows of pixels of the same length, `#` for a lit pixel."""


def to_capitals(text: str) -> str:
    """Return `text` in capitals, as it is drawn; ß becomes ẞ, one letter."""
    return normalize("NFC", text.replace("ß", "ẞ").upper())


def glyph(letter: str) -> Glyph | None:
    """Return the pixels of a letter that `to_capitals` returned; None if the font lacks it.

    A letter whose accent the font lacks is returned without it.
    """
    if letter == " ":
        return _SPACE
    letter = _ALIKE.get(letter, letter)
    pixels = _GLYPHS.get(letter)
    if pixels is not None:
        return pixels
    base, *marks = tuple(normalize("NFD", letter))
    if not marks or not all(combining(mark) for mark in marks):
        return None
    return _accented(base, marks) or _GLYPHS.get(base)


def _accented(base: str, marks: list[str]) -> Glyph | None:
    accent = next((_ACCENTS[mark] for mark in marks if mark in _ACCENTS), None)
    plain, low = _GLYPHS.get(base), _LOW_GLYPHS.get(base)
    if plain is None or accent is None:
        return None
    width = len((low or plain)[0])
    over = _NARROW[accent] if width == 3 else accent.center(width, ".")
    return (over, "." * width, *low) if low else (over, *plain[1:])


def _read(drawing: str) -> dict[str, tuple[str, ...]]:
    rows = (line.split() for line in drawing.strip().splitlines())
    return {letter: tuple(pixels) for letter, *pixels in rows}


_GLYPHS = {letter: ("." * len(rows[0]), *rows) for letter, rows in _read(_DRAWN).items()}
_LOW_GLYPHS = _read(_LOW)
