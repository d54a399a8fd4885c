"""What the room view shows of votes: how many have been given and, once the host reveals them, the sums.

Neither the members who voted nor the authors of the cards are named beside votes.
"""

from __future__ import annotations

from dataclasses import replace

from core.access.session import Session
from core.meeting.votes import VoteResult, count_votes_cast, tally
from core.models import Board, Stage, Trend, VotesOn
from tui.room.paged_list import PagedRow
from tui.room.stage_content import StageContent
from tui.widgets.big_figures import Figure

BAR_WIDTH = 12
"""Columns of the longest bar."""


def add_votes(session: Session, board: Board, stage: Stage, content: StageContent) -> StageContent:
    """Return `content` with what all may know of the votes on its board.

    While votes are open that is how many have been given. Revealed, the sums replace the rest in the stage whose cards
    or trends were voted on, and in the stage in which they were revealed.
    """
    if board.vote_budget is None:
        return content
    so_far = count_votes_cast(session, board)
    if board.votes_revealed_at is None:
        given = f"votes: {so_far.votes_cast} of {so_far.votes_possible} given"
        return replace(content, subtitle="\n".join(words for words in (content.subtitle, given) if words))
    if board.votes_on != _kind_voted_on(stage) and board.votes_revealed_at < (stage.started_at or ""):
        return content
    entries = [entry for entry in tally(session, board) if entry.votes]
    max_votes = max((entry.votes or 0 for entry in entries), default=1)
    return replace(
        content,
        subtitle="What you voted for",
        figures=(
            Figure(str(so_far.votes_cast), "vote" if so_far.votes_cast == 1 else "votes"),
            Figure(str(so_far.members_voted), f"of {so_far.members} have voted"),
        ),
        group_counts=(),
        speakers=(),
        quotes=None,
        bars=None,
        rows=tuple(_vote_row(entry, max_votes) for entry in entries),
        empty_text="The votes are revealed, and nobody has given one.",
    )


def _kind_voted_on(stage: Stage) -> VotesOn:
    return "trend" if stage.name == "trends" else "card"


def _vote_row(entry: VoteResult, max_votes: int) -> PagedRow:
    votes = entry.votes or 0
    return PagedRow(
        key=entry.subject.id,
        text=entry.subject.name if isinstance(entry.subject, Trend) else entry.subject.text,
        sign=str(entry.rank or ""),
        right=f"{'▇' * max(1, round(BAR_WIDTH * votes / max_votes)):<{BAR_WIDTH}} {votes:>3}",
    )
