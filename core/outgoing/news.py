"""Find what to send to a webhook: minutes, wins, and what is due, read as the room, so that it may be on a wall.

Each message has a key, and is made only when its key is new: however often this runs, each is found once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from core.access.session import Session
from core.commitments.outcomes import OutcomeCalculator
from core.metrics.metrics import is_private
from core.models import Board, Card, Commitment, Meeting, Member, Metric, Target, Webhook
from core.outgoing.minutes import build_minutes
from core.outgoing.webhook_payloads import Message
from core.overview import win_notices
from core.team import workdays
from core.team.record import get_team
from core.values.clock import day_of_timestamp
from core.values.periods import format_date

DUE_FROM_HOUR = 7
"""The hour of the day from which due commitments are sent: an app left open overnight must not wake anybody."""


def find_news(room: Session, hook: Webhook, known: Collection[str], *, early: bool = False) -> Iterator[Message]:
    """Yield the messages for an address since it was added whose keys are not in `known`.

    `early` sends due commitments before `DUE_FROM_HOUR`.
    """
    if hook.minutes:
        yield from _minutes(room, hook, known)
    if hook.wins:
        yield from _wins(room, hook, known)
    if hook.due:
        yield from _due(room, known, early=early)


def can_still_be_sent(room: Session, key: str) -> bool:
    """Return whether a queued message may still be sent.

    A metric may have become private since, and a target, commitment or big win may have been undone.
    """
    match key.split("/"):
        case ["win", "target", target_id, amount]:
            target = room.get(Target, int(target_id))
            metric = room.get(Metric, target.metric_id) if target else None
            active_targets = {
                active_target.target_id: active_target
                for active_target in win_notices.list_active_targets(room.connection, room.today)
            }
            active_target = active_targets.get(int(target_id))  # None once its period is over
            is_true = active_target is None or (active_target.is_reached and active_target.amount == int(amount))
            return metric is not None and not is_private(room, metric) and is_true
        case ["win", "commitment", commitment_id]:
            return bool(win_notices.find_kept_wins(room, [int(commitment_id)]))
        case ["win", "card", card_id]:
            return bool(win_notices.find_big_wins(room, [int(card_id)]))
    return True


def list_reached_keys(room: Session) -> list[str]:
    """Return the keys of the targets reached now, which are not news to a new address."""
    return [_target_key(active_target) for active_target in win_notices.find_reached_targets(room).values()]


def _minutes(room: Session, hook: Webhook, known: Collection[str]) -> Iterator[Message]:
    closed = room.all(
        Meeting,
        "status = 'closed' AND kind <> 'one-on-one' AND closed_at >= ?",
        (hook.added_at,),
        order="closed_at, id",
    )
    for meeting in closed:
        key = f"minutes/{meeting.id}"
        if key in known:
            continue
        record = build_minutes(room, meeting)
        took_part = len(record.present)
        facts = [
            (
                "Took part",
                f"{took_part} of {record.member_count}" if took_part < record.member_count else str(took_part),
            ),
            ("Cards", str(record.cards)),
            ("New commitments", str(len(record.commitments))),
        ]
        if record.closed:
            facts.append(("Kept", f"{record.kept} of {len(record.closed)}"))
        if record.hurdles:
            facts.append(("Hurdles", str(len(record.hurdles))))
        lines = [f"Our goal: {record.goal}"] if record.goal else []
        if record.next_host:
            when = f" on {format_date(record.next_day)}" if record.next_day else ""
            lines.append(
                f"{record.next_host} hosts next{when}" + (f": {record.because}" if record.because else "") + "."
            )
        title = f"{record.team} · {record.kind} meeting {record.number}, {format_date(record.day)}"
        yield Message(key, "minutes", title, tuple(lines), tuple(facts))


def _wins(room: Session, hook: Webhook, known: Collection[str]) -> Iterator[Message]:
    private = {metric.name for metric in room.all(Metric, "private")}
    for active_target in win_notices.find_reached_targets(room).values():
        if (key := _target_key(active_target)) not in known and active_target.metric_name not in private:
            win = active_target.as_win(room.today)
            yield Message(key, "wins", win.text, (win.detail,))
    added = day_of_timestamp(hook.added_at, room.now).isoformat()
    kept = room.all(Commitment, "status = 'kept' AND replaced_by IS NULL AND closed_on >= ?", (added,))
    newly_kept = [
        commitment.id
        for commitment in kept
        if f"win/commitment/{commitment.id}" not in known and _was_kept_since(room, commitment, hook.added_at)
    ]
    for commitment_id, win in win_notices.find_kept_wins(room, newly_kept).items():
        yield Message(f"win/commitment/{commitment_id}", "wins", win.text, (win.detail,) if win.detail else ())
    names = {member.id: member.name for member in room.all(Member)}
    wins_board_ids = {board.id for board in room.all(Board, "kind = 'wins'")}
    for card in room.all(Card, "big AND said_at >= ?", (hook.added_at,)):
        key = f"win/card/{card.id}"
        if key not in known and card.board_id in wins_board_ids:
            member_name = names.get(card.about_id or card.member_id or 0)
            yield Message(key, "wins", f"A big win: {card.text}", (member_name,) if member_name else ())


def _target_key(active_target: win_notices.ActiveTarget) -> str:
    return f"win/target/{active_target.target_id}/{active_target.amount}"


def _was_kept_since(room: Session, commitment: Commitment, since: str) -> bool:
    """Return whether it was kept at or after that moment; without a journal entry its day decides."""
    at = room.query(
        "SELECT max(journal.at) AS at FROM journal_row JOIN journal ON journal.id = journal_id "
        "WHERE row_table = 'commitment' AND row_id = ? AND what = 'commitment.kept'",
        (commitment.id,),
    )[0]["at"]
    if at is not None:
        return bool(at >= since)
    return commitment.closed_on is not None and commitment.closed_on > day_of_timestamp(since, room.now)


def _due(room: Session, known: Collection[str], *, early: bool) -> Iterator[Message]:
    today = room.today
    key = f"due/{today.isoformat()}"
    if key in known or (room.now.hour < DUE_FROM_HOUR and not early):
        return
    if not workdays.read(room.connection, today, today).count(today, today):
        return
    names = {
        member.id: member.name for member in room.all(Member, "left_on IS NULL OR left_on > ?", (today.isoformat(),))
    }
    outcomes = OutcomeCalculator(room.connection, today)
    rows: list[tuple[bool, str, str]] = []
    for commitment in room.all(Commitment, "status = 'open' AND replaced_by IS NULL AND helps_id IS NULL"):
        day = outcomes.next_due(outcomes.records[commitment.id])
        if day is None or day > today:
            continue
        if commitment.member_id is not None and commitment.member_id not in names:
            continue
        owner_name = names.get(commitment.member_id or 0, "The team")
        when = "due today" if day == today else f"overdue since {format_date(day)}"
        rows.append((day == today, owner_name, f"{owner_name}: {commitment.text} ({when})"))
    if rows:
        overdue = sum(not is_today for is_today, *_ in rows)
        facts = (("Due today", str(len(rows) - overdue)), *((("Overdue", str(overdue)),) if overdue else ()))
        lines = tuple(line for *_, line in sorted(rows, key=_by_name))
        yield Message(key, "due", f"{get_team(room).name} · due on {format_date(today)}", lines, facts)


def _by_name(row: tuple[bool, str, str]) -> tuple[str, bool]:
    """Return a sort key: by member, overdue first."""
    return row[1].casefold(), row[0]
