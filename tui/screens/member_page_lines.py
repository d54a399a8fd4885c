"""The lines of a member's page."""

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
    """What is proposed next, above all else."""
    if page.next is None:
        return []
    words = page.next.words
    if page.signals:
        words = f"{page.signals[0].what} → {words[:1].lower()}{words[1:]}"
    return [Fact(words, who="Next", right=page.next.place or page.next.command)]


def said(page: MemberPage, today: date) -> list[Fact]:
    """What is open, with what was done of it, how often, by when and how many times running."""
    return [_said(each, today) for each in page.said]


def _said(each: Said, today: date) -> Fact:
    one = each.promised.commitment
    due = near(each.promised.due, today) if each.promised.due else ""
    row = occurrences.in_a_row(one, each.promised.streak)
    much = each.so_far or how_much(one, each.promised.metric)
    right = " · ".join(filter(None, (much, row or how_often(one), due)))
    urgent = each.promised.due is not None and each.promised.due < today
    return Fact(one.text, sign="●" if due else "○", right=right, urgent=urgent)


def nothing_said(page: MemberPage) -> str:
    """Why there is none."""
    return "Watchers take nothing on." if page.member.role == "watcher" else "Nothing is open."


def kept(page: MemberPage) -> str:
    """How much was kept, week by week, for whom it is to know."""
    if page.kept is None or not page.kept.closed:
        return ""
    return f"{page.kept.kept} of {page.kept.closed} kept{kept_weeks(page.kept)}"


def cards_head(page: MemberPage) -> str:
    """Of which day the cards are."""
    return f"Stated on {_day(page.said_on)}" if page.said_on else ""


def cards(page: MemberPage) -> list[Fact]:
    """What they said in the last brainstorm, in their own words."""
    taken = {each.promised.commitment.card_id for each in page.said}
    return [Fact(card.text, sign="○", quiet=True) for card in page.cards if card.id not in taken]


def daily(page: MemberPage) -> list[Fact]:
    """How they train, and how many accounts are theirs."""
    facts = []
    line = page.training
    if line is not None:
        words = f"{line.week} {'session' if line.week == 1 else 'sessions'} this week"
        if line.topics:
            words += f": {', '.join(line.topics)}"
        facts.append(Fact(words, who="Training", right=f"{line.streak} days in a row" if line.streak > 1 else ""))
    if page.accounts:
        words = f"{page.accounts} {'account' if page.accounts == 1 else 'accounts'}"
        still = f"{page.untouched} untouched for a month" if page.untouched else ""
        facts.append(Fact(words, who="Accounts", right=still))
    return facts


def goals(page: MemberPage) -> list[Fact]:
    """What they want for themself, as far as they share it, and why."""
    facts = []
    for goal in page.goals:
        due = f"by {_day(goal.due)} {goal.due.year}" if goal.due else ""
        facts.append(Fact(goal.text, sign="○", right=due))
        if goal.why:
            facts.append(Fact(goal.why, quiet=True))
    return facts


def no_goals(page: MemberPage) -> str:
    """Whether there are any that are not shared is nobody's to know."""
    if page.member.role == "watcher":
        return ""
    if page.own:
        return "You have none yet. In 0 Goals, a writes one down; only you see it until you choose otherwise."
    return "None is shared with you."


def owed(page: MemberPage, today: date) -> list[Fact]:
    """Help that was promised to them, and by whom."""
    facts = []
    for each in page.owed:
        due = near(each.promise.due, today) if each.promise.due else ""
        facts.append(Fact(each.promise.text, sign="●", who=each.by, right="to confirm" if each.to_confirm else due))
    return facts


def nothing_owed(page: MemberPage) -> str:
    """Between the two of them alone: colleagues are not told that there is nothing either."""
    if page.member.role == "watcher":
        return ""
    return "Nothing was promised yet. In 8 One-on-one, h does." if page.own or page.next is not None else ""


def talks(page: MemberPage, today: date) -> list[Fact]:
    """When, and what kind; on one's own page with whom."""
    facts = []
    if page.next_talk is not None:
        kind = page.next_talk.kind
        facts.append(Fact(kind, sign="●", right=f"next {near(page.next_talk.held_on, today)}"))
    for each in page.talks:
        day = each.conversation.held_on
        year = f" {day.year}" if day.year != today.year else ""
        words = each.conversation.kind + (f" with {each.other}" if page.own else "")
        facts.append(Fact(words, sign="✓", right=f"{_day(day)}{year}"))
    return facts


def no_talks(page: MemberPage, have: bool) -> str:
    """For those who have talks with each other."""
    return "You two have not talked yet." if have else ""


def worth(page: MemberPage) -> list[Fact]:
    """The signals, with their figures."""
    return [Fact(f"{each.what} · {each.figures}", sign="✓" if each.kind == "success" else "●") for each in page.signals]


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"
