"""`huddle member show`: prints a member's page, as far as the viewer may see it."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from tui.commands.context import Context

if TYPE_CHECKING:
    from core.member_page import MemberPage, Talk


def run(args: Namespace, context: Context) -> int:
    from core.member_page import member_page
    from core.members import member

    session = context.session()
    page = member_page(session, member(session, args.member) if args.member else session.me)
    if args.json:
        context.json(_values(page))
    else:
        context.out("\n".join(_lines(page)))
    return 0


def _lines(page: MemberPage) -> list[str]:
    from core.amounts import percent, shown

    lines = [page.member.name]
    if page.next is not None:
        lines.append(f"next: {page.next.words} · {page.next.command}")
    for number in page.numbers:
        row, scale, unit = number.standing, number.metric.scale, number.metric.unit
        pace = f", pace {percent(row.pace)}" if row.pace is not None else ""
        lines.append(f"  {number.title}: {shown(row.actual, scale, unit)} of {shown(row.target, scale, unit)}{pace}")
    kept = f" · {page.kept.kept} of {page.kept.closed} kept" if page.kept and page.kept.closed else ""
    lines.append(f"said{kept}" if page.said else f"nothing is open{kept}")
    for item in page.said:
        due = f" · {item.promised.due}" if item.promised.due else ""
        lines.append(f"  {item.promised.commitment.text}{f' · {item.so_far}' if item.so_far else ''}{due}")
    for title, texts in (
        ("personal goals", [goal.text for goal in page.goals]),
        ("support owed", [f"{owed.by}: {owed.promise.text}" for owed in page.owed]),
        ("talks", [_talk_line(page, talk) for talk in page.talks]),
        ("worth a look", [f"{signal.what} · {signal.figures}" for signal in page.signals]),
    ):
        if texts:
            lines += [title, *(f"  {text}" for text in texts)]
    if page.training is not None:
        streak = f", {page.training.streak} days in a row" if page.training.streak > 1 else ""
        lines.append(f"training: {page.training.week} this week{streak}")
    if page.accounts:
        still = f", {page.untouched} untouched for a month" if page.untouched else ""
        lines.append(f"accounts: {page.accounts}{still}")
    return lines


def _talk_line(page: MemberPage, talk: Talk) -> str:
    """Return a conversation as a line; on the viewer's own page with the other person, who else is the viewer."""
    return f"{talk.conversation.held_on} {talk.conversation.kind}" + (f" with {talk.other}" if page.own else "")


def _values(page: MemberPage) -> dict[str, object]:
    from core.amounts import number
    from tui.commands.signals import as_json

    return {
        "member": page.member.name,
        "numbers": [
            {
                "metric": own_number.metric.name,
                "period": own_number.period.label,
                "actual": number(own_number.standing.actual, own_number.metric.scale),
                "target": number(own_number.standing.target, own_number.metric.scale),
                "attainment": own_number.standing.attainment,
                "pace": own_number.standing.pace,
            }
            for own_number in page.numbers
        ],
        "commitments": [
            {
                "text": item.promised.commitment.text,
                "due": item.promised.due,
                "streak": item.promised.streak,
                "so_far": item.so_far or None,
            }
            for item in page.said
        ],
        "stated": [card.text for card in page.cards],
        "kept": {"kept": page.kept.kept, "closed": page.kept.closed} if page.kept else None,
        "goals": [{"text": goal.text, "why": goal.why, "due": goal.due} for goal in page.goals],
        "support_owed": [
            {"by": owed.by, "text": owed.promise.text, "due": owed.promise.due, "to_confirm": owed.to_confirm}
            for owed in page.owed
        ],
        "talks": [
            {"kind": talk.conversation.kind, "with": talk.other, "held_on": talk.conversation.held_on}
            for talk in page.talks
        ],
        "next_talk": page.next_talk.held_on if page.next_talk else None,
        "training": (
            {"week": page.training.week, "streak": page.training.streak, "topics": list(page.training.topics)}
            if page.training
            else None
        ),
        "accounts": {"count": page.accounts, "untouched": page.untouched},
        "signals": [as_json(signal) for signal in page.signals],
        "next": (
            {"words": page.next.words, "place": page.next.place, "command": page.next.command} if page.next else None
        ),
    }
