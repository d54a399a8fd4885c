"""The app's notifications: no two of the same words at a time."""

from __future__ import annotations

from typing import Self

from textual.notifications import Notification, Notifications


class DistinctNotifications(Notifications):
    """Notifications of which a new one takes the place of those with the same words.

    Whoever presses a key again that is refused would otherwise cover the screen with one sentence.
    """

    def add(self, notification: Notification) -> Self:
        for same in [shown for shown in self if shown.message == notification.message]:
            del self[same]
        return super().add(notification)
