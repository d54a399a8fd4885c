"""The errors that the program raises for a person. Each message is a sentence: what was refused and what to do next."""

from data.errors import Conflict, HuddleError, UnreadableFile

__all__ = ["Conflict", "HuddleError", "UnreadableFile"]
