"""How much was said on a board, and by how many."""

from __future__ import annotations

from dataclasses import dataclass

from core.session import Session
from data.models import Board, Group, Member


@dataclass(frozen=True, slots=True)
class Heard:
    """How much was said on a board, and by how many; on a hidden board too."""

    total: int
    by_group: list[tuple[Group | None, int]]
    """Every group in order of its name, then None for who has no group, if anything was said there.

    Nothing in a team without groups, whose total says it all."""
    speakers: int
    """Who has said something; 0 on an anonymous board, where nobody knows."""
    members: int
    """Who is present and may speak."""
    not_heard: list[Member]
    """Who is present and has said nothing; empty on an anonymous board."""


def heard(s: Session, board: Board) -> Heard:
    """How much was said, where, and who has not been heard yet. Counts do not wait for the board to be revealed."""
    said = s.store.query(
        "SELECT member_id, group_id, count(*) AS cards FROM card WHERE board_id = ? GROUP BY member_id, group_id",
        (board.id,),
    )
    by_group: dict[int | None, int] = {}
    for row in said:
        by_group[row["group_id"]] = by_group.get(row["group_id"], 0) + row["cards"]
    counts: list[tuple[Group | None, int]] = [
        (group, by_group.get(group.id, 0)) for group in s.all(Group, order="name")
    ]
    if None in by_group and counts:
        counts.append((None, by_group[None]))
    spoke = {row["member_id"] for row in said} - {None}
    present = speakers(s, board.meeting_id)
    return Heard(
        total=sum(by_group.values()),
        by_group=counts,
        speakers=len(spoke),
        members=len(present),
        not_heard=[] if board.anonymous else [member for member in present if member.id not in spoke],
    )


def total(s: Session, board: Board) -> int:
    """How many cards were said on a board, whoever may see them."""
    return int(s.store.query("SELECT count(*) AS cards FROM card WHERE board_id = ?", (board.id,))[0]["cards"])


def speakers(s: Session, meeting_id: int) -> list[Member]:
    """Who is present and may speak, by name."""
    return s.all(
        Member,
        "role <> 'watcher' AND left_on IS NULL "
        "AND id IN (SELECT member_id FROM attendance WHERE meeting_id = ? AND present)",
        (meeting_id,),
        order="name",
    )
