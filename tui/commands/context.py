"""The context of a command: which team, which member acts, and the output. The team is opened only when needed."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from core.values.printable import escape_controls, printable
from tui.commands.own_settings import OwnSettings
from tui.commands.standard_streams import write_error, write_output

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.access.session import Session
    from core.values.clock import Clock


class Context:
    """One run of the `huddle` command."""

    def __init__(
        self,
        db: str | None = None,
        team: str | None = None,
        as_option: str | None = None,
        settings: OwnSettings | None = None,
    ) -> None:
        self.db = db
        self.team = team
        self.as_option = as_option
        """The member named with --as, if any."""
        self.settings = settings or OwnSettings()
        self._session: Session | None = None
        self._has_stored = False
        self._done = ""
        self.has_cleared = False
        """Whether this run has tried to take old words out of the file where that was due, and has said so."""

    # -- the team and the member

    @property
    def path(self) -> Path:
        """The team's file. Raises `HuddleError` if none is named and it is not clear which one is meant."""
        from core.access.paths import resolve_team_path

        if self._is_team_named:
            return resolve_team_path(self.db, self.team, os.environ)
        return self.settings.team_path() or resolve_team_path(None, None, os.environ)

    def new_path(self, name: str) -> Path:
        """Return the path for a new team of that name: --db, else HUDDLE_DB, else in the user's data folder."""
        from core.access.paths import default_team_path, resolve_team_path

        if self.db or os.environ.get("HUDDLE_DB"):
            return resolve_team_path(self.db, None, os.environ)
        return default_team_path(name, os.environ)

    @property
    def member_name(self) -> str | None:
        """The member named with --as, else in HUDDLE_AS."""
        return self.as_option or os.environ.get("HUDDLE_AS") or None

    @property
    def usual_name(self) -> str | None:
        """The member named in the settings, who acts on the teams that have one of that name."""
        return self.settings.basic.member or None

    @property
    def login(self) -> str | None:
        """The login name of this computer's user, or None if it has none.

        Never from LOGNAME or USER, where there are users: whoever sets those would be somebody else.
        """
        try:
            if os.name == "nt":
                from getpass import getuser

                return printable(getuser()) or None
            from pwd import getpwuid

            return printable(getpwuid(os.geteuid()).pw_name) or None
        except (OSError, KeyError, ImportError):  # for instance in a container whose user has no name
            return None

    @property
    def ask_passphrase(self) -> Callable[[str], str] | None:
        """What asks for a passphrase without showing it; None without a terminal to ask at."""
        from getpass import getpass

        return getpass if sys.stdin is not None and sys.stdin.isatty() else None

    @property
    def clock(self) -> Clock:
        """The clock of the sessions it opens."""
        from core.values.clock import system_clock

        return system_clock

    def session(self) -> Session:
        """Return the acting member's session, opened on first use and closed at the end of the command."""
        if self._session is None:
            self._open_own_team()
        assert self._session is not None
        return self._session

    def session_to_recover(self) -> Session:
        """Return the acting member's session as `session` does, without asking for the passphrase that they have lost:
        a guest's, until they type the words of their sheet."""
        return self._open_own_team(recovers=True)

    def room_session(self) -> Session:
        """Open and return the projector's session on the team."""
        return self.switch_to_room(self.path)

    def _open_own_team(self, *, recovers: bool = False) -> Session:
        session = self.switch_session(self.path, self.member_name, recovers=recovers)
        # Screens show all the time which team is open, so they may write.
        if not (self._is_team_named or self.settings.basic.team or self.settings.is_lenient):
            from tui.commands.several_teams import describe_unclear_team

            session.refusal = describe_unclear_team()
        return session

    @property
    def _is_team_named(self) -> bool:
        return bool(self.db or self.team or os.environ.get("HUDDLE_DB") or os.environ.get("HUDDLE_TEAM"))

    def switch_session(self, path: Path, member_name: str | None, *, recovers: bool = False) -> Session:
        """Open the session of `member_name`, else of this computer's user, on the team at `path`; close the one
        before.
        """
        from core.metrics.published import publish_months
        from core.team.kept_keys import use_kept_keys
        from core.team.session_opening import open_session

        self.close()
        session = self.adopt_session(
            open_session(
                path,
                member_name,
                self.login,
                clock=self.clock,
                ask=self.ask_passphrase,
                recovers=recovers,
                usual_name=self.usual_name,
            )
        )
        if session.store.is_writable:
            publish_months(session)
        if not session.viewer.is_guest and not session.viewer.keys.is_unlocked:
            use_kept_keys(session)
        return session

    def switch_to_room(self, path: Path) -> Session:
        """Open the projector's session on the team at `path`; close the one before."""
        from core.team.session_opening import open_room_session

        self.close()
        return self.adopt_session(open_room_session(path, clock=self.clock))

    def adopt_session(self, session: Session) -> Session:
        """Use a session that the command opened itself, and close it at the end of the command."""
        self._session = session
        return session

    def print_notices(self) -> None:
        """Print on standard error which team was changed if there are several, and what is said once to whoever opens
        this one."""
        if self._session is None:
            return
        from core.errors import HuddleError
        from core.team.opening_notices import tell_once
        from tui.commands.several_teams import name_team

        try:
            for sentence in filter(None, (name_team(self._session), *tell_once(self._session))):
                write_error(f"huddle: {sentence}\n")
        except HuddleError:  # the file cannot be read: the command has said so, or will the next time
            return

    @property
    def has_stored(self) -> bool:
        """Whether the member who acts has changed something in the team's file."""
        return self._has_stored or (self._session is not None and self._session.has_stored)

    def note_done(self, sentence: str) -> None:
        """Keep the sentence that says what the command has done to a file: it stays done if that cannot be printed."""
        self._done = sentence

    @property
    def outcome(self) -> str:
        """The sentence that says what the command has done, in case its answer cannot be printed; empty for nothing."""
        return self._done or ("Your input is saved." if self.has_stored else "")

    def abandon(self) -> None:
        """Close the session of a file that is about to be removed."""
        if self._session is not None:
            self._session.store.close()
            self._session = None

    def close(self) -> None:
        """Close the session, if there is one, and make the day's copy of its file if that is due."""
        if self._session is not None:
            path = self._session.store.path
            self._has_stored = self.has_stored
            if self._has_stored:
                for sentence in self.clear_if_due():
                    write_error(f"huddle: {sentence}\n")
            self._session.store.close()
            self._session = None
            self._keep_todays_copy(path)

    def clear_if_due(self) -> list[str]:
        """Take old words out of the file where that is due, unless this run has tried; return what is to be told."""
        if self.has_cleared:
            return []
        from core.maintenance.clearing import clear_if_due

        self.has_cleared = True
        return clear_if_due(self.session())

    def look_after_file(self) -> None:
        """Fold SQLite's log into the file, and make the day's copy: for a command that goes on for hours."""
        from core.maintenance.backups import fold_log

        path = self.session().store.path
        fold_log(path)
        self._keep_todays_copy(path)

    def explain(self, error: Exception) -> BaseException:
        """Return a `HuddleError` for an error of the database, such as damage; any other error as it is."""
        from core.errors import HuddleError, explain_error

        if isinstance(error, HuddleError):
            return error
        try:
            path = self._session.store.path if self._session is not None else self.path
        except HuddleError:  # no file is meant, so the error is not about one
            return error
        return explain_error(path, error)

    def _keep_todays_copy(self, path: Path) -> None:
        from core.errors import HuddleError
        from core.maintenance.backups import keep_todays_copy

        try:
            keep_todays_copy(path, self.clock())
        except HuddleError as error:
            # What the command did is done: this must not look as if it had failed.
            write_error(f"huddle: Today's automatic copy failed: {error}\n")

    # -- output

    def print_text(self, text: str = "") -> None:
        """Print one or more lines, without what a terminal would act on.

        A character that the terminal's encoding lacks becomes a `?`.
        """
        write_output(f"{text}\n")

    def print_json(self, value: object) -> None:
        """Print `value` as JSON; it may contain rows, dataclasses, sets, days and paths."""
        import json

        is_utf8 = sys.stdout is not None and (sys.stdout.encoding or "").lower() == "utf-8"
        self.print_text(escape_controls(json.dumps(value, ensure_ascii=not is_utf8, indent=2, default=to_json_value)))


def to_json_value(value: object) -> object:
    """Return a row, dataclass, set, day or path as a value that JSON can hold.

    A field of a dataclass has its key from `json` in its metadata, else its name; where that is None it is left out.
    """
    from dataclasses import fields, is_dataclass

    if is_dataclass(value) and not isinstance(value, type):
        keys = {field.name: field.metadata.get("json", field.name) for field in fields(value)}
        return {key: getattr(value, name) for name, key in keys.items() if key is not None}
    dump = getattr(value, "model_dump", None)
    if dump is not None:
        return dump(mode="json")
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)
