"""What the room view shows while the team is glad, and while it solves: wins with what was noticed, and hurdles.

Read with the room's session like the rest of the wall. On an anonymous board nobody is named at all: not whose win it
is, nor of whom something was noticed, for the one who was praised beside a card would be taken for its author.
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


def glad(s: Session) -> Shown:
    """The wins and how many of them are big, what was noticed, praise that is shared, and the celebration to come."""
    said = Said(s, "wins")
    shown, found = said.shown(), {win.card.id: win for win in wins.wins(s, said.board)}
    big = sum(win.card.big for win in found.values())
    quotes = [Quote(each.key, each.text, _by(each.by, found[each.key], said.board)) for each in shown.quotes or ()]
    # What is there already stands above what is said now: the newest is at the bottom, and large.
    before = [] if said.board.anonymous else _noticed(s, said.board)
    return replace(
        shown,
        under=next((each.said(s.today) for each in to_celebrate.celebrations(s)), ""),
        figures=(*shown.figures, *([Figure(str(big), "big win" if big == 1 else "big wins")] if big else [])),
        quotes=(*before, *quotes),
    )


def _by(by: str, win: wins.StatedWin, board: Board) -> str:
    """Whose win it is: with their group, where they said it themself."""
    if win.card.about_id is not None and not board.anonymous:
        by = win.whose
    return " · ".join(part for part in ("big win" if win.card.big else "", by) if part)


def _noticed(s: Session, board: Board) -> list[Quote]:
    people = members.members(s)
    names = {member.id: called(member, people) for member in people}
    # Their keys are below nought, where no card has one.
    shared = [
        Quote(-each.id, each.text, f"praise for {names[each.to_id]}")
        for each in reversed(praise.shared(s))
        if each.to_id in names
    ]
    found = milestones.unstated(s, board, milestones.noticed(s))
    told = [
        Quote(-1_000_000_000 - at, " · ".join(filter(None, (one.words, one.detail))), f"noticed · {one.name}")
        for at, one in enumerate(found)
    ]
    return [*shared, *told]


def in_the_way(s: Session, now: Meeting) -> Shown:
    """The hurdles, what the team picked first, and how those ended that are solved."""
    said = Said(s, "hurdles")
    shown, found = said.shown(), hurdles.hurdles(s, now)
    total = collect.heard(s, said.board).total
    solved = sum(hurdle.outcome is not None for hurdle in found)
    return replace(
        shown,
        figures=(
            Figure(str(total), "hurdle" if total == 1 else "hurdles"),
            *([Figure(str(solved), "✓ solved")] if found else []),
        ),
        groups=(),
        voices=(),
        quotes=None,
        rows=tuple(_row(hurdle, said.board) for hurdle in found),
    )


def _row(hurdle: Hurdle, board: Board) -> Row:
    votes = "" if not hurdle.votes else "1 vote" if hurdle.votes == 1 else f"{hurdle.votes} votes"
    # Who takes it on is told in the meeting; on an anonymous board the wall keeps even that to itself.
    way = "" if board.anonymous and hurdle.outcome is not None and hurdle.outcome.ours else f" {hurdle.way}"
    return Row(
        key=hurdle.card.id,
        text=f"{hurdle.card.text}{way}".rstrip(),
        who="" if board.anonymous else hurdle.by,
        sign="●" if hurdle.outcome is None else "✓",
        right=" · ".join(part for part in (votes, hurdle.again) if part),
    )
