"""`huddle say BOARD TEXT`: adds a card from the shell."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, get_args

from core.models import BoardKind
from core.values.text import format_count
from tui.commands.context import Context

if TYPE_CHECKING:
    from core.access.session import Session
    from core.models import Member


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("board", choices=get_args(BoardKind), metavar="BOARD", help=", ".join(get_args(BoardKind)))
    parser.add_argument("text", nargs="+", metavar="TEXT", help="the card; - reads one card a line")
    parser.add_argument("--for", dest="author", metavar="NAME", help="who said it, if you type for someone else")
    parser.add_argument("--json", action="store_true", help="print the card as JSON")


def run(args: Namespace, context: Context) -> int:
    from core.errors import HuddleError
    from core.team import members
    from tui.commands.standard_streams import read_lines

    session = context.session()
    author = members.find_member(session, args.author) if args.author else None
    if args.text != ["-"]:
        _say(session, args, " ".join(args.text), author, context)
        return 0
    for at, (number, line) in enumerate(read_lines()):
        try:
            _say(session, args, line, author, context)
        except HuddleError as error:
            before = f" {format_count(at, 'card')} before it {'is' if at == 1 else 'are'} saved." if at else ""
            raise HuddleError(f"Line {number}: {error}{before}") from error
    return 0


def _say(session: Session, args: Namespace, text: str, author: Member | None, context: Context) -> None:
    from core.meeting import cards
    from core.meeting.participation import read_participation
    from core.models import Board
    from core.outcomes import hurdles

    if args.board == "hurdles":  # hurdles can be named between meetings too
        card = hurdles.add_hurdle(session, text, author=author)
        board = session.all(Board, "id = ?", (card.board_id,))[0]
    else:
        board = cards.find_board(session, args.board)
        card = cards.add_card(session, board, text, author=author)
    if args.json:
        # One that waits to be told has no number yet.
        context.print_json(card if card.id > 0 else card.model_dump(mode="json") | {"id": None})
    else:
        total = read_participation(session, board).card_count
        who = "Anonymous; shown together with others" if board.anonymous else (author or session.me).name
        context.print_text(f"“{card.text}”\n{who} · {board.kind} {total}")
