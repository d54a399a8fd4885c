"""The team screen and the member page."""
