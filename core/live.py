"""What lands in the team's file while a screen is open."""

from data.feed import Feed, Landed

__all__ = ["Feed", "Landed"]
