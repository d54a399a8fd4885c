"""Detect the encoding of a text that was saved as a file: one rule for every file that Huddle reads."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from typing import BinaryIO

from core.errors import HuddleError
from core.values.code_pages import PAGES, score_page

SAMPLE_BYTES = 64 * 1024
"""Bytes from which the encoding is guessed."""
_BLOCK = 1024 * 1024
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_PAGES = [
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "cp1257",
    "shift_jis",
    "gb18030",
    "big5",
    "euc_kr",
    "koi8_r",
]
"""The code pages in which spreadsheets and CRMs save when it is not Unicode."""
_LIKELY = 0.8
"""The share of possible words from which a page is taken without asking charset-normalizer."""


def detect_encoding(file: BinaryIO, name: str, names: Sequence[str] = ()) -> str:
    """Return the encoding by byte order mark, else UTF-8 if the whole file is, else the most likely code page.

    `name` is that of the file, and `names` are those of people who are likely in it. Raises `HuddleError` when it is no
    text.
    """
    beyond_ascii = False
    head = file.read(SAMPLE_BYTES)
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    if head and not head.strip(b"\0"):
        raise HuddleError(f"{name} is not a text file. Nothing was changed. Export it again as CSV.")
    if len(head) > 3 and head.count(0) > len(head) // 4:
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    non_ascii_lines = bytearray()
    block = head
    while True:
        try:
            beyond_ascii = beyond_ascii or not decoder.decode(block, final=not block).isascii()
        except UnicodeDecodeError as error:
            if beyond_ascii or not error.object[: error.start].isascii():
                return "utf-8"  # Damaged: no other encoding begins with valid non-ASCII UTF-8.
            break
        if not block:
            return "utf-8"
        block = file.read(_BLOCK)
    while block and len(non_ascii_lines) < SAMPLE_BYTES:
        for line in block.splitlines(keepends=True):
            if not line.isascii():
                non_ascii_lines += line[:SAMPLE_BYTES]
        block = file.read(_BLOCK)
    return _guess_code_page(bytes(non_ascii_lines[:SAMPLE_BYTES]), names)


def _guess_code_page(sample: bytes, names: Sequence[str]) -> str:
    scores = {page: score for page in PAGES if (score := score_page(sample, page, names)) is not None}
    if scores:
        page = max(scores, key=lambda page: scores[page])  # the first of several that are alike
        found, likely, _ = scores[page]
        if found or likely >= _LIKELY:
            return page
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=[*_PAGES, "latin_1"]).best()
    western = "cp1252" if "cp1252" in scores else "latin-1"  # which has bytes that cp1252 does not define
    if best is None or {"cp1252", "latin_1"} & {best.encoding, *best.could_be_from_charset}:
        return western
    return str(best.encoding)
