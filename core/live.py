"""Changes as they land, for screens: what `data.feed` hears."""

from data.feed import Feed, Landed

__all__ = ["Feed", "Landed"]
