"""Escape people's text for Markdown."""

from __future__ import annotations

import re

_INLINE = re.compile(r"([\\`*_\[\]<>|~&$])")


_AT_THE_START = re.compile(r"^(?:[#+\-=:]|\d+(?=[.)]))")


def escape_markdown(text: str) -> str:
    """Return `text` escaped so that Markdown shows it literally, also at the start of a line."""
    text = _INLINE.sub(r"\\\1", text)
    start = _AT_THE_START.match(text)
    if start is None:
        return text
    end = start.end()
    # After a number the following character makes the list; other markers are escaped themselves.
    return f"{text[:end]}\\{text[end:]}" if text[0].isdigit() else f"\\{text}"
