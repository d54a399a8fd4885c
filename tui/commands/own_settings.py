"""The settings of the person who runs a command: read when first needed, and no more of them than is needed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from core.settings.settings_file import BasicSettings, is_true, read_basic_settings, settings_path
from core.values.writing import written_as

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from core.settings.settings import LoadedSettings, Problem
    from tui.services.preferences import Preferences


class OwnSettings:
    """The settings file of one run, and the options that come before it."""

    def __init__(self, option: str | None = None, *, is_accessible: bool = False) -> None:
        """Prepare them without reading a file; `option` is the path given with --config, `is_accessible` says whether
        --accessible was given."""
        self.option = option
        self._is_accessible = is_accessible
        self.is_lenient = False
        """Whether a team that the settings name, and that there is not, is told and not refused: on screens."""
        self._basic: BasicSettings | None = None
        self._problems: list[Problem] = []

    @property
    def path(self) -> Path:
        """The settings file. It may not exist."""
        return settings_path(self.option, os.environ)

    @property
    def basic(self) -> BasicSettings:
        """What every command uses."""
        if self._basic is None:
            self._basic = read_basic_settings(self.path)
        return self._basic

    @property
    def _is_in_words(self) -> bool:
        said = os.environ.get("ACCESSIBLE")
        return self._is_accessible or (is_true(said) if said else self.basic.is_accessible)

    def writing(self) -> AbstractContextManager[None]:
        """Return the context in which numbers, days and signs are written as the settings say."""
        return written_as(self.basic.numbers, self.basic.dates, in_words=self._is_in_words)

    def team_path(self) -> Path | None:
        """Return the file of the team that the settings name; None if they name none.

        Raises `HuddleError` if there is no such team, unless the settings are lenient.
        """
        if not self.basic.team:
            return None
        from core.access.paths import resolve_team_path
        from core.errors import HuddleError

        try:
            return resolve_team_path(None, self.basic.team, os.environ)
        except HuddleError as error:
            if self.is_lenient:
                self._add_problem(str(error))
                return None
            raise HuddleError(f"In {self.path}: {error}") from error

    def load(self, options: Mapping[str, str | bool] | None = None) -> LoadedSettings:
        """Return all that holds; `options` are those given on the command line, beside --accessible."""
        from dataclasses import replace

        from core.settings.settings import load_settings

        given = {**(options or {}), **({"accessible": True} if self._is_accessible else {})}
        is_named = bool(self.option or os.environ.get("HUDDLE_CONFIG"))
        loaded = load_settings(self.path, options=given, env=os.environ, is_named=is_named)
        return replace(loaded, problems=(*loaded.problems, *self._problems)) if self._problems else loaded

    def preferences(self, *, for_room: bool = False) -> Preferences:
        """Return the settings for an app, which remembers its theme. `for_room` is for the room view."""
        from core.settings.state import state_path
        from tui.services.preferences import Preferences

        return Preferences(self.load(), state_path(os.environ), for_room=for_room)

    def _add_problem(self, sentence: str) -> None:
        from core.settings.settings import Problem

        line = self.load().lines.get("team")
        if not self._problems:
            self._problems.append(Problem(line, sentence[:1].lower() + sentence[1:]))
