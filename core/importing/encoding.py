"""How the bytes of a text file are to be read."""

from __future__ import annotations

import codecs
from pathlib import Path

from core.errors import HuddleError

SAMPLE = 64 * 1024
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
"""What spreadsheets and CRMs save in where it is not Unicode."""
_SURE = 0.2
"""The coherence with some language from which on charset-normalizer is believed more than that it is Western."""


def encoding_of(path: Path) -> str:
    """As the file's mark says, else UTF-8 if all of it is, else what charset-normalizer takes it for.

    Raises `HuddleError` when it is text of no kind.
    """
    beyond_ascii = False
    with path.open("rb") as file:
        head = file.read(SAMPLE)
        for mark, encoding in _BOMS:
            if head.startswith(mark):
                return encoding
        if head and not head.strip(b"\0"):
            raise HuddleError(f"{path.name} holds null bytes and no text. Export it again as CSV; nothing was changed.")
        if len(head) > 3 and head.count(0) > len(head) // 4:
            return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
        decoder = codecs.getincrementaldecoder("utf-8")()
        odd = bytearray()
        block = head
        while True:
            try:
                beyond_ascii = beyond_ascii or not decoder.decode(block, final=not block).isascii()
            except UnicodeDecodeError as error:
                if beyond_ascii or not error.object[: error.start].isascii():
                    return "utf-8"  # Damaged: no other encoding begins with letters that are UTF-8's.
                break
            if not block:
                return "utf-8"
            block = file.read(_BLOCK)
        while block and len(odd) < SAMPLE:
            for line in block.splitlines(keepends=True):
                if not line.isascii():
                    odd += line[:SAMPLE]
            block = file.read(_BLOCK)
    return _page(bytes(odd[:SAMPLE]))


def _page(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    try:
        sample.decode("cp1252")
        western = "cp1252"
    except UnicodeDecodeError:
        western = "latin-1"  # the few bytes that Windows' Latin does not have
    found = from_bytes(sample, cp_isolation=[*_PAGES, "latin_1"])
    best = found.best()
    if best is None or {"cp1252", "latin_1"} & {best.encoding, *best.could_be_from_charset}:
        return western
    # A few accents in short names could be anything: only a language that it recognises weighs more.
    is_western = any(
        {"cp1252", "latin_1"} & {match.encoding, *match.could_be_from_charset} and match.chaos < 0.1 for match in found
    )
    return western if is_western and best.coherence < _SURE else str(best.encoding)
