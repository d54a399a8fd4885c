"""The first run of `huddle`: without a team, a short setup creates one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import HuddleError
from tui.commands.context import Context

if TYPE_CHECKING:
    from tui.shell.setup_app import SetupAnswers, SetupResult


FILE_ENDINGS = (".csv", ".txt", ".tsv", ".xlsx")
"""How the names of files of members end; anything else is taken for names."""


def is_first_run(context: Context) -> bool:
    """Return whether there is no team yet, neither in the named file nor in the user's data folder."""
    from core.access.paths import is_removed, list_team_files

    try:
        return not context.path.exists() and not is_removed(context.path)
    except HuddleError:
        # A named team that does not exist is a typing error, which opening it reports.
        team_name = context.team or os.environ.get("HUDDLE_TEAM")
        return not team_name and not list_team_files(os.environ)


def run_setup(context: Context) -> bool:
    """Run the setup app and return whether it created a team, which the context then has open."""
    from tui.commands.init import user_full_name
    from tui.shell.setup_app import SetupApp

    app = SetupApp(
        lambda answers: create_team_from_answers(context, answers),
        leader=context.member_name or user_full_name(context.login),
    )
    return bool(app.run())


def create_team_from_answers(context: Context, answers: SetupAnswers) -> SetupResult:
    """Create the team and import its members, and return the outcome. Raises `HuddleError` if nothing was created."""
    from core.team.members import add_members
    from core.team.members_csv import import_member_file, read_member_file
    from core.team.record import get_team
    from core.team.team import create_team_file
    from core.values.text import require_name
    from tui.shell.setup_app import SetupResult

    name = require_name(answers.team, "The team's name")
    # Read before anything is created, so that a mistyped file name leaves no half-made team behind.
    file = answers.members.strip()
    people = read_member_file(Path(file).expanduser()) if file and _is_file(file) else None
    session = context.adopt_session(
        create_team_file(
            context.new_path(name),
            name,
            answers.leader,
            login=context.login,
            currency=answers.currency,
            clock=context.clock,
        )
    )
    sentence = f"{get_team(session).name} created."
    try:
        if people is None:
            return SetupResult(f"{sentence} Members added: {len(add_members(session, file))}." if file else sentence)
        imported = import_member_file(session, people)
    except HuddleError as refusal:  # the team exists by now, so report this instead of raising
        if people is None:
            return SetupResult(sentence, (str(refusal),), "Add them on the Team page.")
        return SetupResult(sentence, (str(refusal),))
    return SetupResult(
        f"{sentence} Members added: {imported.added}, updated: {imported.updated}.",
        tuple(f"line {row.line}: {row.reason}" for row in imported.refused),
    )


def _is_file(text: str) -> bool:
    """Return whether the typed members are the path of a file, and not names."""
    path = Path(text)
    if text.startswith(("~", ".")) or path.is_absolute() or path.suffix.casefold() in FILE_ENDINGS:
        return True
    return os.path.isfile(text)  # False too for what is too long to be a path
