"""Signals about missed chances: accounts nobody contacts, stale leads, overdue commitments; and about kept streaks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from core.accounts import LAST
from core.amounts import with_unit
from core.models import Commitment
from core.occurrences import reckoning, streak
from core.signalling.signal import Look, Signal, Step, counted
from core.signalling.weeks import Weeks

UNTOUCHED_DAYS = 30
"""Days without contact: a customer who hears nothing for a month has begun to forget."""

OVERDUE_DAYS = 7
"""Days past due after which the leader is told: by then a weekly meeting has passed in which to say so."""

OWN_OVERDUE_DAYS = 1
"""Days past due after which viewers are told of their own: those who lead keep their word first."""

LEADS = ("pipeline", "open leads", "leads")
"""The usual names of the metric of latest values that counts open leads."""

IN_A_ROW = (5, 10, 20, 50, 100)
"""At how many times in a row a kept recurring commitment is reported."""


def untouched(context: Look) -> Iterator[Signal]:
    """Yield members whose accounts were not touched for `UNTOUCHED_DAYS`.

    Accounts without a known day are left out, and those that changed hands since.
    """
    session = context.s
    before = session.today - timedelta(days=UNTOUCHED_DAYS)
    if context.founded > before:  # the team's file is younger than that
        return
    rows = session.store.query(
        f"SELECT member_id, count(*) AS n, min({LAST}) AS last FROM account WHERE member_id IS NOT NULL "
        f"AND {LAST} <= :before AND id NOT IN (SELECT account_id FROM handover WHERE day > :before) GROUP BY member_id",
        {"before": before.isoformat()},
    )
    for row in rows:
        member = context.member(row["member_id"])
        if member not in context.people or member is None:
            continue
        headline = f"{counted(row['n'], 'account', 'accounts')} not touched for {UNTOUCHED_DAYS} days or more"
        command = f"huddle account list --of {context.typed(member)} --untouched {UNTOUCHED_DAYS}"
        advice = "Ring the first of them today" if context.own(member) else "Look at them together, and share them out"
        place = "6 Me, A" if context.own(member) else "7 Team, A"
        longest = f"the longest since {context.day(date.fromisoformat(row['last']))}"
        yield Signal("chances", member, headline, longest, Step(advice, place, command), row["n"])


def leads(context: Look, weeks: Weeks) -> Iterator[Signal]:
    """Yield members whose open leads have had no new entry for `UNTOUCHED_DAYS`."""
    session = context.s
    before = session.today - timedelta(days=UNTOUCHED_DAYS)
    if context.founded > before:
        return
    for metric in weeks.metrics.values():
        if metric.kind != "latest" or metric.name.casefold() not in LEADS:
            continue
        rows = session.store.query(
            "SELECT member_id, max(day) AS day, amount FROM entry WHERE metric_id = ? GROUP BY member_id", (metric.id,)
        )
        for row in rows:
            member, day = context.member(row["member_id"]), date.fromisoformat(row["day"])
            if member is None or member not in context.people or not weeks.tells(member, metric):
                continue
            if row["amount"] > 0 and day <= before:
                headline = f"{metric.name}: unchanged for {(session.today - day).days} days"
                figures = f"{with_unit(row['amount'], metric.scale, metric.unit)} since {context.day(day)}"
                own_step = Step(
                    "Follow up, or close what is none any more", "6 Me, l", f"huddle log '{metric.name}' AMOUNT"
                )
                yield Signal(
                    "chances", member, headline, figures, context.talk(member, own_step), (session.today - day).days
                )


def overdue(context: Look) -> Iterator[Signal]:
    """Yield members whose commitments are open past their day; for the leader also the team's. Help is left out."""
    session = context.s
    overdue_by_member: dict[int | None, list[Commitment]] = {}
    for commitment in session.all(
        Commitment,
        "status = 'open' AND replaced_by IS NULL AND helps_id IS NULL AND every IS NULL AND due < ?",
        (session.today.isoformat(),),
        order="due, id",
    ):
        is_own = session.viewer.is_member(commitment.member_id)
        days = OWN_OVERDUE_DAYS if is_own else OVERDUE_DAYS
        if commitment.due is not None and (session.today - commitment.due).days >= days:
            overdue_by_member.setdefault(commitment.member_id, []).append(commitment)
    people = {member.id: member for member in context.people}
    for member_id, commitments in overdue_by_member.items():
        if member_id not in people and not (member_id is None and session.viewer.is_leader):
            continue
        member = people.get(member_id or 0)
        first = commitments[0]
        assert first.due is not None
        own_step = Step("Keep it, or say what comes next", "6 Me", "huddle due")
        yield Signal(
            "chances", member, f"{counted(len(commitments), 'commitment', 'commitments')} past the day",
            f"“{first.text}” since {context.day(first.due)}", context.talk(member, own_step),
            (session.today - first.due).days,
        )  # fmt: skip


def kept_in_a_row(context: Look) -> Iterator[Signal]:
    """Yield who kept a recurring commitment a number of times in `IN_A_ROW`, lately for the last time."""
    session = context.s
    outcomes = reckoning(session)
    people = {member.id: member for member in context.people}
    for commitment in session.all(
        Commitment, "status = 'open' AND replaced_by IS NULL AND every IS NOT NULL AND helps_id IS NULL"
    ):
        member, record = people.get(commitment.member_id or 0), outcomes.all.get(commitment.id)
        if member is None or record is None:
            continue
        kept_days = [occurrence.day for occurrence in outcomes.comings(record) if occurrence.status == "kept"]
        is_recent = bool(kept_days) and (session.today - max(kept_days)).days <= _REPORTED_DAYS
        if is_recent and (times := streak(session, commitment, outcomes)) in IN_A_ROW:
            yield Signal(
                "success", member, f"kept {times} times in a row", f"“{commitment.text}”", context.praise(member), times
            )


_REPORTED_DAYS = 7
"""For how many days a streak is reported: until the next weekly meeting."""
