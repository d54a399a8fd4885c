"""What the room view shows of votes: how many have been given and, once the host reveals them, the sums.

Neither the members who voted nor the authors of the cards are named beside votes.
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
"""Columns of the longest bar."""


def with_votes(session: Session, board: Board, stage: Stage, shown: Shown) -> Shown:
    """Return `shown` with what all may know of the votes on its board.

    While votes are open that is how many have been given. Revealed, the sums replace the rest in the stage whose cards
    or trends were voted on, and in the stage in which they were revealed.
    """
    if board.vote_budget is None:
        return shown
    so_far = out(session, board)
    if board.votes_revealed_at is None:
        given = f"votes: {so_far.votes_cast} of {so_far.votes_possible} given"
        return replace(shown, under="\n".join(words for words in (shown.under, given) if words))
    if board.votes_on != _kind_voted_on(stage) and board.votes_revealed_at < (stage.started_at or ""):
        return shown
    entries = [entry for entry in tally(session, board) if entry.votes]
    max_votes = max((entry.votes or 0 for entry in entries), default=1)
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
        rows=tuple(_vote_row(entry, max_votes) for entry in entries),
        empty="The votes are revealed, and nobody has given one.",
    )


def _kind_voted_on(stage: Stage) -> VotesOn:
    return "trend" if stage.name == "trends" else "card"


def _vote_row(entry: Tallied, max_votes: int) -> Row:
    votes = entry.votes or 0
    return Row(
        key=entry.thing.id,
        text=entry.thing.name if isinstance(entry.thing, Trend) else entry.thing.text,
        sign=str(entry.rank or ""),
        right=f"{'▇' * max(1, round(BAR * votes / max_votes)):<{BAR}} {votes:>3}",
    )
