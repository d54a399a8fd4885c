"""Signals about missed chances: accounts nobody contacts, stale leads, overdue commitments; and about kept streaks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from core.accounts.accounts import LAST_KNOWN_DAY_SQL
from core.commitments.occurrences import count_kept_in_a_row, outcome_calculator
from core.models import Commitment, by_id
from core.overview.signals.signal import NextStep, Signal, SignalContext
from core.overview.signals.weeks import Weeks
from core.values.amounts import format_with_unit
from core.values.text import format_count

UNTOUCHED_DAYS = 30
"""Days without contact: a customer who hears nothing for a month has begun to forget."""

OVERDUE_DAYS = 7
"""Days past due after which the leader is told: by then a weekly meeting has passed in which to say so."""

OWN_OVERDUE_DAYS = 1
"""Days past due after which viewers are told of their own: those who lead keep their word first."""

LEAD_METRICS = ("pipeline", "open leads", "leads")
"""The usual names of the metric of latest values that counts open leads."""

STREAK_LENGTHS = (5, 10, 20, 50, 100)
"""At how many times in a row a kept recurring commitment is reported."""


def untouched_accounts(context: SignalContext) -> Iterator[Signal]:
    """Yield members whose accounts were not touched for `UNTOUCHED_DAYS`.

    Accounts without a known day are left out, and those that changed hands since.
    """
    session = context.session
    before = session.today - timedelta(days=UNTOUCHED_DAYS)
    if context.founded > before:  # the team's file is younger than that
        return
    rows = session.query(
        f"SELECT member_id, count(*) AS n, min({LAST_KNOWN_DAY_SQL}) AS last FROM visible_account WHERE "
        f"member_id IS NOT NULL "
        f"AND {LAST_KNOWN_DAY_SQL} <= :before "
        "AND id NOT IN (SELECT account_id FROM visible_handover WHERE day > :before) GROUP BY member_id",
        {"before": before.isoformat()},
    )
    for row in rows:
        member = context.find_member(row["member_id"])
        if member not in context.people or member is None:
            continue
        headline = f"{format_count(row['n'], 'account')} without contact for {UNTOUCHED_DAYS} days or more"
        command = f"huddle account list --of {context.shell_name(member)} --untouched {UNTOUCHED_DAYS}"
        advice = (
            "Call the first of them today" if context.is_viewer(member) else "Look at them together, and share them out"
        )
        longest = f"the longest since {context.format_day(date.fromisoformat(row['last']))}"
        yield Signal("chances", member, headline, longest, NextStep(advice, "accounts", command), row["n"])


def stale_leads(context: SignalContext, weeks: Weeks) -> Iterator[Signal]:
    """Yield members whose open leads have had no new entry for `UNTOUCHED_DAYS`."""
    session = context.session
    before = session.today - timedelta(days=UNTOUCHED_DAYS)
    if context.founded > before:
        return
    for metric in weeks.metrics.values():
        if metric.kind != "latest" or metric.name.casefold() not in LEAD_METRICS:
            continue
        rows = session.query(
            "SELECT member_id, max(day) AS day, amount FROM visible_entry WHERE metric_id = ? GROUP BY member_id",
            (metric.id,),
        )
        for row in rows:
            member, day = context.find_member(row["member_id"]), date.fromisoformat(row["day"])
            if member is None or member not in context.people or not weeks.may_see(member, metric):
                continue
            if row["amount"] > 0 and day <= before:
                headline = f"{metric.name}: unchanged for {(session.today - day).days} days"
                figures = (
                    f"{format_with_unit(row['amount'], metric.scale, metric.unit)} since {context.format_day(day)}"
                )
                own_step = NextStep("Follow up, or close it", "me.log", f"huddle log '{metric.name}' AMOUNT")
                yield Signal(
                    "chances",
                    member,
                    headline,
                    figures,
                    context.talk_step(member, own_step),
                    (session.today - day).days,
                )


def overdue_commitments(context: SignalContext) -> Iterator[Signal]:
    """Yield members whose commitments are open past their day; for the leader also the team's. Help is left out."""
    session = context.session
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
    people = by_id(context.people)
    for member_id, commitments in overdue_by_member.items():
        if member_id not in people and not (member_id is None and session.viewer.is_leader):
            continue
        member = people.get(member_id or 0)
        first = commitments[0]
        assert first.due is not None
        own_step = NextStep("Keep it, or choose the next step", "me.commitments", "huddle due")
        yield Signal(
            "chances", member, f"{format_count(len(commitments), 'commitment')} overdue",
            f"“{first.text}” since {context.format_day(first.due)}", context.talk_step(member, own_step),
            (session.today - first.due).days,
        )  # fmt: skip


def commitment_streaks(context: SignalContext) -> Iterator[Signal]:
    """Yield who kept a recurring commitment a number of times in `STREAK_LENGTHS`, lately for the last time."""
    session = context.session
    outcomes = outcome_calculator(session)
    people = by_id(context.people)
    for commitment in session.all(
        Commitment, "status = 'open' AND replaced_by IS NULL AND every IS NOT NULL AND helps_id IS NULL"
    ):
        member, record = people.get(commitment.member_id or 0), outcomes.records.get(commitment.id)
        if member is None or record is None:
            continue
        kept_days = [occurrence.day for occurrence in outcomes.list_occurrences(record) if occurrence.status == "kept"]
        is_recent = bool(kept_days) and (session.today - max(kept_days)).days <= _REPORTED_DAYS
        if is_recent and (times := count_kept_in_a_row(session, commitment, outcomes)) in STREAK_LENGTHS:
            yield Signal(
                "success",
                member,
                f"kept {times} times in a row",
                f"“{commitment.text}”",
                context.praise_step(member),
                times,
            )


_REPORTED_DAYS = 7
"""For how many days a streak is reported: until the next weekly meeting."""
