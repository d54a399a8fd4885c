"""The plan screen and the form for a target."""
