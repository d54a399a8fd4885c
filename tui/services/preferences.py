"""What the person at this terminal has set, applied to one app: theme, keys, bell, animations; and what is remembered.

What is wrong with the settings is told in one toast, and never stops the app.
"""

from __future__ import annotations

import os
from asyncio import to_thread
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.binding import Binding
from textual.keys import key_to_character
from textual.theme import Theme

from core.settings.settings import OWN_THEMES, LoadedSettings, Problem, Settings, check_names
from core.settings.state import THEME, read_state, remember, remember_team
from core.values.writing import written_as
from tui.services.old_key_ids import with_current_ids
from tui.services.theme import DARK, LIGHT, PROJECTOR, THEMES

if TYPE_CHECKING:
    from tui.services.key_names import Clash

PROBLEM_SECONDS = 15.0
"""How long the toast about wrong settings stays: it names a line to look for."""

SHORT_NAMES = {"dark": DARK.name, "light": LIGHT.name, "projector": PROJECTOR.name}
"""Huddle's own themes, by their names in the settings."""

AUTO = OWN_THEMES[0]


class Preferences:
    """The settings of one app, and the file in which it remembers."""

    def __init__(
        self, loaded: LoadedSettings | None = None, state_file: Path | None = None, *, for_room: bool = False
    ) -> None:
        """Prepare them; `for_room` is for the room view. Without `state_file` nothing is remembered."""
        self._loaded = with_current_ids(loaded or LoadedSettings())
        self._state_file = state_file
        self._for_room = for_room
        self._problems = list(self._loaded.problems)
        self._app: App[Any] | None = None

    @property
    def settings(self) -> Settings:
        """What holds."""
        return self._loaded.settings

    @property
    def path(self) -> Path | None:
        """The settings file, which may not exist; None for settings that come from none."""
        return self._loaded.path

    def writing(self) -> AbstractContextManager[None]:
        """Return the context in which numbers, days and signs are written as the settings say."""
        settings = self.settings
        return written_as(settings.numbers, settings.dates, in_words=settings.accessible)

    def choose_theme(self, app: App[Any]) -> str:
        """Register Huddle's themes and return the name of the one to start with: that of the settings, else the one
        used last, else one that suits the terminal."""
        for theme in THEMES:
            app.register_theme(theme)
        themes = app.available_themes
        self._problems += check_names(self._loaded, themes=(*OWN_THEMES, *themes))
        name = self.settings.room_theme if self._for_room else self.settings.theme
        name = SHORT_NAMES.get(name, name)
        if name in themes:
            return name
        remembered = read_state(self._state_file).get(THEME) if self._state_file and not self._for_room else None
        return remembered if remembered in themes else suitable_theme(os.environ)

    def apply(self, app: App[Any], team_file: Path, *, run_later: Callable[[Callable[[], object]], None]) -> None:
        """Apply the settings to an app that is mounted, and remember its team, and its theme whenever it changes.

        `run_later` runs a call on a thread, in order.
        """
        self._app = app
        if self.settings.accessible or not self.settings.animations:
            app.animation_level = "none"
        if self.settings.keys:
            app.set_keymap(dict(self.settings.keys))
            app.run_worker(self._check_keys(), exit_on_error=False)
        else:
            self._tell(self._problems)
        if self._state_file is not None and not self._for_room:
            file = self._state_file
            run_later(partial(remember_team, team_file))

            def keep(theme: Theme) -> None:
                run_later(partial(remember, THEME, theme.name, file))

            app.theme_changed_signal.subscribe(app, keep)

    async def _check_keys(self) -> None:
        """Tell of what is wrong with the settings, once it is known which keys there are: every screen is imported. A
        key that cannot be used does not hold any longer."""
        from tui.services.key_names import keep_siblings, list_bindings  # not at start-up: most settings change no key

        bindings = await to_thread(list_bindings)
        wrong = find_key_problems(self._loaded, bindings)
        lines = {problem.line for problem in wrong}
        keys = {
            key_id: key
            for key_id, key in self.settings.keys.items()
            if self._loaded.lines.get(f"keys.{key_id}") not in lines
        }
        if self._app is not None:
            self._app.set_keymap(await to_thread(keep_siblings, keys))
        self._tell([*self._problems, *wrong, *await to_thread(find_key_clashes, self._loaded)])

    def _tell(self, problems: list[Problem]) -> None:
        if self._app is None or not problems:
            return
        problems = sorted(problems, key=lambda problem: problem.line or 0)
        sentence = problems[0].describe(self._loaded.file_name)
        if len(problems) > 1:
            more = "1 more problem" if len(problems) == 2 else f"{len(problems) - 1} more problems"
            sentence += f"\n{more}. See them with: huddle config"
        self._app.notify(sentence, severity="warning", timeout=PROBLEM_SECONDS, markup=False)


def suitable_theme(env: Mapping[str, str]) -> str:
    """Return the light theme where the terminal says that its background is light (COLORFGBG), else the dark one."""
    background = env.get("COLORFGBG", "").rpartition(";")[2]
    return LIGHT.name if background in ("7", "15") else DARK.name


def find_key_problems(loaded: LoadedSettings, bindings: Mapping[str, Binding]) -> list[Problem]:
    """Return what is wrong with the keys of the settings; `bindings` are all that there are, by id."""
    from tui.services.key_names import reason_against_keys

    problems = list(check_names(loaded, key_ids=bindings))
    for key_id, keys in loaded.settings.keys.items():
        if key_id in bindings and (reason := reason_against_keys(keys, bindings[key_id])) is not None:
            problems.append(Problem(loaded.lines.get(f"keys.{key_id}"), reason))
    return problems


def find_key_clashes(loaded: LoadedSettings) -> list[Problem]:
    """Return a problem for each key of the settings that something else has on the same screen. Textual's own search
    for these leaves out whatever has an id."""
    from tui.services.key_names import find_clashes

    return [
        Problem(loaded.lines.get(f"keys.{clash.actions[0].id}"), describe_clash(clash))
        for clash in find_clashes(loaded.settings.keys)
    ]


def describe_clash(clash: Clash) -> str:
    """Return which key has which two meanings, where, and what to do about it."""
    from tui.services.key_names import EVERY_SCREEN

    key = key_to_character(clash.key) or clash.key
    titles = [f"“{action.description}” ({action.id})" for action in clash.actions]
    places = sorted(clash.places)
    where = f"in {places[0]}" if len(places) == 1 else f"on {len(places)} screens"
    if EVERY_SCREEN in places:
        where = f"on {EVERY_SCREEN}"
    return f"the key {key} does two things {where}: {' and '.join(titles)}. Give one of them another key."
