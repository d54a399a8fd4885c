"""The session, and the rules of who may see what."""
