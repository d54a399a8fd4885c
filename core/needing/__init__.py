"""The sources of needs, by subject. `core.needs` calls them in order of urgency."""
