"""What the sample team has chosen together in its meetings: the map of its year, and the measures that it steers by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core import boards, collect, groups, measures, swot, trends, votes
from core.models import Board, BoardKind
from core.session import Session

MAP: tuple[BoardKind, ...] = ("strengths", "weaknesses", "opportunities", "threats")

MAPPED, MEASURED = 13, 11
"""How many weeks ago it drew its map, and chose its measures; the question of every week came after."""


def draw_map(host: Session, sessions: Mapping[str, Session], items: Sequence[dict[str, Any]]) -> None:
    """In the collect stage: what people see, how much each of it weighs, and who can change it."""
    for kind in MAP:
        board = boards.turn_to(host, kind)
        there = [item for item in items if item["board"] == kind]
        with host.change("card.stated", meeting_id=board.meeting_id):
            cards = [collect.state(host, board, item["text"], author=sessions[item["by"]].me) for item in there]
        _weigh(host, sessions, board, [(card, item) for card, item in zip(cards, there, strict=True)])
        for card, item in zip(cards, there, strict=True):
            if "to" in item:
                swot.address(host, card.id, item["to"])
            elif item.get("ours"):
                swot.mark_ours(host, card.id)
    boards.turn_to(host, "accountabilities")


def say_blocks(host: Session, sessions: Mapping[str, Session], blocks: Sequence[dict[str, Any]]) -> None:
    """In the collect stage: what success is built of, in people's words."""
    board = boards.turn_to(host, "measures")
    with host.change("card.stated", meeting_id=board.meeting_id):
        for block in blocks:
            for who, text in block["said"]:
                collect.state(host, board, text, author=sessions[who].me)
    boards.turn_to(host, "accountabilities")


def choose_measures(host: Session, sessions: Mapping[str, Session], blocks: Sequence[dict[str, Any]]) -> None:
    """In the trends stage: the blocks that were named, in the order of the votes, become measures."""
    board = collect.board(host, "measures")
    said = {card.text: card for card in collect.cards(host, board)}
    made = [
        trends.new_trend(host, board, block["name"], [said[text] for _who, text in block["said"]]) for block in blocks
    ]
    _weigh(host, sessions, board, list(zip(made, blocks, strict=True)))
    for trend, block in zip(made, blocks, strict=True):
        measures.adopt(host, block["metric"], trend_id=trend.id)


def commit_to_measures(host: Session, sessions: Mapping[str, Session], blocks: Sequence[dict[str, Any]]) -> None:
    """In the commit stage: those who are named commit to each of them, the leader first, and the team to the last."""
    standing = measures.standing(host)
    for measure, block in zip(standing, blocks, strict=True):
        for name in block["committed"]:
            measures.commit_to(sessions[name], measure, block["words"], amount=block["amount"], every=block["every"])
    measures.commit_to(host, standing[-1], blocks[-1]["words_of_all"], team=True)


def _weigh(
    host: Session, sessions: Mapping[str, Session], board: Board, things: Sequence[tuple[Any, dict[str, Any]]]
) -> None:
    """Everybody votes by a show of hands, and the host types it for both groups."""
    votes.open_votes(host, board, on="trend" if board.kind == "measures" else "card")
    rooms = groups.groups(host)
    with host.change("vote.typed", meeting_id=board.meeting_id):
        for thing, item in things:
            for room, count in zip(rooms, (item["votes"] // 2, item["votes"] - item["votes"] // 2), strict=True):
                votes.vote_for(host, board, thing, count, group=room)
    votes.reveal_votes(host, board)
