"""What every screen builds on: the base classes of screens and dialogs, and their actions."""
