"""Screens, their actions, lines and style sheets."""
