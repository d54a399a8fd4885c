"""What is shown beside a one-on-one, and beside the list of them: numbers, goals, help, and what is to discuss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.access.session import Session
from core.conversations.one_on_one_page import OneOnOnePage, load_one_on_one_page
from core.models import Member
from core.overview import home
from core.standings.charts import BurnUp
from core.team import members
from core.values.periods import format_due
from core.values.text import format_count
from tui.widgets.charts_from_core import read_charts
from tui.widgets.fact_list import Fact
from tui.widgets.only_me import ONLY_ME
from tui.widgets.progress_rows import ProgressRow
from tui.widgets.progress_rows_from_core import progress_row


@dataclass(frozen=True, slots=True)
class TalkSide:
    """What belongs to a one-on-one, read for the list of them."""

    other: Member
    """The other person, as in the list."""
    facts: Sequence[Fact]
    numbers_title: str
    numbers: Sequence[ProgressRow]
    charts: Sequence[BurnUp]


def read_talk_side(session: Session, other: Member) -> TalkSide:
    """Return what belongs to the viewer's one-on-one with a member. Raises `HuddleError` where they have none."""
    page = load_one_on_one_page(session, other)
    facts = [*_open_facts(session, page), *side_facts(session, page)]
    return TalkSide(other, facts, numbers_title(session, page), number_rows(page), read_charts(session, page.numbers))


def _open_facts(session: Session, page: OneOnOnePage) -> list[Fact]:
    """Return the cards that were not discussed yet and the open points of the agenda."""
    names = members.short_names(session)
    cards = [reviewed.card.text for reviewed in page.cards if reviewed.verdict is None]
    agenda = [f"{names[point.by_id]}: {point.text}" for point, _ in page.agenda if not point.done]
    return [
        Fact(text, sign="○", who="" if number else title)
        for title, texts in (("To discuss", cards), ("Agenda", agenda))
        for number, text in enumerate(texts)
    ]


def numbers_title(session: Session, page: OneOnOnePage) -> str:
    """Return whose numbers the rows are."""
    if session.viewer.is_member(page.member.id):
        return "Your numbers"
    return f"{members.short_names(session)[page.member.id]}'s numbers"


def number_rows(page: OneOnOnePage) -> list[ProgressRow]:
    """Return the member's running targets with their pace."""
    return [progress_row(number, by_pace=True) for number in page.numbers]


def side_facts(session: Session, page: OneOnOnePage) -> list[Fact]:
    """Return facts beside the list: personal goals, share kept, help owed, agenda carried over, last and next talk."""
    facts = [
        Fact(goal.text, who="Personal goal", right=ONLY_ME if goal.visibility == "me" else "", quiet=True)
        for goal in page.goals
    ]
    kept = home.count_kept(session, page.member)
    if kept.closed:
        facts.append(Fact(f"{kept.kept} of {format_count(kept.closed, 'commitment')}", who="Kept"))
    facts.append(Fact(page.describe_help() or "none open", who="Help promised"))
    carried = [point.text for point, times in page.agenda if times and not point.done]
    if carried:
        facts.append(Fact("; ".join(carried), who="Carried over"))
    if page.last_conversation is not None and page.last_conversation.text:
        facts.append(Fact(page.last_conversation.text, who="Last time", quiet=True))
    next_day = page.conversation.next_on if page.conversation and page.conversation.status == "open" else None
    if next_day is not None:
        facts.append(Fact(format_due(next_day, session.today), who="Next"))
    return facts
