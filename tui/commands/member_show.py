"""`huddle member show`: prints a member's page, as far as the viewer may see it."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from tui.commands.context import Context

if TYPE_CHECKING:
    from core.overview.member_page import MemberConversation, MemberPage


def run(args: Namespace, context: Context) -> int:
    from core.overview.member_page import load_member_page
    from core.team.members import find_member

    session = context.session()
    page = load_member_page(session, find_member(session, args.member) if args.member else session.me)
    if args.json:
        context.print_json(_values(page))
    else:
        context.print_text("\n".join(_lines(page)))
    return 0


def _lines(page: MemberPage) -> list[str]:
    from core.metrics.rating import format_rating, format_target
    from core.values.amounts import format_amount, format_percent

    lines = [page.member.name]
    if page.next_step is not None:
        lines.append(f"next: {page.next_step.text} · {page.next_step.command}")
    for number in page.numbers:
        row, scale, unit, better = number.standing, number.metric.scale, number.metric.unit, number.metric.better
        pace = f", pace {format_percent(row.pace)}" if row.pace is not None else ""
        over = f", {format_rating(row.actual, row.target, better, scale, unit)}" if better == "lower" else ""
        lines.append(
            f"  {number.title}: {format_amount(row.actual, scale, unit)} "
            f"of {format_target(row.target, better, scale, unit)}{pace}{over}"
        )
    kept = f" · {page.kept.kept} of {page.kept.closed} kept" if page.kept and page.kept.closed else ""
    lines.append(f"said{kept}" if page.commitments else f"nothing is open{kept}")
    for item in page.commitments:
        due = f" · {item.item.due}" if item.item.due else ""
        lines.append(f"  {item.item.commitment.text}{f' · {item.progress}' if item.progress else ''}{due}")
    for title, texts in (
        ("personal goals", [goal.text for goal in page.goals]),
        ("support owed", [f"{owed.helper_name}: {owed.commitment.text}" for owed in page.promised_help]),
        ("talks", [_talk_line(page, talk) for talk in page.past_conversations]),
        ("worth a look", [f"{signal.headline} · {signal.figures}" for signal in page.signals]),
    ):
        if texts:
            lines += [title, *(f"  {text}" for text in texts)]
    if page.training is not None:
        streak = f", {page.training.streak} days in a row" if page.training.streak > 1 else ""
        lines.append(f"training: {page.training.sessions_this_week} this week{streak}")
    if page.account_count:
        still = f", {page.untouched_accounts} untouched for a month" if page.untouched_accounts else ""
        lines.append(f"accounts: {page.account_count}{still}")
    return lines


def _talk_line(page: MemberPage, talk: MemberConversation) -> str:
    """Return a conversation as a line; on the viewer's own page with the other person, who else is the viewer."""
    return f"{talk.conversation.held_on} {talk.conversation.kind}" + (f" with {talk.other_name}" if page.is_own else "")


def _values(page: MemberPage) -> dict[str, object]:
    from core.values.amounts import to_json_number
    from tui.action_hints import page_title
    from tui.commands.signals import signal_values

    return {
        "member": page.member.name,
        "numbers": [
            {
                "metric": own_number.metric.name,
                "period": own_number.period.label,
                "actual": to_json_number(own_number.standing.actual, own_number.metric.scale),
                "target": to_json_number(own_number.standing.target, own_number.metric.scale),
                "better": own_number.metric.better,
                "attainment": own_number.standing.attainment,
                "pace": own_number.standing.pace,
            }
            for own_number in page.numbers
        ],
        "commitments": [
            {
                "text": item.item.commitment.text,
                "due": item.item.due,
                "streak": item.item.streak,
                "so_far": item.progress or None,
            }
            for item in page.commitments
        ],
        "stated": [card.text for card in page.cards],
        "kept": {"kept": page.kept.kept, "closed": page.kept.closed} if page.kept else None,
        "goals": [{"text": goal.text, "why": goal.why, "due": goal.due} for goal in page.goals],
        "support_owed": [
            {
                "by": owed.helper_name,
                "text": owed.commitment.text,
                "due": owed.commitment.due,
                "to_confirm": owed.to_confirm,
            }
            for owed in page.promised_help
        ],
        "talks": [
            {"kind": talk.conversation.kind, "with": talk.other_name, "held_on": talk.conversation.held_on}
            for talk in page.past_conversations
        ],
        "next_talk": page.next_conversation.held_on if page.next_conversation else None,
        "training": (
            {
                "week": page.training.sessions_this_week,
                "streak": page.training.streak,
                "topics": list(page.training.topics),
            }
            if page.training
            else None
        ),
        "accounts": {"count": page.account_count, "untouched": page.untouched_accounts},
        "signals": [signal_values(signal) for signal in page.signals],
        "next": (
            {
                "words": page.next_step.text,
                "place": page_title(page.next_step.action),
                "command": page.next_step.command,
            }
            if page.next_step
            else None
        ),
    }
