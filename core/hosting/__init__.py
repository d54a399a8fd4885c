"""The rotation: who hosts which meeting, and why."""
