"""Participation: how many cards were stated on a board, by how many members, and who took part in a meeting."""

from __future__ import annotations

from dataclasses import dataclass

from core import models
from core.access.session import Session
from core.meeting.mailbox import count_waiting, count_waiting_by_threes


@dataclass(frozen=True, slots=True)
class Participation:
    """How many cards were stated on a board, and by how many members; also known for a hidden board."""

    card_count: int
    """Number of cards; of those that wait on an anonymous board only by threes."""
    cards_by_group: list[tuple[models.Group | None, int]]
    """Cards by group, in order of the groups' names; last None for cards without a group, if there are any.

    Empty in a team without groups, and on an anonymous board.
    """
    speaker_count: int
    """How many of them have stated a card; 0 on an anonymous board, where that is unknown."""
    member_count: int
    """How many members take part: those who are present, and others on the team who have stated a card."""
    silent_members: list[models.Member]
    """Members who are present and have not stated a card; empty on an anonymous board."""


def read_participation(session: Session, board: models.Board) -> Participation:
    """Return the participation on a board. The counts include cards that are still hidden.

    Of an anonymous board there is only the count of the whole board: one by group would tell who has spoken.
    """
    rows = session.query(
        "SELECT member_id, group_id, count(*) AS cards FROM exempt_cards_said WHERE board_id = ? "
        "GROUP BY member_id, group_id",
        (board.id,),
    )
    by_group: dict[int | None, int] = {}
    for row in rows:
        by_group[row["group_id"]] = by_group.get(row["group_id"], 0) + row["cards"]
    counts: list[tuple[models.Group | None, int]] = [
        (group, by_group.get(group.id, 0)) for group in session.all(models.Group, order="name") if not board.anonymous
    ]
    if None in by_group and counts:
        counts.append((None, by_group[None]))
    stated = {row["member_id"] for row in rows}
    present = list_speakers(session, board.meeting_id)
    # Without those who have left meanwhile: their cards stay, and they are none of the members counted here.
    speaker_ids = {member.id for member in session.all(models.Member, "role <> 'watcher' AND left_on IS NULL")} & stated
    return Participation(
        card_count=sum(by_group.values()) + count_waiting_by_threes(session, board),
        cards_by_group=counts,
        speaker_count=len(speaker_ids),
        member_count=len(speaker_ids | {member.id for member in present}),
        silent_members=[] if board.anonymous else [member for member in present if member.id not in speaker_ids],
    )


def count_cards(session: Session, board: models.Board) -> int:
    """Return how many cards a board has, including those the viewer may not see and those that wait to be told. It says
    whether somebody has spoken, and is not shown."""
    told = session.query("SELECT count(*) AS cards FROM exempt_cards_said WHERE board_id = ?", (board.id,))
    return int(told[0]["cards"]) + count_waiting(session, board)


def list_speakers(session: Session, meeting_id: int) -> list[models.Member]:
    """Return the members who are present and take part, by name."""
    return session.all(
        models.Member,
        "role <> 'watcher' AND left_on IS NULL "
        "AND id IN (SELECT member_id FROM attendance WHERE meeting_id = ? AND present)",
        (meeting_id,),
        order="name",
    )


def list_participants(session: Session, meeting: models.Meeting) -> list[models.Member]:
    """Return the members who take part in the meeting, or took part in a closed one, by name: those present, without
    watchers and who had left by its day."""
    return session.all(
        models.Member,
        "role <> 'watcher' AND (left_on IS NULL OR left_on > ?) "
        "AND id IN (SELECT member_id FROM attendance WHERE meeting_id = ? AND present)",
        (meeting.day.isoformat(), meeting.id),
        order="name",
    )


def find_who_took_part(session: Session, meeting: models.Meeting) -> set[int]:
    """Return the ids of the members who did something in the meeting: hosted, added a card, typed one or had one typed,
    were ready to move on, understood the goal, or made a commitment. Someone who was only there is not among them, nor
    someone who only rated it: who did is private."""
    rows = session.query(
        "SELECT member_id, typed_by FROM exempt_cards_said WHERE carried_from IS NULL AND said_at >= ? "
        "AND board_id IN (SELECT id FROM board WHERE meeting_id = ?) "
        "UNION SELECT member_id, NULL FROM exempt_ready WHERE stage_id IN (SELECT id FROM stage WHERE meeting_id = ?)",
        (meeting.started_at, meeting.id, meeting.id),
    )
    made = session.all(models.Commitment, "meeting_id = ? AND helps_id IS NULL", (meeting.id,))
    understood = session.all(models.Attendance, "meeting_id = ? AND understood", (meeting.id,))
    ids = {meeting.host_id, *(row.member_id for row in made), *(row.member_id for row in understood)}
    for row in rows:
        ids |= {row["member_id"], row["typed_by"]}
    return {member_id for member_id in ids if member_id is not None}
