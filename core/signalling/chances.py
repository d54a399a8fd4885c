"""Chances that are let pass: customers nobody has been in touch with, leads that lie, days that went by."""

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
"""Days without a touch: a customer who hears nothing for a month has begun to forget."""

OVERDUE_DAYS = 7
"""Days after which it is told to the leader: by then a weekly meeting has passed in which one could have said so."""

OWN_OVERDUE_DAYS = 1
"""One's own is told at once: whoever leads keeps their word first."""

LEADS = ("pipeline", "open leads", "leads")
"""What a team calls the metric of latest values that its open leads are entries of."""

IN_A_ROW = (5, 10, 20, 50, 100)
"""At how many times running a commitment that comes again was kept it is told."""


def untouched(look: Look) -> Iterator[Signal]:
    """Whose accounts have not been touched for a month. One of which no day is known tells nothing, and one that has
    changed hands since was another's."""
    s = look.s
    before = s.today - timedelta(days=UNTOUCHED_DAYS)
    if look.founded > before:  # nothing has been noted for so long
        return
    rows = s.store.query(
        f"SELECT member_id, count(*) AS n, min({LAST}) AS last FROM account WHERE member_id IS NOT NULL "
        f"AND {LAST} <= :before AND id NOT IN (SELECT account_id FROM handover WHERE day > :before) GROUP BY member_id",
        {"before": before.isoformat()},
    )
    for row in rows:
        member = look.member(row["member_id"])
        if member not in look.people or member is None:
            continue
        what = f"{counted(row['n'], 'account', 'accounts')} not touched for {UNTOUCHED_DAYS} days or more"
        command = f"huddle account list --of {look.typed(member)} --untouched {UNTOUCHED_DAYS}"
        words = "Ring the first of them today" if look.own(member) else "Look at them together, and share them out"
        place = "6 Me, A" if look.own(member) else "7 Team, A"
        longest = f"the longest since {look.day(date.fromisoformat(row['last']))}"
        yield Signal("chances", member, what, longest, Step(words, place, command), row["n"])


def leads(look: Look, weeks: Weeks) -> Iterator[Signal]:
    """Open leads of which nothing has been heard for a month, as far as the entries tell."""
    s = look.s
    before = s.today - timedelta(days=UNTOUCHED_DAYS)
    if look.founded > before:
        return
    for metric in weeks.metrics.values():
        if metric.kind != "latest" or metric.name.casefold() not in LEADS:
            continue
        rows = s.store.query(
            "SELECT member_id, max(day) AS day, amount FROM entry WHERE metric_id = ? GROUP BY member_id", (metric.id,)
        )
        for row in rows:
            member, day = look.member(row["member_id"]), date.fromisoformat(row["day"])
            if member is None or member not in look.people or not weeks.tells(member, metric):
                continue
            if row["amount"] > 0 and day <= before:
                what = f"{metric.name}: unchanged for {(s.today - day).days} days"
                figures = f"{with_unit(row['amount'], metric.scale, metric.unit)} since {look.day(day)}"
                own = Step("Follow up, or close what is none any more", "6 Me, l", f"huddle log '{metric.name}' AMOUNT")
                yield Signal("chances", member, what, figures, look.talk(member, own), (s.today - day).days)


def overdue(look: Look) -> Iterator[Signal]:
    """Whose commitments are open although their day has passed; the team's own are told to the leader. Help that was
    promised is not among them."""
    s = look.s
    found: dict[int | None, list[Commitment]] = {}
    for one in s.all(
        Commitment,
        "status = 'open' AND replaced_by IS NULL AND helps_id IS NULL AND every IS NULL AND due < ?",
        (s.today.isoformat(),),
        order="due, id",
    ):
        mine = s.viewer.is_member(one.member_id)
        days = OWN_OVERDUE_DAYS if mine else OVERDUE_DAYS
        if one.due is not None and (s.today - one.due).days >= days:
            found.setdefault(one.member_id, []).append(one)
    people = {member.id: member for member in look.people}
    for member_id, ones in found.items():
        if member_id not in people and not (member_id is None and s.viewer.is_leader):
            continue
        member = people.get(member_id or 0)
        first = ones[0]
        assert first.due is not None
        own = Step("Keep it, or say what comes next", "6 Me", "huddle due")
        yield Signal(
            "chances", member, f"{counted(len(ones), 'commitment', 'commitments')} past the day",
            f"“{first.text}” since {look.day(first.due)}", look.talk(member, own), (s.today - first.due).days,
        )  # fmt: skip


def kept_in_a_row(look: Look) -> Iterator[Signal]:
    """Who has kept what comes again a round number of times running, the last time within this week or the last."""
    s = look.s
    reckoned = reckoning(s)
    people = {member.id: member for member in look.people}
    for one in s.all(Commitment, "status = 'open' AND replaced_by IS NULL AND every IS NOT NULL AND helps_id IS NULL"):
        member, counts = people.get(one.member_id or 0), reckoned.all.get(one.id)
        if member is None or counts is None:
            continue
        kept = [coming.day for coming in reckoned.comings(counts) if coming.status == "kept"]
        lately = bool(kept) and (s.today - max(kept)).days <= _FRESH
        if lately and (times := streak(s, one, reckoned)) in IN_A_ROW:
            yield Signal("success", member, f"kept {times} times in a row", f"“{one.text}”", look.praise(member), times)


_FRESH = 7
"""Days for which it is told: until the next weekly meeting."""
