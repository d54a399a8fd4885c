"""Detect the encoding of a text file."""

from __future__ import annotations

import codecs
from pathlib import Path

from core.errors import HuddleError

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
_SURE = 0.2
"""The coherence with some language above which charset-normalizer's guess is preferred to a Western encoding."""


def detect_encoding(path: Path) -> str:
    """Return the encoding by byte order mark, else UTF-8 if the whole file is, else charset-normalizer's guess.

    Raises `HuddleError` when it is no text.
    """
    beyond_ascii = False
    with path.open("rb") as file:
        head = file.read(SAMPLE_BYTES)
        for mark, encoding in _BOMS:
            if head.startswith(mark):
                return encoding
        if head and not head.strip(b"\0"):
            raise HuddleError(f"{path.name} is not a text file. Nothing was changed. Export it again as CSV.")
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
    return _guess_code_page(bytes(non_ascii_lines[:SAMPLE_BYTES]))


def _guess_code_page(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    try:
        sample.decode("cp1252")
        western = "cp1252"
    except UnicodeDecodeError:
        western = "latin-1"  # has bytes that cp1252 does not define
    matches = from_bytes(sample, cp_isolation=[*_PAGES, "latin_1"])
    best = matches.best()
    if best is None or {"cp1252", "latin_1"} & {best.encoding, *best.could_be_from_charset}:
        return western
    # A few accents in short names fit many encodings: only a clearly recognised language outweighs Western.
    is_western = any(
        {"cp1252", "latin_1"} & {match.encoding, *match.could_be_from_charset} and match.chaos < 0.1
        for match in matches
    )
    return western if is_western and best.coherence < _SURE else str(best.encoding)
