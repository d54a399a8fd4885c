"""The feed of committed changes, passed on from `data.feed` to the screens, which import nothing of data."""

from data.feed import CommittedChange, Feed

__all__ = ["CommittedChange", "Feed"]
