"""What a command is given: which team, who acts, and where its answer goes. Opens the team only when asked to."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from core.clock import Clock
    from core.session import Session


class Context:
    """One run of the `huddle` command."""

    def __init__(self, db: str | None = None, team: str | None = None, who: str | None = None) -> None:
        self.db = db
        self.team = team
        self.typed_who = who
        self._session: Session | None = None

    # -- which team, and who

    @property
    def path(self) -> Path:
        """The team's file. Raises `HuddleError` when it cannot be told which."""
        from core.place import team_path

        return team_path(self.db, self.team, os.environ)

    def new_path(self, name: str) -> Path:
        """Where a new team of that name goes: --db, else HUDDLE_DB, else the user's data folder."""
        from core.place import new_path, team_path

        if self.db or os.environ.get("HUDDLE_DB"):
            return team_path(self.db, None, os.environ)
        return new_path(name, os.environ)

    @property
    def who(self) -> str | None:
        """The member named with --as, else in HUDDLE_AS."""
        return self.typed_who or os.environ.get("HUDDLE_AS") or None

    @property
    def login(self) -> str | None:
        """The name by which this computer knows its user."""
        from getpass import getuser

        try:
            return getuser()
        except (OSError, KeyError, ImportError):  # a container's user without a name
            return None

    @property
    def clock(self) -> Clock:
        from core.clock import system_clock

        return system_clock

    def session(self) -> Session:
        """The acting member's session on the team, opened once and closed at the end of the command."""
        if self._session is None:
            self.open(self.path, self.who)
        assert self._session is not None
        return self._session

    def room(self) -> Session:
        """The projector's session on the team."""
        return self.open_room(self.path)

    def open(self, path: Path, who: str | None) -> Session:
        """The session of `who`, else of this computer's user, on the team at `path`; closes the one before."""
        from core.team import enter

        self.close()
        return self.keep(enter(path, who, self.login, clock=self.clock))

    def open_room(self, path: Path) -> Session:
        """The projector's session on the team at `path`; closes the one before."""
        from core.team import enter_room

        self.close()
        return self.keep(enter_room(path, clock=self.clock))

    def keep(self, session: Session) -> Session:
        """Makes a session that the command opened itself the one that is closed at its end."""
        self._session = session
        return session

    def close(self) -> None:
        """Lets go of the team's file."""
        if self._session is not None:
            self._session.store.close()
            self._session = None

    # -- the answer

    def out(self, text: str = "") -> None:
        """A line, or several, on standard output. A sign that the terminal cannot show becomes a `?`."""
        try:
            sys.stdout.write(f"{text}\n")
        except UnicodeEncodeError:
            encoding = sys.stdout.encoding or "ascii"
            sys.stdout.write(f"{text}\n".encode(encoding, "replace").decode(encoding))

    def json(self, value: object) -> None:
        """`value` as JSON on standard output: rows, dataclasses and days as they are."""
        import json

        any_sign = (sys.stdout.encoding or "").lower() == "utf-8"
        self.out(json.dumps(value, ensure_ascii=not any_sign, indent=2, default=plain))


def plain(value: object) -> object:
    """What JSON can hold of a row, a dataclass, a set, a day or a path."""
    from dataclasses import fields, is_dataclass

    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    dump = getattr(value, "model_dump", None)
    if dump is not None:
        return dump(mode="json")
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)
