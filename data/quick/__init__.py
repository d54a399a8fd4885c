"""Plain SQL readers for the quick commands."""
