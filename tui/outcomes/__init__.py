"""SWOT, measures and hurdles."""
