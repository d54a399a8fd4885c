"""What the room view shows while the team is glad, and while it solves: wins with what was noticed, and hurdles.

Read with the room's session like the rest of the wall. On an anonymous board nobody is named at all: not whose win it
is, nor of whom something was noticed, for the one who was praised beside a card would be taken for its author.
"""

from __future__ import annotations

from core import collect, hurdles, members, milestones, praise, to_celebrate, wins
from core.hurdles import Hurdle
from core.models import Board, Meeting
from core.session import Session
from core.wording import called
from tui.screens.room_parts import NOTHING_SAID, Shown
from tui.widgets.figures import Figure
from tui.widgets.pages import Row
from tui.widgets.quotes import Quote

MOST = 60
"""No wall shows more cards."""


def glad(s: Session) -> Shown:
    """The wins and how many of them are big, what was noticed, praise that is shared, and the celebration to come."""
    board = collect.board(s, "wins")
    heard, found = collect.heard(s, board), wins.wins(s, board)
    hidden = board.hidden and not board.revealed_at
    big = sum(win.card.big for win in found)
    figures = [Figure(str(heard.total), "win" if heard.total == 1 else "wins")]
    if big:
        figures.append(Figure(str(big), "big"))
    if not board.anonymous:
        figures.append(Figure(str(heard.speakers), f"of {heard.members} have spoken"))
    quotes = [Quote(win.card.id, win.card.text, _by(win, board)) for win in found[-MOST:]]
    # What is there already stands above what is said now: the newest is at the bottom, and large.
    before = [] if board.anonymous else _noticed(s, board)
    words = ("anonymous: nobody's name is kept" if board.anonymous else "", "hidden until the host reveals" if hidden
             else "")  # fmt: skip
    empty = "It has been said, and is hidden until the host reveals it." if hidden and heard.total else ""
    return Shown(
        question=board.question,
        under=next((each.said(s.today) for each in to_celebrate.celebrations(s)), ""),
        figures=tuple(figures),
        quotes=(*before, *quotes),
        empty=empty or NOTHING_SAID["wins"],
        foot=" · ".join(word for word in words if word),
    )


def _by(win: wins.StatedWin, board: Board) -> str:
    by = "" if board.anonymous else win.whose
    return " · ".join(word for word in ("big win" if win.card.big else "", by) if word)


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
    board = collect.board(s, "hurdles")
    hidden = board.hidden and not board.revealed_at
    total, found = collect.heard(s, board).total, hurdles.hurdles(s, now)
    solved = sum(hurdle.outcome is not None for hurdle in found)
    figures = [Figure(str(total), "hurdle" if total == 1 else "hurdles")]
    if found:
        figures.append(Figure(str(solved), "✓ solved"))
    words = ("anonymous: nobody's name is kept" if board.anonymous else "", "hidden until the host reveals" if hidden
             else "")  # fmt: skip
    empty = "It has been said, and is hidden until the host reveals it." if hidden and total else ""
    return Shown(
        question=board.question,
        figures=tuple(figures),
        rows=tuple(_row(hurdle, board) for hurdle in found),
        empty=empty or NOTHING_SAID["hurdles"],
        foot=" · ".join(word for word in words if word),
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
