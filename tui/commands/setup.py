"""The first run of `huddle`: without a team, a short setup creates one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import HuddleError
from tui.commands.context import Context

if TYPE_CHECKING:
    from tui.setup_app import Answers, Founded


def is_first_run(context: Context) -> bool:
    """Return whether there is no team yet, neither in the named file nor in the user's data folder."""
    from core.place import teams

    try:
        return not context.path.exists()
    except HuddleError:
        # A named team that does not exist is a typing error, which opening it reports.
        team_name = context.team or os.environ.get("HUDDLE_TEAM")
        return not team_name and not teams(os.environ)


def set_up(context: Context) -> bool:
    """Run the setup app and return whether it created a team, which the context then has open."""
    from tui.commands.init import own_name
    from tui.setup_app import SetupApp

    app = SetupApp(lambda answers: make(context, answers), leader=context.who or own_name(context.login))
    return bool(app.run())


def make(context: Context, answers: Answers) -> Founded:
    """Create the team and import its members, and return the outcome. Raises `HuddleError` if nothing was created."""
    from core.members_csv import read_people, take_people
    from core.team import found_at, team
    from core.wording import named
    from tui.setup_app import Founded

    name = named(answers.team, "The team's name")
    # Read before anything is created, so that a mistyped file name leaves no half-made team behind.
    file = answers.members.strip()
    people = read_people(Path(file).expanduser()) if file else None
    session = context.keep(
        found_at(
            context.new_path(name),
            name,
            answers.leader,
            login=context.login,
            currency=answers.currency,
            clock=context.clock,
        )
    )
    sentence = f"{team(session).name} is made."
    if people is None:
        return Founded(sentence)
    try:
        imported = take_people(session, people)
    except HuddleError as refusal:  # the team exists by now, so report this instead of raising
        return Founded(sentence, (str(refusal),))
    return Founded(
        f"{sentence} Members added: {imported.added}, updated: {imported.updated}.",
        tuple(f"line {row.line}: {row.reason}" for row in imported.refused),
    )
