"""The keys of the home screen: what can be done with one key."""

from __future__ import annotations

from core.team import permissions
from tui import keymap
from tui.dialogs.entry_keys import entry_actions, entry_bindings
from tui.dialogs.misunderstanding_key import MISUNDERSTANDING_KEY, misunderstanding_action
from tui.shell.actions import Action, ActionTable
from tui.shell.screen import HuddleScreen

HOME_BINDINGS = [
    keymap.OPEN.bind("meeting", "Meeting", show=False, id="home.meeting", tooltip="Start or join the meeting"),
    keymap.ADD.bind("add", "Add commitment", id="commitments.add", tooltip="Add a commitment"),
    *entry_bindings(show_log=True),
    keymap.HURDLE.bind("hurdle", "Add hurdle", id="home.hurdle", tooltip="Add a hurdle for the team"),
    MISUNDERSTANDING_KEY,
    keymap.option("steps", "Getting started", id="home.steps", tooltip="See the first steps with Huddle"),
    keymap.UNDO.bind("undo", "Undo", show=False, id="undo", tooltip="Undo your last step here"),
]

UNDO_FAMILIES = ("commitment", "entry")
"""Families of journal events that are undone here: what the keys of this screen store."""


def home_actions(screen: HuddleScreen) -> ActionTable:
    """Return what the keys do: watchers and the projector's view enter nothing."""

    def takes_part() -> bool:
        return permissions.takes_part(screen.session)

    def add_commitment() -> None:
        from tui.dialogs.commitment_form import ask_commitment

        ask_commitment(screen)

    def add_hurdle() -> None:
        from tui.dialogs.hurdle_prompt import ask_hurdle

        ask_hurdle(screen)

    def open_steps() -> None:
        from tui.dialogs.menu import open_getting_started

        open_getting_started(screen.app)

    def undo() -> None:
        from tui.shell.undo import undo_last

        undo_last(screen, *UNDO_FAMILIES)

    return {
        **entry_actions(screen),
        "meeting": Action(lambda: screen.app.action_go("meeting")),
        "add": Action(add_commitment, takes_part),
        "hurdle": Action(add_hurdle, takes_part),
        "steps": Action(open_steps, takes_part),
        "misunderstanding": misunderstanding_action(screen),
        "undo": Action(undo, takes_part),
    }
