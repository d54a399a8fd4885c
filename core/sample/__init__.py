"""The sample team of `huddle demo`."""
