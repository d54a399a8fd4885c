"""Says in words who made a change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.models import JournalEntry

AS = "as:"
"""What `via` begins with where a login named another member than its own."""

BY_LOGIN, BY_KEY = "login", "key"
"""What `via` is where the member's own login said who they are, and where their passphrase did."""


def name_actor(entry: JournalEntry, names: Mapping[int, str]) -> str:
    """Return who made the change, from the members' `names` by id: “Ben Okafor”, or “Ben Okafor, typed by root” where
    the login root said that it is Ben. Empty when it is unknown."""
    name = names.get(entry.by or 0, "")
    if not name or entry.via is None or not entry.via.startswith(AS):
        return name
    return f"{name}, typed by {names.get(entry.typed_by or 0) or entry.via.removeprefix(AS)}"
