"""Checks of a team's file."""
