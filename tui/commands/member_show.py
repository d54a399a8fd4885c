"""`huddle member show`: one member's page, demand and support in one view, as far as it is for the viewer."""

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
    for each in page.numbers:
        row, scale, unit = each.standing, each.metric.scale, each.metric.unit
        pace = f", pace {percent(row.pace)}" if row.pace is not None else ""
        lines.append(f"  {each.title}: {shown(row.actual, scale, unit)} of {shown(row.target, scale, unit)}{pace}")
    kept = f" · {page.kept.kept} of {page.kept.closed} kept" if page.kept and page.kept.closed else ""
    lines.append(f"said{kept}" if page.said else f"nothing is open{kept}")
    for one in page.said:
        due = f" · {one.promised.due}" if one.promised.due else ""
        lines.append(f"  {one.promised.commitment.text}{f' · {one.so_far}' if one.so_far else ''}{due}")
    for title, some in (
        ("personal goals", [goal.text for goal in page.goals]),
        ("support owed", [f"{each.by}: {each.promise.text}" for each in page.owed]),
        ("talks", [_talk(page, each) for each in page.talks]),
        ("worth a look", [f"{each.what} · {each.figures}" for each in page.signals]),
    ):
        if some:
            lines += [title, *(f"  {text}" for text in some)]
    if page.training is not None:
        streak = f", {page.training.streak} days in a row" if page.training.streak > 1 else ""
        lines.append(f"training: {page.training.week} this week{streak}")
    if page.accounts:
        still = f", {page.untouched} untouched for a month" if page.untouched else ""
        lines.append(f"accounts: {page.accounts}{still}")
    return lines


def _talk(page: MemberPage, each: Talk) -> str:
    """With whom, on one's own page; on another's it was with oneself."""
    return f"{each.conversation.held_on} {each.conversation.kind}" + (f" with {each.other}" if page.own else "")


def _values(page: MemberPage) -> dict[str, object]:
    from core.amounts import number
    from tui.commands.signals import as_json

    return {
        "member": page.member.name,
        "numbers": [
            {
                "metric": each.metric.name,
                "period": each.period.label,
                "actual": number(each.standing.actual, each.metric.scale),
                "target": number(each.standing.target, each.metric.scale),
                "attainment": each.standing.attainment,
                "pace": each.standing.pace,
            }
            for each in page.numbers
        ],
        "commitments": [
            {
                "text": each.promised.commitment.text,
                "due": each.promised.due,
                "streak": each.promised.streak,
                "so_far": each.so_far or None,
            }
            for each in page.said
        ],
        "stated": [card.text for card in page.cards],
        "kept": {"kept": page.kept.kept, "closed": page.kept.closed} if page.kept else None,
        "goals": [{"text": goal.text, "why": goal.why, "due": goal.due} for goal in page.goals],
        "support_owed": [
            {"by": each.by, "text": each.promise.text, "due": each.promise.due, "to_confirm": each.to_confirm}
            for each in page.owed
        ],
        "talks": [
            {"kind": each.conversation.kind, "with": each.other, "held_on": each.conversation.held_on}
            for each in page.talks
        ],
        "next_talk": page.next_talk.held_on if page.next_talk else None,
        "training": (
            {"week": page.training.week, "streak": page.training.streak, "topics": list(page.training.topics)}
            if page.training
            else None
        ),
        "accounts": {"count": page.accounts, "untouched": page.untouched},
        "signals": [as_json(each) for each in page.signals],
        "next": (
            {"words": page.next.words, "place": page.next.place, "command": page.next.command} if page.next else None
        ),
    }
