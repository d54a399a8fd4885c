"""Signals, follow-through and accounts."""
