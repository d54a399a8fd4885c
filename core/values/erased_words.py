"""What stands in place of what was erased for a person who asked for it. Standard library only."""

from __future__ import annotations

import re

ERASED = "erased"
"""What stands in place of a text."""

FORMER_MEMBER = "Former member"
"""What stands in place of a name; with a number from the second on."""

_FORMER = re.compile(rf"{FORMER_MEMBER}(?: \d+)?", re.IGNORECASE)


def is_former_name(name: str) -> bool:
    """Return whether a name stands for somebody who was erased."""
    return _FORMER.fullmatch(name) is not None
