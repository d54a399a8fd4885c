"""`huddle say BOARD TEXT`: adds a card from the shell."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import get_args

from core.models import BoardKind
from tui.commands.context import Context


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("board", choices=get_args(BoardKind), metavar="BOARD", help=", ".join(get_args(BoardKind)))
    parser.add_argument("text", nargs="+", metavar="TEXT", help="what is said")
    parser.add_argument("--for", dest="author", metavar="NAME", help="who said it, when you type for somebody")
    parser.add_argument("--json", action="store_true", help="print the card as JSON")


def run(args: Namespace, context: Context) -> int:
    from core.meeting import cards
    from core.models import Board
    from core.outcomes import hurdles
    from core.team import members

    s = context.session()
    author = members.find_member(s, args.author) if args.author else None
    text = " ".join(args.text)
    if args.board == "hurdles":  # hurdles can be named between meetings too
        card = hurdles.add_hurdle(s, text, author=author)
        board = s.all(Board, "id = ?", (card.board_id,))[0]
    else:
        board = cards.find_board(s, args.board)
        card = cards.add_card(s, board, text, author=author)
    if args.json:
        context.print_json(card)
    else:
        total = cards.participation(s, board).card_count
        who = "Nobody's name is kept" if board.anonymous else (author or s.me).name
        context.print_text(f"“{card.text}”\n{who} · {board.kind} {total}")
    return 0
