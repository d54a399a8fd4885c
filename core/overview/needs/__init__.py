"""Who needs whom, and why."""
