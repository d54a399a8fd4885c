"""The viewer's own page."""
