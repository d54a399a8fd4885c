"""`huddle demo --keep FILE`: leaves the sample team in a file, to try things on."""

from __future__ import annotations

from pathlib import Path
from shlex import quote

from tui.commands.context import Context

TO_TRY = (
    ("Open the running meeting:", "meet"),
    ("See one member's progress:", "me"),
    ("Log an amount:", "log calls 5"),
    ("See a leaderboard:", "standings calls"),
    ("See who is behind, and who does well:", "signals"),
)
"""What can be tried on the sample team, and the command for each."""


def keep_sample(file: str, context: Context) -> None:
    """Make the sample team in a new file, and print what can be tried on it.

    Raises `HuddleError` if there is something already, or if it cannot be made.
    """
    from core.errors import HuddleError
    from core.sample.build import build_sample
    from core.team.new_team_file import new_file

    path = Path(file).expanduser()
    if path.exists() or path.is_symlink():
        raise HuddleError(f"{path} exists already. Name a new file with: huddle demo --keep FILE")
    new = new_file(path)
    new.make()
    try:
        build_sample(path, context.clock)
        leader = _leader_name(path, context)
    except BaseException:
        context.abandon()
        new.remove()
        raise
    context.close()
    context.note_done(f"The sample team is in {path}.")
    context.print_text(f"Created the sample team in {path}. Its leader is {leader}. Try:")
    for what, command in TO_TRY:
        context.print_text(f"{what}\n  huddle {command} --db {quote(str(path))} --as {quote(leader)}")


def _leader_name(path: Path, context: Context) -> str:
    from core.team.members import list_members

    return next(person.name for person in list_members(context.switch_to_room(path)) if person.role == "leader")
