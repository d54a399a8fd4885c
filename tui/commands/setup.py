"""The first run of `huddle`: no team yet, so a short setup makes one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import HuddleError
from tui.commands.context import Context

if TYPE_CHECKING:
    from tui.setup_app import Answers, Founded


def is_first_run(context: Context) -> bool:
    """Whether there is no team yet, neither in the file that was named nor in the user's data folder."""
    from core.place import teams

    try:
        return not context.path.exists()
    except HuddleError:
        # A team that was named and is not there is a slip of the keys, and the sentence says so.
        named = context.team or os.environ.get("HUDDLE_TEAM")
        return not named and not teams(os.environ)


def set_up(context: Context) -> bool:
    """Shows the setup; True when a team was made, which is then the context's."""
    from tui.commands.init import own_name
    from tui.setup_app import SetupApp

    app = SetupApp(lambda answers: make(context, answers), leader=context.who or own_name(context.login))
    return bool(app.run())


def make(context: Context, answers: Answers) -> Founded:
    """Makes the team that was asked for. Raises `HuddleError` with nothing made."""
    from core.members_csv import read_people, take_people
    from core.team import found_at, team
    from core.wording import named
    from tui.setup_app import Founded

    name = named(answers.team, "The team's name")
    # Read before anything is made: a mistyped file name leaves no half-made team behind.
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
        done = take_people(session, people)
    except HuddleError as refusal:  # the team is there now: this is told, and can be tried again
        return Founded(sentence, (str(refusal),))
    return Founded(
        f"{sentence} Members added: {done.added}, updated: {done.updated}.",
        tuple(f"line {row.line}: {row.reason}" for row in done.refused),
    )
