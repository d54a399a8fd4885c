"""Time zones by their IANA name. `zoneinfo` is imported only for a zone that is not this computer's own: it is slow."""

from __future__ import annotations

import os
from datetime import date, datetime
from typing import TYPE_CHECKING

from core.errors import HuddleError

if TYPE_CHECKING:
    from datetime import tzinfo


def local_zone_name() -> str:
    """Return the name of this computer's time zone, such as Europe/Berlin; empty where it is not known."""
    return os.environ.get("TZ", "").lstrip(":") or os.path.realpath("/etc/localtime").partition("/zoneinfo/")[2]


def find_zone(name: str) -> tzinfo | None:
    """Return the time zone of that name. None stands for this computer's own: without a name, for the name of its own,
    and for one that it does not know."""
    return None if not name or name == local_zone_name() else _load(name)


def day_in_zone(moment: str, zone: tzinfo | None) -> date:
    """Return the day of a stored moment in a time zone, None being this computer's."""
    return datetime.fromisoformat(moment).astimezone(zone).date()


def in_zone(now: datetime, zone: tzinfo | None) -> datetime:
    """Return a time of this computer's clock in a time zone; as it is in the computer's own."""
    return now if zone is None else now.astimezone(zone)


def known_zone_name(name: str) -> str:
    """Return the name if this computer knows such a time zone; else empty."""
    return name if name and _load(name) else ""


def parse_time_zone(text: str) -> str:
    """Return the name of a time zone as it is stored. Raises `HuddleError` for an unknown one."""
    from zoneinfo import available_timezones

    name = text.strip()
    spelled = {known.casefold(): known for known in available_timezones()}.get(name.casefold(), name)
    if not known_zone_name(spelled):
        raise HuddleError(f"“{text}” is not a time zone. Use a name such as Europe/Berlin or America/New_York.")
    return spelled


def _load(name: str) -> tzinfo | None:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # `ZoneInfoNotFoundError` is a `KeyError`
        return None
