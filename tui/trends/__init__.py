"""The trends screen and its card wall."""
