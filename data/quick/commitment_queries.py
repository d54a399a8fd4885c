"""Commitments and the answers to their due days, by plain SQL into plain values."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.quick.readable import Readable


class CommitmentRecord:
    """One wording of a commitment, as far as its outcome depends on it."""

    __slots__ = (
        "amount", "closed_on", "created_at", "due", "every", "follows_id", "helps_id", "id", "left_on", "member_id",
        "metric_id", "replaced_by", "shows_amount", "status", "text", "trend_id", "weekday", "worded_at",
    )  # fmt: skip

    id: int
    member_id: int | None
    text: str
    metric_id: int | None
    amount: int | None
    every: str | None
    weekday: int | None
    due: date | None
    status: str
    closed_on: date | None
    created_at: str
    replaced_by: int | None
    helps_id: int | None
    follows_id: int | None
    trend_id: int | None
    """Of the commitment, or of the card it was made from."""
    left_on: date | None
    """When the owner left the team."""
    shows_amount: bool
    """Whether the viewer may know the total of its entries."""
    worded_at: str
    """When this wording was written: later than `created_at` where it replaced another one."""


class MetricRule:
    """What is needed of a metric to decide commitments by its entries."""

    __slots__ = ("better", "ended_on")

    def __init__(self, better: str, ended_on: str | None) -> None:
        self.better = better
        self.ended_on = date.fromisoformat(ended_on) if ended_on else None


def read_commitments(connection: Readable, member_id: int | None = None) -> list[CommitmentRecord]:
    """Return the commitments that the viewer may see, earlier wordings included, in order of their ids; `member_id`
    limits them to one owner."""
    rows = connection.execute(
        "SELECT c.id, c.member_id, c.text, c.metric_id, c.amount, c.every, c.weekday, c.due, c.status, c.closed_on, "
        "c.created_at, c.replaced_by, c.helps_id, c.follows_id, ifnull(c.trend_id, card.trend_id), member.left_on, "
        "c.metric_id IS NULL OR c.member_id IS NULL OR EXISTS (SELECT 1 FROM visible_measured AS measured "
        "WHERE measured.metric_id = c.metric_id AND measured.member_id = c.member_id) "
        "FROM visible_commitment AS c LEFT JOIN visible_card AS card ON card.id = c.card_id "
        "LEFT JOIN member ON member.id = c.member_id "
        "WHERE ? IS NULL OR c.member_id = ? ORDER BY c.id",
        (member_id, member_id),
    ).fetchall()
    names = (
        "id", "member_id", "text", "metric_id", "amount", "every", "weekday", "due", "status", "closed_on",
        "created_at", "replaced_by", "helps_id", "follows_id", "trend_id", "left_on", "shows_amount",
    )  # fmt: skip
    records = []
    newer = {row[11] for row in rows} - {None}
    for row in rows:
        record = CommitmentRecord()
        for name, value in zip(names, row, strict=True):
            setattr(record, name, date.fromisoformat(value) if value and name in _DAYS else value)
        record.worded_at = (
            _worded_at(connection, record.id) or record.created_at if record.id in newer else record.created_at
        )
        records.append(record)
    return records


_DAYS = ("due", "closed_on", "left_on")


def _worded_at(connection: Readable, commitment_id: int) -> str | None:
    """Return when a wording was stored, from the journal: the row itself keeps the moment of the first wording."""
    row = connection.execute(
        "SELECT journal.at FROM exempt_additions AS addition JOIN journal ON journal.id = journal_id "
        "WHERE row_table = 'commitment' AND row_id = ? AND is_addition ORDER BY addition.id DESC LIMIT 1",
        (commitment_id,),
    ).fetchone()
    return row[0] if row else None


def read_answers(connection: Readable, member_id: int | None = None) -> dict[int, dict[date, tuple[str, str | None]]]:
    """Return the stored answers to due days, as status and next step, by commitment and day."""
    rows = connection.execute(
        "SELECT commitment_id, day, occurrence.status, occurrence.next_step FROM visible_occurrence AS occurrence "
        "JOIN visible_commitment AS commitment ON commitment.id = commitment_id WHERE ? IS NULL OR member_id = ?",
        (member_id, member_id),
    )
    answers: dict[int, dict[date, tuple[str, str | None]]] = {}
    for commitment_id, day, status, next_step in rows:
        answers.setdefault(commitment_id, {})[date.fromisoformat(day)] = (status, next_step)
    return answers


def read_metric_rules(connection: Readable) -> dict[int, MetricRule]:
    """Return what is needed of every metric, by its id."""
    rows = connection.execute("SELECT id, better, ended_on FROM metric")
    return {metric_id: MetricRule(*rest) for metric_id, *rest in rows}
