"""The feed of committed changes, for screens: re-exported from `data.feed`."""

from data.feed import Feed, Landed

__all__ = ["Feed", "Landed"]
