"""Leaderboards, the plan, charts, and checks of targets."""
