"""Goes between the places and pages of one app, and back."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from textual.app import App

from tui.places import MAIN_SCREENS, MEMBER_SCREENS, OVERLAY_SCREENS

HURDLES_DIALOG = "tui.dialogs.hurdles"


class Navigation:
    """Shows the screens of an app by their names, and remembers to which place esc leads."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._came_from = "home"
        """The mode to which esc returns."""

    def go(self, place: str) -> None:
        """Show this main screen, without the pages that lie above it; dialogs that are open stay."""
        app = self._app
        if place != app.current_mode:
            # Going to the screen one came from counts as going back, and from home there is no way back.
            self._came_from = "home" if place in ("home", self._came_from) else app.current_mode
            app.switch_mode(place)
        while len(app.screen_stack) > 1 and not app.screen.is_modal:
            app.pop_screen()

    def go_back(self) -> None:
        """Show the main screen that was shown before; the next call shows home."""
        place, self._came_from = self._came_from, "home"
        if place != self._app.current_mode:
            self._app.switch_mode(place)

    def open_page(self, name: str, member_id: int | None = None) -> None:
        """Show a place or page by its name: its mode, or its screen over the current one. `member_id` selects whose,
        for the pages that take a member."""
        if name in MAIN_SCREENS:
            self.go(name)
        elif name == "hurdles":
            import_module(HURDLES_DIALOG).open_hurdles(self._app.screen)
        elif type(self._app.screen).__name__ != OVERLAY_SCREENS[name].class_name:
            self.open_overlay(name, *(() if member_id is None else (member_id,)))

    def open_overlay(self, name: str, *args: object) -> None:
        """Open one of the `OVERLAY_SCREENS` or `MEMBER_SCREENS`, made with these arguments, over the current screen.

        Features open each other's screens by name, and so need not import each other.
        """
        if name in OVERLAY_SCREENS:
            module, class_name = OVERLAY_SCREENS[name].module, OVERLAY_SCREENS[name].class_name
        else:
            module, class_name = MEMBER_SCREENS[name]
        self._app.push_screen(getattr(import_module(module), class_name)(*args))
