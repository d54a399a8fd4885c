"""The session, and the rules that say who may see which rows."""
