"""Backups of a team's file: made at any time, listed, and put back in its place."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.access.paths import default_team_path, list_team_files, require_other_file, resolve_team_path
from core.errors import HuddleError, UnreadableFile
from core.values.text import clean, format_count
from data.automatic_copies import KEPT_COPIES, AutomaticCopy, is_temporary, keep_daily_copy, list_copies
from data.checkpoint import fold_log
from data.file_check import prepare_file, read_schema_version
from data.file_modes import make_private_folder
from data.presence import read_present
from data.replaced_file import replace_file
from data.saved_copies import REPLACED_MARK
from data.sqlite import LOG_ENDINGS, SCHEMA_VERSION, connect, notify_file_of, sqlite3, touch_notify_file
from data.sqlite_locks import is_open_elsewhere
from data.whole_copy import publish, take_out_ballots, whole_copy

__all__ = [
    "KEPT_COPIES",
    "AutomaticCopy",
    "Restored",
    "back_up",
    "choose_restored_path",
    "fold_log",
    "is_copied_daily",
    "keep_todays_copy",
    "list_backups",
    "require_same_team",
    "restore",
]

STOP_SCREENS = "Close it there first, or add --stop-screens: screens then stop writing and keep drafts."


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did."""

    path: Path
    """The team's file, which is the backup now."""
    kept: Path | None
    """Where the file is that it replaced; None when there was none."""
    size: int
    """In bytes."""
    migrated_from: int | None
    """The backup's schema version, if it was an older one."""


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup holds."""

    size: int
    """In bytes."""
    lacks_votes: bool
    """Whether votes were open, which it does not hold."""


def back_up(path: Path, target: Path, *, replace: bool = False) -> BackedUp:
    """Copy the team's file at `path` to `target`.

    The copy holds everything that was committed when it began, also while others write; they do not wait for it. It
    lacks votes that are not revealed: once they are, no file is to say who voted for what. Only
    this user can read it. `target` appears when it is whole. Raises `HuddleError` when it is there already, unless
    `replace`, when it is to be replaced and somebody has it open, and when the team's file is damaged.
    """
    if target.is_dir():
        raise HuddleError(f"{target} is a folder. Choose a file in it, e.g. {target / path.name}.")
    require_other_file(target, path)
    if target.exists() and not replace:
        raise HuddleError(f"{target} exists already. Choose a new file, or replace it with --replace.")
    with whole_copy(path, target, is_live=True) as new:
        lacks_votes = take_out_ballots(new)
        size = new.stat().st_size
        if replace:
            _replace_backup(target, new)
        else:
            publish(new, target, replace=False)
    return BackedUp(size, lacks_votes)


def _replace_backup(target: Path, new: Path) -> None:
    """Put `new` in the place of a backup that somebody may have opened with --db, and that may have a log since."""
    _require_closed(target, "Close it there first, or choose another file for the backup.")
    old = target.with_name(f".{target.name}.{secrets.token_hex(4)}.old")
    replace_file(target, new, old)
    for ending in ("", *LOG_ENDINGS):
        with suppress(OSError):
            old.with_name(old.name + ending).unlink()


def list_backups(path: Path | None = None) -> list[AutomaticCopy]:
    """Return the automatic copies of the team's file, or without one those of all teams, the newest change first."""
    return list_copies(path)


def is_copied_daily(path: Path) -> bool:
    """Return whether automatic copies are made of the file: not of one in the folder for temporary files, such as the
    sample team's."""
    return not is_temporary(path)


def keep_todays_copy(path: Path, now: datetime) -> Path | None:
    """Make today's automatic copy if it is due: a file changed, and no copy was made today. Return it, or None.

    Not every file is copied. Raises `HuddleError` when it cannot be copied.
    """
    return keep_daily_copy(path, now.date()) if is_copied_daily(path) else None


def choose_restored_path(db: str | None, team: str | None, env: Mapping[str, str]) -> Path:
    """Return the path that a backup is restored to: like `resolve_team_path`, but the file may be gone.

    A name is taken as it is, and never for the beginning of another team's: that one's file would be replaced. Raises
    `HuddleError` when no team is named and there are several: a restore must not hit the wrong one.
    """
    if db or (not team and env.get("HUDDLE_DB")):
        return resolve_team_path(db, None, env)
    files, named = list_team_files(env), team or env.get("HUDDLE_TEAM")
    if named:
        path = default_team_path(named, env)
        if team and env.get("HUDDLE_DB") and not path.exists():
            raise HuddleError(
                f"There is no file at {path}; HUDDLE_DB is {env['HUDDLE_DB']}. Choose the file to restore: huddle "
                "restore --from FILE --db PATH"
            )
        return path
    if len(files) != 1:
        names = ", ".join(path.stem for path in files)
        raise HuddleError(
            f"Choose the team to restore: huddle restore --from FILE TEAM. Teams: {names}."
            if files
            else "Choose the team to restore: huddle restore --from FILE TEAM, or its file with --db."
        )
    return files[0]


def require_same_team(source: Path, path: Path, *, by_name: bool, accept_other: bool) -> str:
    """Return a sentence that says of which team the backup is, and which one it replaces at `path`; empty when they are
    the same. Raises `HuddleError` in its place unless `accept_other`.

    A team that was renamed is still the same. `by_name` says that the file was found by its team's name: where nothing
    can be read in it, as in a damaged file, that name counts.
    """
    backed_up, replaced = _read_team(source), _read_team(path)
    if backed_up is None or (replaced is None and not by_name):
        return ""
    if replaced is None:
        if default_team_path(backed_up[0], {}).stem == path.stem:
            return ""
        replaced = (path.stem, "")
    if backed_up[0] == replaced[0] or backed_up[1] == replaced[1]:
        return ""
    if not accept_other:
        raise HuddleError(
            f"{source} is a backup of the team {backed_up[0]}, and {path} is the team {replaced[0]}. Nothing was "
            "changed. To replace it anyway, add --other-team."
        )
    return f"It was the team {replaced[0]} and is now the team {backed_up[0]}."


def _read_team(path: Path) -> tuple[str, str] | None:
    """Return the name of the team in the file and when it was made, without what other users' programs may have in its
    log; None when that cannot be read."""
    unreadable = (OSError, UnicodeDecodeError, sqlite3.Error, HuddleError)
    with suppress(*unreadable), closing(connect(path, immutable=True)) as connection:
        row = connection.execute("SELECT name, created_at FROM team").fetchone()
        return (clean(str(row[0])), str(row[1])) if row else None
    return None


def restore(source: Path, path: Path, *, now: datetime, stop_screens: bool = False) -> Restored:
    """Put the backup `source` in the place of the team's file at `path`, brought to today's schema.

    What was there is kept beside it, with SQLite's log, under a name with the date. Raises `HuddleError`, with
    everything as it was, when the backup is damaged, not a team's or of a newer Huddle, and, unless `stop_screens`,
    when a screen or another program has the file open. Those are refused their next change, and keep it as a draft.
    """
    path = path.resolve()
    if path.is_dir() or (path.exists() and not path.is_file()):
        raise UnreadableFile(f"{path} is not a file. Choose another with --db.")
    if path.exists() and source.exists() and source.samefile(path):
        raise HuddleError(f"{source} is the team's own file. Choose a backup with --from.")
    _make_folder(path.parent)
    with _copy_of_backup(source, path) as new:
        version = read_schema_version(new)
        if version < SCHEMA_VERSION:
            prepare_file(new, create=False)
        size = new.stat().st_size
        # After the backup was checked: nobody is to close all screens for one that is of no use.
        if not stop_screens:
            _require_closed(path, STOP_SCREENS)
        kept = _replace_and_keep(path, new, now)
    # Open screens look at the file after each touch.
    touch_notify_file(notify_file_of(path))
    return Restored(path, kept, size, version if version < SCHEMA_VERSION else None)


@contextmanager
def _copy_of_backup(source: Path, path: Path) -> Iterator[Path]:
    """Yield a copy of the backup beside `path`. Errors advise to name another backup, and not another team's file."""
    try:
        with whole_copy(source, path, is_live=False, rights_of=path if path.exists() else None) as new:
            yield new
    except UnreadableFile as error:
        if not error.advice:
            raise
        raise UnreadableFile(
            error.problem, "Choose another backup with --from. List them with: huddle backup --list"
        ) from error


def _require_closed(path: Path, advice: str) -> None:
    """Raise `HuddleError`, which ends in the advice, when a screen or another program has the file open."""
    if screens := len(read_present(path)):
        raise HuddleError(f"{path} is open in {format_count(screens, 'screen')}. {advice}")
    if is_open_elsewhere(path):
        raise HuddleError(f"Another program has {path} open. {advice}")


def _make_folder(folder: Path) -> None:
    try:
        make_private_folder(folder)
    except OSError as error:
        raise HuddleError(f"Can't make {folder} ({error.strerror or error}). Choose another place.") from error


def _replace_and_keep(path: Path, new: Path, now: datetime) -> Path | None:
    """Replace the file and return where it is kept, under a name with the moment; None when there was none."""
    stamp = now.strftime("%Y-%m-%d-%H%M%S")
    for number in ("", *(f"-{count}" for count in range(2, 1000))):
        kept = path.with_name(f"{path.name}{REPLACED_MARK}{stamp}{number}")
        # Asked by taking it: another restore may take the same name in this moment.
        with suppress(FileExistsError):
            return kept if replace_file(path, new, kept) else None
    raise HuddleError(f"Too many files start with {path.name}{REPLACED_MARK} beside {path}. Move them elsewhere.")
