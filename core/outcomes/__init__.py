"""Hurdles, the team's measures and its SWOT."""
