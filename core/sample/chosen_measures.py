"""What the sample team chose in its meetings: its SWOT map of the year, and its measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.access.session import Session
from core.meeting import boards, cards, trends, votes
from core.models import Board, BoardKind
from core.outcomes import measures, swot
from core.team import group_records

SWOT_BOARD_KINDS: tuple[BoardKind, ...] = ("strengths", "weaknesses", "opportunities", "threats")
"""The boards of the SWOT map."""

MAP_WEEKS_AGO, MEASURES_WEEKS_AGO = 13, 11
"""How many weeks ago it drew its map, and chose its measures."""


def state_swot_cards(host: Session, sessions: Mapping[str, Session], items: Sequence[dict[str, Any]]) -> None:
    """In the collect stage: state the cards of the map, vote on them, and record who can change each."""
    for kind in SWOT_BOARD_KINDS:
        board = boards.switch_board(host, kind)
        of_kind = [item for item in items if item["board"] == kind]
        with host.change("card.stated", meeting_id=board.meeting_id):
            board_cards = [
                cards.add_card(host, board, item["text"], author=sessions[item["by"]].me) for item in of_kind
            ]
        _enter_votes(host, sessions, board, [(card, item) for card, item in zip(board_cards, of_kind, strict=True)])
        for card, item in zip(board_cards, of_kind, strict=True):
            if "to" in item:
                swot.set_addressee(host, card.id, item["to"])
            elif item.get("ours"):
                swot.mark_ours(host, card.id)
    boards.switch_board(host, "accountabilities")


def state_block_cards(host: Session, sessions: Mapping[str, Session], blocks: Sequence[dict[str, Any]]) -> None:
    """In the collect stage: state the cards about what success is built of."""
    board = boards.switch_board(host, "measures")
    with host.change("card.stated", meeting_id=board.meeting_id):
        for block in blocks:
            for who, text in block["said"]:
                cards.add_card(host, board, text, author=sessions[who].me)
    boards.switch_board(host, "accountabilities")


def choose_measures(host: Session, sessions: Mapping[str, Session], blocks: Sequence[dict[str, Any]]) -> None:
    """In the trends stage: group the cards into blocks, vote on them, and adopt their metrics as measures."""
    board = cards.find_board(host, "measures")
    cards_by_text = {card.text: card for card in cards.list_cards(host, board)}
    new_trends = [
        trends.new_trend(host, board, block["name"], [cards_by_text[text] for _who, text in block["said"]])
        for block in blocks
    ]
    _enter_votes(host, sessions, board, list(zip(new_trends, blocks, strict=True)))
    for trend, block in zip(new_trends, blocks, strict=True):
        measures.adopt_measure(host, block["metric"], trend_id=trend.id)


def commit_to_measures(host: Session, sessions: Mapping[str, Session], blocks: Sequence[dict[str, Any]]) -> None:
    """In the commit stage: commit the listed members to each measure, and the team to the last one."""
    chosen = measures.list_current(host)
    for measure, block in zip(chosen, blocks, strict=True):
        for name in block["committed"]:
            measures.commit_to_measure(
                sessions[name], measure, block["words"], amount=block["amount"], every=block["every"]
            )
    measures.commit_to_measure(host, chosen[-1], blocks[-1]["words_of_all"], team=True)


def _enter_votes(
    host: Session, sessions: Mapping[str, Session], board: Board, things: Sequence[tuple[Any, dict[str, Any]]]
) -> None:
    """Enter the votes of a show of hands, typed by the host for both groups."""
    votes.open_votes(host, board, on="trend" if board.kind == "measures" else "card")
    both_groups = group_records.list_groups(host)
    with host.change("vote.typed", meeting_id=board.meeting_id):
        for thing, item in things:
            for group_of_votes, count in zip(
                both_groups, (item["votes"] // 2, item["votes"] - item["votes"] // 2), strict=True
            ):
                votes.set_group_votes(host, board, thing, count, group=group_of_votes)
    votes.reveal_votes(host, board)
