"""What the room view tells of votes: how many have been given, and once the host reveals them, what they add up to.

Whose votes they are is told by nothing here, and whose card it was is left out beside a number of votes.
"""

from __future__ import annotations

from dataclasses import replace

from core.models import Board, Stage, Trend, VotesOn
from core.session import Session
from core.votes import Tallied, out, tally
from tui.screens.room_parts import Shown
from tui.widgets.figures import Figure
from tui.widgets.pages import Row

BAR = 12
"""Cells of the bar of what has the most votes."""


def with_votes(s: Session, board: Board, stage: Stage, shown: Shown) -> Shown:
    """What the stage shows, with what everybody may know of its board's votes.

    While they are open that is how many have been given. Revealed, they stand in place of the rest in the stage whose
    cards or trends they were given to, and in the one in which they were revealed.
    """
    if board.vote_budget is None:
        return shown
    so_far = out(s, board)
    if board.votes_revealed_at is None:
        given = f"votes: {so_far.votes_cast} of {so_far.votes_possible} given"
        return replace(shown, under="\n".join(words for words in (shown.under, given) if words))
    if board.votes_on != _shows(stage) and board.votes_revealed_at < (stage.started_at or ""):
        return shown
    found = [one for one in tally(s, board) if one.votes]
    most = max((one.votes or 0 for one in found), default=1)
    return replace(
        shown,
        under="What you voted for",
        figures=(
            Figure(str(so_far.votes_cast), "vote" if so_far.votes_cast == 1 else "votes"),
            Figure(str(so_far.members_voted), f"of {so_far.members} have voted"),
        ),
        groups=(),
        voices=(),
        quotes=None,
        bars=None,
        rows=tuple(_row(one, most) for one in found),
        empty="The votes are revealed, and nobody has given one.",
    )


def _shows(stage: Stage) -> VotesOn:
    return "trend" if stage.name == "trends" else "card"


def _row(one: Tallied, most: int) -> Row:
    votes = one.votes or 0
    return Row(
        key=one.thing.id,
        text=one.thing.name if isinstance(one.thing, Trend) else one.thing.text,
        sign=str(one.rank or ""),
        right=f"{'▇' * max(1, round(BAR * votes / most)):<{BAR}} {votes:>3}",
    )
