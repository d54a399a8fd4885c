"""What can go wrong, as sentences a person can act on."""


class HuddleError(Exception):
    """Something was refused. Its text says what, and what to do next; it is shown as it is."""


class Unreadable(HuddleError):
    """The file is not one that this Huddle can open. It has been left untouched."""


class Conflict(HuddleError):
    """Somebody has built on what was to be taken back."""
