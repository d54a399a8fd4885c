"""Forms of a one-on-one: adjusting a card, promising or requesting help, and finishing the talk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.access.session import Session
from core.commitments.phrasing import describe_due, describe_recurrence
from core.conversations import one_on_one
from core.conversations.one_on_one_page import list_tactics
from core.metrics import amount_input
from core.models import Card, Commitment, Conversation, Member, Metric, Point
from core.team.members import short_names
from core.values import input_parsing
from core.values.amounts import format_plain
from core.values.text import clean
from tui.dialogs.form import FormScreen
from tui.widgets.fact_list import Fact, Facts
from tui.widgets.form import Field

MAX_TACTICS, MAX_TACTICS_WHEN_LOW = 5, 2
"""How many cards of colleagues the adjust form shows above its fields, and how many on a low screen."""

LOW_HEIGHT = 28
"""Screen height in lines below which the form shows only `MAX_TACTICS_WHEN_LOW` cards."""


def adjust_form(session: Session, member: Member, card: Card, screen_height: int) -> FormScreen:
    """Return the form that adjusts a card: colleagues' cards of the same trend, the worry, and the new commitment.

    `member` is the other person in the one-on-one, as seen by the viewer; a low screen shows fewer cards.
    """
    _, owner = one_on_one.leader_and_member(session, member)
    current = one_on_one.commitment_of_card(session, owner, card)
    current = current if current and current.status == "open" else None
    names = short_names(session)
    whose = "your own words" if session.viewer.is_member(owner.id) else f"{names[owner.id]}'s own words"
    fields = [
        Field("worry", "Worries", "", "what might get in the way (optional)"),
        Field("text", "New wording", current.text if current else "", f"in {whose} (optional)"),
        *_fields(session, current),
    ]
    others = Facts(id="dialog-others")
    most = MAX_TACTICS if screen_height >= LOW_HEIGHT else MAX_TACTICS_WHEN_LOW
    others.set_facts(
        [Fact(tactic.text, who=names[tactic.member.id], quiet=True) for tactic in list_tactics(session, card)[:most]],
        empty="No similar cards from colleagues.",
    )
    return FormScreen(
        f"“{card.text}”",
        fields,
        lambda values: _save_adjustment(session, member, card, current, values),
        above=[others],
        help_name="Adjust form",
    )


def _fields(session: Session, current: Commitment | None) -> Sequence[Field]:
    metric = session.get(Metric, current.metric_id) if current else None
    amount = format_plain(current.amount, metric.scale) if current and metric and current.amount is not None else ""
    due = ""
    if current is not None and current.due is not None:
        # A past day is written with its year: without it, it would be parsed as the next such day.
        due = current.due.isoformat() if current.due < session.today else describe_due(current, session.today)
    return (
        Field("much", "How much", f"{amount} {metric.name}".strip() if metric else "", "e.g. 5 calls (optional)"),
        Field(
            "often",
            "How often",
            describe_recurrence(current) if current else "",
            "e.g. week or every Monday (optional)",
        ),
        Field("due", "By when", due, "e.g. friday or 30 Nov (optional)"),
    )


def _save_adjustment(
    session: Session, member: Member, card: Card, current: Commitment | None, values: dict[str, str]
) -> Any:
    promised_on = session.get(Metric, current.metric_id) if current else None
    metric, amount = amount_input.parse_metric_amount(session, values["much"], promised_on)
    every, weekday = input_parsing.parse_recurrence(values["often"])
    due = input_parsing.parse_day(values["due"], session.today)
    if not clean(values["text"]):
        return one_on_one.adjust(session, member, card, worry=values["worry"])
    return one_on_one.adjust(
        session, member, card, worry=values["worry"], text=values["text"], metric=metric, amount=amount, every=every,
        weekday=weekday, due=due,
    )  # fmt: skip


def help_form(
    session: Session, member: Member, *, card: Card | None = None, request: Point | None = None
) -> FormScreen:
    """Return the form in which the leader promises help, or the member asks for it."""
    leader, helped = one_on_one.leader_and_member(session, member)
    names = short_names(session)
    if session.viewer.is_member(helped.id):
        title = f"What help do you need from {names[leader.id]}?"
        fields = [Field("text", "Help", "", "e.g. join my next call")]
    else:
        title = f"How will you help {names[helped.id]}" + (f" with “{card.text}”?" if card else "?")
        fields = [
            Field(
                "text", "Help", request.text if request else "", f"{names[helped.id]} confirms it; visible to you both"
            ),
            Field("due", "By when", "", "e.g. friday or 30 Nov (optional)"),
        ]

    def add_help(values: dict[str, str]) -> Point:
        due = input_parsing.parse_day(values.get("due", ""), session.today)
        return one_on_one.add_help(session, member, values["text"], card=card, due=due, help_request=request)

    return FormScreen(title, fields, add_help)


def finish_form(session: Session, member: Member, talk: Conversation) -> FormScreen:
    """Return the form that closes `talk`: its summary in one line, and the next date."""
    next_day = talk.next_on.isoformat() if talk.next_on and talk.next_on > session.today else ""
    fields = [
        Field("text", "Summary", "", "in one line (optional)"),
        Field("next", "Next one", next_day, "e.g. +14, friday or 30 Nov (optional)"),
    ]

    def close(values: dict[str, str]) -> Conversation:
        return one_on_one.close(session, member, values["text"], input_parsing.parse_day(values["next"], session.today))

    return FormScreen("End the one-on-one", fields, close)
