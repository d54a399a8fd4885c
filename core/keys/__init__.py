"""Members' keys: what they sign with, and what only they can open. Functions on bytes and text, without a session."""
