"""What can be refused. The text of each is one sentence for the person: what, and what to do next."""

from data.errors import Conflict, HuddleError, Unreadable

__all__ = ["Conflict", "HuddleError", "Unreadable"]
