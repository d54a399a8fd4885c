"""Lines of the member page, section by section."""

from __future__ import annotations

from datetime import date

from core import occurrences
from core.commitment_words import how_much, how_often
from core.member_page import MemberPage, Said
from core.periods import MONTHS, near
from tui.widgets.facts import Fact
from tui.widgets.reaches import kept_weeks

__all__ = ["Fact"]


def step(page: MemberPage) -> list[Fact]:
    """Return the proposed next step, or nothing without one."""
    if page.next is None:
        return []
    words = page.next.words
    if page.signals:
        words = f"{page.signals[0].what} → {words[:1].lower()}{words[1:]}"
    return [Fact(words, who="Next", right=page.next.place or page.next.command)]


def said(page: MemberPage, today: date) -> list[Fact]:
    """Return the open commitments with the amount done, the frequency or streak, and the due day."""
    return [_said(item, today) for item in page.said]


def _said(item: Said, today: date) -> Fact:
    commitment = item.promised.commitment
    due = near(item.promised.due, today) if item.promised.due else ""
    row = occurrences.in_a_row(commitment, item.promised.streak)
    amount = item.so_far or how_much(commitment, item.promised.metric)
    right = " · ".join(filter(None, (amount, row or how_often(commitment), due)))
    urgent = item.promised.due is not None and item.promised.due < today
    return Fact(commitment.text, sign="●" if due else "○", right=right, urgent=urgent)


def nothing_said(page: MemberPage) -> str:
    """Return the sentence for a member without open commitments."""
    return "Watchers take nothing on." if page.member.role == "watcher" else "Nothing is open."


def kept(page: MemberPage) -> str:
    """Return how many commitments were kept, with a chart by week; empty where the viewer may not know."""
    if page.kept is None or not page.kept.closed:
        return ""
    return f"{page.kept.kept} of {page.kept.closed} kept{kept_weeks(page.kept)}"


def cards_head(page: MemberPage) -> str:
    """Return the heading of the cards with the day on which they were stated; empty without cards."""
    return f"Stated on {_day(page.said_on)}" if page.said_on else ""


def cards(page: MemberPage) -> list[Fact]:
    """Return the member's cards of the last brainstorm that did not become an open commitment."""
    taken = {item.promised.commitment.card_id for item in page.said}
    return [Fact(card.text, sign="○", quiet=True) for card in page.cards if card.id not in taken]


def daily(page: MemberPage) -> list[Fact]:
    """Return the training of this week and the number of accounts the member owns."""
    facts = []
    line = page.training
    if line is not None:
        words = f"{line.week} {'session' if line.week == 1 else 'sessions'} this week"
        if line.topics:
            words += f": {', '.join(line.topics)}"
        facts.append(Fact(words, who="Training", right=f"{line.streak} days in a row" if line.streak > 1 else ""))
    if page.accounts:
        words = f"{page.accounts} {'account' if page.accounts == 1 else 'accounts'}"
        untouched = f"{page.untouched} untouched for a month" if page.untouched else ""
        facts.append(Fact(words, who="Accounts", right=untouched))
    return facts


def goals(page: MemberPage) -> list[Fact]:
    """Return the personal goals that the viewer may see, each followed by its reason."""
    facts = []
    for goal in page.goals:
        due = f"by {_day(goal.due)} {goal.due.year}" if goal.due else ""
        facts.append(Fact(goal.text, sign="○", right=due))
        if goal.why:
            facts.append(Fact(goal.why, quiet=True))
    return facts


def no_goals(page: MemberPage) -> str:
    """Return the sentence for no visible goals; it does not reveal whether there are goals that are not shared."""
    if page.member.role == "watcher":
        return ""
    if page.own:
        return "You have none yet. In 0 Goals, a writes one down; only you see it until you choose otherwise."
    return "None is shared with you."


def owed(page: MemberPage, today: date) -> list[Fact]:
    """Return the help promised to the member, with who promised it and its due day or `to confirm`."""
    facts = []
    for help_owed in page.owed:
        due = near(help_owed.promise.due, today) if help_owed.promise.due else ""
        facts.append(
            Fact(
                help_owed.promise.text, sign="●", who=help_owed.by, right="to confirm" if help_owed.to_confirm else due
            )
        )
    return facts


def nothing_owed(page: MemberPage) -> str:
    """Return the sentence for no promised help; empty for colleagues, who may not know that either."""
    if page.member.role == "watcher":
        return ""
    return "Nothing was promised yet. In 8 One-on-one, h does." if page.own or page.next is not None else ""


def talks(page: MemberPage, today: date) -> list[Fact]:
    """Return the planned and the past conversations; on the viewer's own page with the other person's name."""
    facts = []
    if page.next_talk is not None:
        kind = page.next_talk.kind
        facts.append(Fact(kind, sign="●", right=f"next {near(page.next_talk.held_on, today)}"))
    for talk in page.talks:
        day = talk.conversation.held_on
        year = f" {day.year}" if day.year != today.year else ""
        words = talk.conversation.kind + (f" with {talk.other}" if page.own else "")
        facts.append(Fact(words, sign="✓", right=f"{_day(day)}{year}"))
    return facts


def no_talks(page: MemberPage, have: bool) -> str:
    """Return the sentence for no conversations; empty unless the viewer can have one with the member (`have_talks`)."""
    return "You two have not talked yet." if have else ""


def worth(page: MemberPage) -> list[Fact]:
    """Return the member's signals with their figures."""
    return [
        Fact(f"{signal.what} · {signal.figures}", sign="✓" if signal.kind == "success" else "●")
        for signal in page.signals
    ]


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"
