"""Text as a terminal may be given it: whatever comes from outside cannot act on it.

`huddle me` imports it, which answers at once: the standard library only.
"""

from __future__ import annotations

import re

# Whole sequences first (CSI, in both ways of writing it, and OSC, DCS and their kind, to their end or the line's), then
# every control character but tab and line feed, and what reorders or breaks a line unseen.
_SEQUENCES = re.compile(
    "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]"
    "|(?:\x1b[\\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\\\|\x9c)?"
    "|\x1b[ -/]*[0-~]?"
)
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """Return `text` without escape sequences and control characters; line feeds and tabs stay."""
    if text.isprintable():
        return text
    return _CONTROLS.sub("", _SEQUENCES.sub("", text))


def drop_controls(text: str) -> str:
    """Return `text` without the control characters themselves, tabs too: what is left is as wide as was reckoned."""
    if text.isprintable():
        return text
    return _CONTROLS.sub("", text).replace("\n", "").replace("\t", "")


def escape_controls(json_text: str) -> str:
    """Return JSON whose strings name their control characters by number: it means the same, and a terminal does not
    act on it."""
    return _CONTROLS.sub(lambda match: f"\\u{ord(match[0]):04x}", json_text)
