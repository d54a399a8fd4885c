"""What an app runs beside its screens: background work, presence, announcements, messages, the theme."""
