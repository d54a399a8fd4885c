"""What the room view shows in the wins stage and in the hurdles stage, read through the room's session.

On an anonymous board nobody is named at all, neither as the owner of a win nor beside praise and milestones: a name
beside a card would be taken for its author's.
"""

from __future__ import annotations

from dataclasses import replace

from core.access.session import Session
from core.conversations import praise
from core.meeting import wins
from core.meeting.participation import read_participation
from core.models import Board, Meeting
from core.outcomes import hurdles
from core.outcomes.hurdles import Hurdle
from core.overview import milestones, planned_celebration
from core.team import members
from core.values.text import format_count, noun_for
from tui.room.paged_list import PagedRow
from tui.room.stage_content import BoardContent, StageContent
from tui.widgets.big_figures import Figure
from tui.widgets.quotes import Quote
from tui.widgets.signs import RESOLVED, sign_before


def wins_content(session: Session) -> StageContent:
    """Return the wins and how many are big, the milestones, the shared praise, and the next celebration."""
    board_content = BoardContent(session, "wins")
    shown, wins_by_card = (
        board_content.stage_content(),
        {win.card.id: win for win in wins.list_wins(session, board_content.board)},
    )
    big = sum(win.card.big for win in wins_by_card.values())
    quotes = [
        Quote(quote.key, quote.text, _byline(quote.by, wins_by_card[quote.key], board_content.board))
        for quote in shown.quotes or ()
    ]
    # Milestones and praise come first: the newest win is then at the bottom, where it is large.
    before = [] if board_content.board.anonymous else _noticed_quotes(session, board_content.board)
    return replace(
        shown,
        subtitle=next((quote.describe(session.today) for quote in planned_celebration.list_celebrations(session)), ""),
        figures=(*shown.figures, *([Figure(str(big), noun_for(big, "big win"))] if big else [])),
        quotes=(*before, *quotes),
    )


def _byline(by: str, win: wins.StatedWin, board: Board) -> str:
    """Return whose win it is; with their group, where they said it themselves."""
    if win.card.about_id is not None and not board.anonymous:
        by = win.owner
    return " · ".join(part for part in ("big win" if win.card.big else "", by) if part)


def _noticed_quotes(session: Session, board: Board) -> list[Quote]:
    names = members.short_names(session)
    # Negative keys, which no card has.
    shared = [
        Quote(-conversation.id, conversation.text, f"praise for {names[conversation.to_id]}")
        for conversation in reversed(praise.list_shared(session))
        if conversation.to_id in names
    ]
    listed = milestones.list_unstated(session, board, milestones.find_milestones(session))
    noticed = [
        Quote(
            -1_000_000_000 - at,
            " · ".join(filter(None, (milestone.text, milestone.detail))),
            f"suggested · {milestone.name}",
        )
        for at, milestone in enumerate(listed)
    ]
    return [*shared, *noticed]


def hurdles_content(session: Session, meeting: Meeting) -> StageContent:
    """Return the hurdles, those with the most votes first, and how the resolved ones ended."""
    board_content = BoardContent(session, "hurdles")
    shown, listed = board_content.stage_content(), hurdles.list_hurdles(session, meeting)
    total = read_participation(session, board_content.board).card_count
    solved = sum(hurdle.outcome is not None for hurdle in listed)
    return replace(
        shown,
        figures=(
            Figure(str(total), noun_for(total, "hurdle")),
            *([Figure(str(solved), sign_before("✓", "resolved"))] if listed else []),
        ),
        group_counts=(),
        speakers=(),
        quotes=None,
        rows=tuple(_hurdle_row(hurdle, board_content.board) for hurdle in listed),
    )


def _hurdle_row(hurdle: Hurdle, board: Board) -> PagedRow:
    votes = "" if not hurdle.votes else format_count(hurdle.votes, "vote")
    # On an anonymous board the room view does not even name who takes it on.
    way = "" if board.anonymous and hurdle.outcome is not None and hurdle.outcome.ours else f" {hurdle.outcome_text}"
    return PagedRow(
        key=hurdle.card.id,
        text=f"{hurdle.card.text}{way}".rstrip(),
        owner="" if board.anonymous else hurdle.author_name,
        sign="●" if hurdle.outcome is None else RESOLVED,
        right=" · ".join(part for part in (votes, hurdle.times_text) if part),
    )
