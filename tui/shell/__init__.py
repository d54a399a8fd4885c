"""What every screen builds on: base classes, background reads, presence, announcements."""
