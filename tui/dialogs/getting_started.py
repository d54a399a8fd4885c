"""The first four weeks: the steps of getting started, each opening the place where it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.overview.getting_started import Step, list_steps
from tui import keymap
from tui.dialogs.choice import Choice, ChooseScreen
from tui.dialogs.menu_entries import MenuEntry
from tui.keymap import Verb
from tui.widgets.signs import write_sign

if TYPE_CHECKING:
    from core.access.session import Session

PLACES: dict[str, tuple[str, str, Verb | None]] = {
    "team": ("team", "add", keymap.ADD),
    "groups": ("team", "split", keymap.OPTIONS),
    "metric": ("plan", "adopt", keymap.ADD),
    "team_goal": ("goals", "add", keymap.ADD),
    "kickoff": ("meeting", "start", keymap.OPEN),
    "sort": ("trends", "", None),
    "commit": ("me", "commit", keymap.ADD),
    "one_on_ones": ("one-on-one", "", None),
    "targets": ("plan", "", None),
    "weekly": ("meeting", "start", keymap.OPEN),
    "numbers": ("me", "log", keymap.LOG),
    "log": ("me", "log", keymap.LOG),
    "other_host": ("team", "", None),
    "own_goal": ("goals", "add", keymap.ADD),
    "training": ("training", "", None),
    "swot": ("swot", "", None),
    "reviews": ("reviews", "announce", keymap.ADD),
}
"""Where each step is done: its page, the action there, and the key of that."""


def entry_for(step: Step) -> MenuEntry:
    """Return the entry of the Menu that opens the place of a step."""
    page, action, verb = PLACES[step.id]
    return MenuEntry(step.title, "Getting started", page=page, action=action, verb=verb)


def describe_progress(steps: list[Step]) -> str:
    """Return how many steps are done: `5 of 16`."""
    return f"{sum(step.is_done for step in steps)} of {len(steps)}"


class GettingStartedScreen(ChooseScreen[MenuEntry]):
    """Lists the steps by week. Returns the entry of the chosen one."""

    HELP_NAME = "Getting started"

    def __init__(self, session: Session) -> None:
        steps = list_steps(session)
        choices = [
            Choice(
                entry_for(step),
                f"{write_sign('✓' if step.is_done else '○')} {step.title}",
                f"Week {step.week}",
                right=step.progress if not step.is_done else "",
            )
            for step in steps
        ]
        title = f"Getting started · {describe_progress(steps)}" if steps else "Getting started: all steps are done."
        super().__init__(title, choices)
