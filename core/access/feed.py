"""The feed of committed changes, for screens: re-exported from `data.feed`."""

from data.feed import CommittedChange, Feed

__all__ = ["CommittedChange", "Feed"]
