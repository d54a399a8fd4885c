"""What there is to tell an address: minutes, wins, and what is due. Read by the room, so that it may stand on a wall.

Each piece of news has a key, and is made only where its key is not known yet: whoever looks, and however often, finds
the same news once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from core import celebrations, workdays
from core.clock import day_of
from core.messages import Message
from core.minutes import minutes
from core.models import Board, Card, Commitment, Meeting, Member, Metric, Target, Webhook
from core.periods import said
from core.private_boards import is_private
from core.reckoning import Reckoning
from core.session import Session
from core.team import team

DUE_FROM_HOUR = 7
"""What is due is told from this hour of the day on: an app that is left open overnight wakes nobody."""


def news(room: Session, hook: Webhook, known: Collection[str], *, early: bool = False) -> Iterator[Message]:
    """What an address is to be told since it was added and has no key among `known`. `early` also tells what is due
    before the hour from which it is."""
    if hook.minutes:
        yield from _minutes(room, hook, known)
    if hook.wins:
        yield from _wins(room, hook, known)
    if hook.due:
        yield from _due(room, known, early=early)


def still_stands(room: Session, key: str) -> bool:
    """Whether what a message tells may be told as things stand now. Of wins: a board may have become private while the
    message waited, and what was reached, kept or called big may have been taken back."""
    match key.split("/"):
        case ["win", "target", target_id, amount]:
            target = room.get(Target, int(target_id))
            metric = room.get(Metric, target.metric_id) if target else None
            running = {aim.target_id: aim for aim in celebrations.aims(room.store.connection, room.today)}
            aim = running.get(int(target_id))  # none once its days are over
            true = aim is None or (aim.is_reached and aim.amount == int(amount))
            return metric is not None and not is_private(room, metric) and true
        case ["win", "commitment", commitment_id]:
            return bool(celebrations.kept(room, [int(commitment_id)]))
        case ["win", "card", card_id]:
            return bool(celebrations.big(room, [int(card_id)]))
    return True


def reached_already(room: Session) -> list[str]:
    """The keys of the targets that are reached now: to an address that is new they are no news."""
    return [_target_key(aim) for aim in celebrations.reached(room).values()]


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
        m = minutes(room, meeting)
        there = str(len(m.present)) + (f" of {len(m.present) + len(m.absent)}" if m.absent else "")
        facts = [("There", there), ("Cards said", str(m.cards)), ("Commitments taken on", str(len(m.commitments)))]
        if m.closed:
            facts.append(("Kept", f"{m.kept} of {len(m.closed)}"))
        if m.hurdles:
            facts.append(("Hurdles", str(len(m.hurdles))))
        lines = [f"Our goal: {m.goal}"] if m.goal else []
        if m.next_host:
            when = f" on {said(m.next_day)}" if m.next_day else ""
            lines.append(f"{m.next_host} hosts next{when}" + (f": {m.because}" if m.because else "") + ".")
        title = f"{m.team} · {m.kind} meeting {m.number}, {said(m.day)}"
        yield Message(key, "minutes", title, tuple(lines), tuple(facts))


def _wins(room: Session, hook: Webhook, known: Collection[str]) -> Iterator[Message]:
    private = {metric.name for metric in room.all(Metric, "private")}
    for aim in celebrations.reached(room).values():
        if (key := _target_key(aim)) not in known and aim.metric not in private:
            win = aim.win(room.today)
            yield Message(key, "wins", win.words, (win.detail,))
    added = day_of(hook.added_at, room.now).isoformat()
    kept = room.all(Commitment, "status = 'kept' AND replaced_by IS NULL AND closed_on >= ?", (added,))
    new = [c.id for c in kept if f"win/commitment/{c.id}" not in known and _was_kept_since(room, c, hook.added_at)]
    for commitment_id, win in celebrations.kept(room, new).items():
        yield Message(f"win/commitment/{commitment_id}", "wins", win.words, (win.detail,) if win.detail else ())
    names = {member.id: member.name for member in room.all(Member)}
    on_walls = {board.id for board in room.all(Board, "kind = 'wins'")}
    for card in room.all(Card, "big AND said_at >= ?", (hook.added_at,)):
        key = f"win/card/{card.id}"
        if key not in known and card.board_id in on_walls:
            whose = names.get(card.about_id or card.member_id or 0)
            yield Message(key, "wins", f"A big win: {card.text}", (whose,) if whose else ())


def _target_key(aim: celebrations.Aim) -> str:
    return f"win/target/{aim.target_id}/{aim.amount}"


def _was_kept_since(room: Session, c: Commitment, since: str) -> bool:
    """Whether it was kept after that moment; where the journal does not tell when, its day says so."""
    at = room.store.query(
        "SELECT max(journal.at) AS at FROM journal_row JOIN journal ON journal.id = journal_id "
        "WHERE row_table = 'commitment' AND row_id = ? AND what = 'commitment.kept'",
        (c.id,),
    )[0]["at"]
    if at is not None:
        return bool(at >= since)
    return c.closed_on is not None and c.closed_on > day_of(since, room.now)


def _due(room: Session, known: Collection[str], *, early: bool) -> Iterator[Message]:
    today = room.today
    key = f"due/{today.isoformat()}"
    if key in known or (room.now.hour < DUE_FROM_HOUR and not early):
        return
    if not workdays.read(room.store.connection, today, today).count(today, today):
        return
    names = {
        member.id: member.name for member in room.all(Member, "left_on IS NULL OR left_on > ?", (today.isoformat(),))
    }
    reckoned = Reckoning(room.store.connection, today)
    found: list[tuple[bool, str, str]] = []
    for c in room.all(Commitment, "status = 'open' AND replaced_by IS NULL AND helps_id IS NULL"):
        day = reckoned.next_due(reckoned.all[c.id])
        if day is None or day > today:
            continue
        if c.member_id is not None and c.member_id not in names:
            continue
        whose = names.get(c.member_id or 0, "The team")
        when = "due today" if day == today else f"overdue since {said(day)}"
        found.append((day == today, whose, f"{whose}: {c.text} ({when})"))
    if found:
        overdue = sum(not is_today for is_today, *_ in found)
        facts = (("Due today", str(len(found) - overdue)), *((("Overdue", str(overdue)),) if overdue else ()))
        lines = tuple(line for *_, line in sorted(found, key=_by_name))
        yield Message(key, "due", f"{team(room).name} · due on {said(today)}", lines, facts)


def _by_name(found: tuple[bool, str, str]) -> tuple[str, bool]:
    """Each person's together: what is overdue first."""
    return found[1].casefold(), found[0]
