"""The errors that are shown to people."""


class HuddleError(Exception):
    """An action was refused. The text says why, and what to do next; it is shown to the user as it is."""


class UnreadableFile(HuddleError):
    """The file cannot be opened by this version of Huddle. It has been left untouched."""


class Conflict(HuddleError):
    """Something is no longer as the caller expects: somebody else has changed, removed or undone it."""
