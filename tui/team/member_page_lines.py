"""Lines of the member page, section by section."""

from __future__ import annotations

from datetime import date

from core.commitments import occurrences
from core.commitments.phrasing import describe_amount, describe_recurrence
from core.keys.sealed_text import SealedText
from core.overview.member_page import CommitmentProgress, MemberPage
from core.values.periods import format_date, format_day, format_due
from core.values.text import format_count
from tui.action_hints import page_title
from tui.widgets.fact_list import Fact
from tui.widgets.need_and_signal_facts import signal_sign
from tui.widgets.only_me import LOCKED, ONLY_ME, ONLY_ME_SIGN
from tui.widgets.progress_rows_from_core import kept_sparkline
from tui.widgets.signs import OPEN, PLANNED, SOON
from tui.widgets.tone import due_tone


def next_step(page: MemberPage) -> list[Fact]:
    """Return the proposed next step, or nothing without one."""
    if page.next_step is None:
        return []
    step = page.next_step.text
    if page.signals:
        step = f"{page.signals[0].headline} → {step[:1].lower()}{step[1:]}"
    return [Fact(step, who="Next", right=page_title(page.next_step.action) or page.next_step.command)]


def open_commitments(page: MemberPage, today: date) -> list[Fact]:
    """Return the open commitments with the amount done, the frequency or streak, and the due day."""
    return [_commitment_fact(item, today) for item in page.commitments]


def _commitment_fact(item: CommitmentProgress, today: date) -> Fact:
    commitment = item.item.commitment
    due = format_due(item.item.due, today) if item.item.due else ""
    streak = occurrences.format_streak(commitment, item.item.streak)
    amount = item.progress or describe_amount(commitment, item.item.metric)
    right = " · ".join(filter(None, (amount, streak or describe_recurrence(commitment), due)))
    return Fact(commitment.text, sign=SOON if due else OPEN, right=right, tone=due_tone(item.item.due, today))


def no_commitments_text(page: MemberPage) -> str:
    """Return the sentence for a member without open commitments."""
    return "Watchers don't have commitments." if page.member.role == "watcher" else "No open commitments."


def kept_text(page: MemberPage) -> str:
    """Return how many commitments were kept, with a chart by week; empty where the viewer may not know."""
    if page.kept is None or not page.kept.closed:
        return ""
    return f"{page.kept.kept} of {page.kept.closed} kept{kept_sparkline(page.kept)}"


def cards_title(page: MemberPage) -> str:
    """Return the heading of the cards with the day on which they were stated; empty without cards."""
    return f"Cards of {format_day(page.brainstorm_day)}" if page.brainstorm_day else ""


def cards(page: MemberPage) -> list[Fact]:
    """Return the member's cards of the last brainstorm that did not become an open commitment."""
    taken_card_ids = {item.item.commitment.card_id for item in page.commitments}
    return [Fact(card.text, sign="○", quiet=True) for card in page.cards if card.id not in taken_card_ids]


def training_and_accounts(page: MemberPage) -> list[Fact]:
    """Return the training of this week and the number of accounts the member owns."""
    facts = []
    training = page.training
    if training is not None:
        sessions = f"{format_count(training.sessions_this_week, 'session')} this week"
        if training.topics:
            sessions += f": {', '.join(training.topics)}"
        streak = f"{training.streak} days in a row" if training.streak > 1 else ""
        facts.append(Fact(sessions, who="Training", right=streak))
    if page.account_count:
        untouched = f"{page.untouched_accounts} not contacted for a month" if page.untouched_accounts else ""
        facts.append(Fact(format_count(page.account_count, "account"), who="Accounts", right=untouched))
    return facts


def goals(page: MemberPage) -> list[Fact]:
    """Return the personal goals that the viewer may see, each followed by its reason."""
    facts = []
    for goal in page.goals:
        due = f"by {format_date(goal.due)}" if goal.due else ""
        is_only_mine = goal.visibility == "me"
        if isinstance(goal.text, SealedText):
            due = LOCKED
        elif is_only_mine:
            due = " · ".join(filter(None, (due, ONLY_ME)))
        facts.append(Fact(goal.text, sign=ONLY_ME_SIGN if is_only_mine else OPEN, right=due))
        if goal.why:
            facts.append(Fact(goal.why, quiet=True))
    return facts


def no_goals_text(page: MemberPage, goals_key: str) -> str:
    """Return the sentence for no visible goals; it does not reveal whether there are goals that are not shared.

    `goals_key` opens the page of goals.
    """
    if page.member.role == "watcher":
        return ""
    if page.is_own:
        return f"No personal goals yet. Press {goals_key} to add one. It is sealed until you share it."
    return "No goals shared with you."


def owed_help(page: MemberPage, today: date) -> list[Fact]:
    """Return the help promised to the member, with who promised it and its due day or `to confirm`."""
    facts = []
    for help_owed in page.promised_help:
        due = format_due(help_owed.commitment.due, today) if help_owed.commitment.due else ""
        facts.append(
            Fact(
                help_owed.commitment.text,
                sign="●",
                who=help_owed.helper_name,
                right="to confirm" if help_owed.to_confirm else due,
                tone="accent" if help_owed.to_confirm else due_tone(help_owed.commitment.due, today),
            )
        )
    return facts


def no_owed_help_text(page: MemberPage, one_on_one_key: str) -> str:
    """Return the sentence for no promised help; empty for colleagues, who may not know that either.

    `one_on_one_key` opens the one-on-one in which help is promised.
    """
    if page.member.role == "watcher":
        return ""
    if not page.is_own and page.next_step is None:
        return ""
    return f"No help promised yet. Press {one_on_one_key} to open your one-on-one and add some."


def talks(page: MemberPage, today: date) -> list[Fact]:
    """Return the planned and the past conversations; on the viewer's own page with the other person's name."""
    facts = []
    if page.next_conversation is not None:
        kind, day = page.next_conversation.kind, page.next_conversation.held_on
        facts.append(Fact(kind, sign=PLANNED, right=format_due(day, today), tone=due_tone(day, today)))
    for talk in page.past_conversations:
        day = talk.conversation.held_on
        title = talk.conversation.kind + (f" with {talk.other_name}" if page.is_own else "")
        facts.append(Fact(title, sign="✓", right=format_day(day, today)))
    return facts


def no_talks_text(can_talk: bool) -> str:
    """Return the sentence for no conversations; empty unless the viewer can have one with the member (`can_talk`)."""
    return "No one-on-one yet." if can_talk else ""


def signals(page: MemberPage) -> list[Fact]:
    """Return the member's signals with their figures."""
    return [Fact(f"{signal.headline} · {signal.figures}", sign=signal_sign(signal)) for signal in page.signals]
