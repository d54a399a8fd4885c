"""A person's own settings on this computer: a file that they write, and what Huddle remembers beside it."""
