"""The key to tell of a misunderstanding, for any screen; the dialogs are imported when it is pressed."""

from __future__ import annotations

from tui import keymap
from tui.shell.actions import Action
from tui.shell.screen import HuddleScreen

MISUNDERSTANDING_KEY = keymap.ASK_PRIVATELY.bind(
    "misunderstanding", "Ask privately", id="misunderstanding", tooltip="Ask the host or leader privately"
)


def misunderstanding_action(screen: HuddleScreen) -> Action:
    """Return the action of `MISUNDERSTANDING_KEY`, offered to leaders and sellers."""

    def open_dialog() -> None:
        from tui.dialogs.misunderstandings import open_misunderstandings

        open_misunderstandings(screen)

    return Action(open_dialog, lambda: screen.session.viewer.takes_part)
