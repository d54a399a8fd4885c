"""The team, its members, groups, working days, and who is present."""
