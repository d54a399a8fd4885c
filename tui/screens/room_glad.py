"""What the room view shows in the wins stage and in the hurdles stage, read through the room's session.

On an anonymous board nobody is named at all, neither as the owner of a win nor beside praise and milestones: a name
beside a card would be taken for its author's.
"""

from __future__ import annotations

from dataclasses import replace

from core import collect, hurdles, members, milestones, praise, to_celebrate, wins
from core.hurdles import Hurdle
from core.models import Board, Meeting
from core.session import Session
from core.wording import called
from tui.screens.room_parts import Said, Shown
from tui.widgets.figures import Figure
from tui.widgets.pages import Row
from tui.widgets.quotes import Quote


def glad(session: Session) -> Shown:
    """Return the wins and how many are big, the milestones, the shared praise, and the next celebration."""
    board_content = Said(session, "wins")
    shown, wins_by_card = board_content.shown(), {win.card.id: win for win in wins.wins(session, board_content.board)}
    big = sum(win.card.big for win in wins_by_card.values())
    quotes = [
        Quote(quote.key, quote.text, _byline(quote.by, wins_by_card[quote.key], board_content.board))
        for quote in shown.quotes or ()
    ]
    # Milestones and praise come first: the newest win is then at the bottom, where it is large.
    before = [] if board_content.board.anonymous else _noticed_quotes(session, board_content.board)
    return replace(
        shown,
        under=next((quote.said(session.today) for quote in to_celebrate.celebrations(session)), ""),
        figures=(*shown.figures, *([Figure(str(big), "big win" if big == 1 else "big wins")] if big else [])),
        quotes=(*before, *quotes),
    )


def _byline(by: str, win: wins.StatedWin, board: Board) -> str:
    """Return whose win it is; with their group, where they said it themselves."""
    if win.card.about_id is not None and not board.anonymous:
        by = win.whose
    return " · ".join(part for part in ("big win" if win.card.big else "", by) if part)


def _noticed_quotes(session: Session, board: Board) -> list[Quote]:
    people = members.members(session)
    names = {member.id: called(member, people) for member in people}
    # Negative keys, which no card has.
    shared = [
        Quote(-conversation.id, conversation.text, f"praise for {names[conversation.to_id]}")
        for conversation in reversed(praise.shared(session))
        if conversation.to_id in names
    ]
    listed = milestones.unstated(session, board, milestones.noticed(session))
    noticed = [
        Quote(
            -1_000_000_000 - at,
            " · ".join(filter(None, (milestone.words, milestone.detail))),
            f"noticed · {milestone.name}",
        )
        for at, milestone in enumerate(listed)
    ]
    return [*shared, *noticed]


def in_the_way(session: Session, now: Meeting) -> Shown:
    """Return the hurdles, those with the most votes first, and how the solved ones ended."""
    board_content = Said(session, "hurdles")
    shown, listed = board_content.shown(), hurdles.hurdles(session, now)
    total = collect.heard(session, board_content.board).total
    solved = sum(hurdle.outcome is not None for hurdle in listed)
    return replace(
        shown,
        figures=(
            Figure(str(total), "hurdle" if total == 1 else "hurdles"),
            *([Figure(str(solved), "✓ solved")] if listed else []),
        ),
        groups=(),
        voices=(),
        quotes=None,
        rows=tuple(_hurdle_row(hurdle, board_content.board) for hurdle in listed),
    )


def _hurdle_row(hurdle: Hurdle, board: Board) -> Row:
    votes = "" if not hurdle.votes else "1 vote" if hurdle.votes == 1 else f"{hurdle.votes} votes"
    # On an anonymous board the room view does not even name who takes it on.
    way = "" if board.anonymous and hurdle.outcome is not None and hurdle.outcome.ours else f" {hurdle.way}"
    return Row(
        key=hurdle.card.id,
        text=f"{hurdle.card.text}{way}".rstrip(),
        who="" if board.anonymous else hurdle.by,
        sign="●" if hurdle.outcome is None else "✓",
        right=" · ".join(part for part in (votes, hurdle.again) if part),
    )
