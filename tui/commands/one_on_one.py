"""`huddle one-on-one`: prepares the conversation of leader and member in the shell, or opens its screen."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from tui.commands.context import Context

if TYPE_CHECKING:
    from core.access.session import Session
    from core.conversations.one_on_one_page import CardVerdict, HelpItem, OneOnOnePage, OneOnOneSummary
    from core.models import Member


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument(
        "member", nargs="?", metavar="MEMBER", help="the other person (default: all; for sellers the leader)"
    )
    parser.add_argument("--plan", metavar="DAY", help="set the date: friday, +14 or 2026-12-04")
    parser.add_argument("--agenda", metavar="TEXT", help="add a point to the agenda; visible to both of you")
    parser.add_argument("--note", metavar="TEXT", help="add a private note (sealed: only you can open it)")
    parser.add_argument("--json", action="store_true", help="print it as JSON instead of opening a screen")


def run(args: Namespace, context: Context) -> int:
    session = context.session()
    has_options = args.plan is not None or args.agenda is not None or args.note is not None
    member = _choose_member(session, args.member, needed=has_options)
    sentences = _prepare(session, member, args) if has_options and member is not None else []
    if args.json:
        context.print_json(_page_values(session, member) if member is not None else _overview_values(session))
    elif sentences:
        for line in sentences:
            context.print_text(line)
    else:
        return _open_screen(context, session, member)
    return 0


def _open_screen(context: Context, session: Session, member: Member | None) -> int:
    from tui.commands.terminal import show_screen

    if member is None:
        return show_screen(session, "one-on-one", preferences=context.settings.preferences())
    from core.conversations.one_on_one import leader_and_member
    from tui.one_on_one.overview import OneOnOnesScreen

    leader_and_member(
        session, member
    )  # raises in the shell, rather than on the screen, if there can be no such one-on-one
    preferences = context.settings.preferences()
    return show_screen(session, "one-on-one", lambda: OneOnOnesScreen(member), preferences=preferences)


def _choose_member(session: Session, name: str | None, *, needed: bool) -> Member | None:
    """Return the named member, else a seller's only leader, else None. If `needed`, raise `HuddleError` for None."""
    from core.errors import HuddleError
    from core.team.members import find_member, list_members

    if name is not None:
        return find_member(session, name)
    leaders = [person for person in list_members(session) if person.role == "leader"]
    if session.viewer.role == "seller" and len(leaders) == 1:
        return leaders[0]
    if needed:
        raise HuddleError("Name the other person, e.g. huddle one-on-one Jon --plan friday")
    return None


def _prepare(session: Session, member: Member, args: Namespace) -> list[str]:
    """Apply all options in one change, and return a sentence for each."""
    from core.conversations import one_on_one
    from core.values import input_parsing, periods

    sentences = []
    with session.change("conversation.prepared"):
        if args.plan is not None:
            talk = one_on_one.plan(session, member, input_parsing.require_day(args.plan, session.today))
            when = talk.held_on if talk.status == "planned" else talk.next_on or talk.held_on
            sentences.append(f"The one-on-one with {member.name} is planned {periods.on_day(when, session.today)}.")
        if args.agenda is not None:
            sentences.append(f"Added to the agenda: {one_on_one.add_to_agenda(session, member, args.agenda).text}")
        if args.note is not None:
            sentences.append(
                f"Note added (sealed: only you can open it): {one_on_one.add_own_note(session, member, args.note).text}"
            )
    return sentences


# -- for scripts


def _overview_values(session: Session) -> list[dict[str, Any]]:
    from core.conversations.one_on_one_page import list_one_on_ones

    return [_overview_row(row) for row in list_one_on_ones(session)]


def _overview_row(row: OneOnOneSummary) -> dict[str, Any]:
    return {
        "member": row.member.name,
        "last": row.last_met_on,
        "next": row.next_on,
        "open": row.is_open,
        "due": row.is_due,
        "cards_to_look_at": row.cards_without_verdict,
        "help_open": row.open_help,
        "help_to_confirm": row.to_confirm,
    }


def _page_values(session: Session, member: Member) -> dict[str, Any]:
    from core.conversations.one_on_one_page import load_one_on_one_page
    from core.team.members import list_members
    from core.values.amounts import to_json_number

    shown_page: OneOnOnePage = load_one_on_one_page(session, member)
    names = {person.id: person.name for person in list_members(session, include_left=True)}
    talk = shown_page.conversation
    return {
        "leader": shown_page.leader.name,
        "member": shown_page.member.name,
        "status": talk.status if talk else None,
        "on": talk.held_on if talk else None,
        "next": talk.next_on if talk else None,
        "last": shown_page.last_conversation.held_on if shown_page.last_conversation else None,
        "last_time": shown_page.last_conversation.text if shown_page.last_conversation else None,
        "cards": [_card_values(session, reviewed) for reviewed in shown_page.cards],
        "agenda": [
            {"by": names[point.by_id], "text": point.text, "done": point.done, "carried_over": times}
            for point, times in shown_page.agenda
        ],
        "help": [_help_values(asked) for asked in shown_page.help_items],
        "notes": [point.text for point in shown_page.notes],
        "numbers": [
            {
                "metric": row.metric.name,
                "period": row.period.title,
                "actual": to_json_number(row.standing.actual, row.metric.scale),
                "target": to_json_number(row.standing.target, row.metric.scale),
                "better": row.metric.better,
                "attainment": row.standing.attainment,
                "pace": row.standing.pace,
            }
            for row in shown_page.numbers
        ],
        "goals": [goal.text for goal in shown_page.goals],
    }


def _card_values(session: Session, reviewed: CardVerdict) -> dict[str, Any]:
    from core.conversations.one_on_one_page import list_tactics

    return {
        "text": reviewed.card.text,
        "trend": reviewed.trend.name if reviewed.trend else None,
        "verdict": reviewed.verdict.kind if reviewed.verdict else None,
        "others": [{"member": other.member.name, "text": other.text} for other in list_tactics(session, reviewed.card)],
        "worries": [point.text for point in reviewed.worries],
        "becomes": reviewed.commitment.text if reviewed.commitment else None,
        "before": list(reviewed.earlier_wordings),
    }


def _help_values(asked: HelpItem) -> dict[str, Any]:
    promise = asked.commitment
    return {
        "text": asked.text,
        "status": promise.status if promise else "asked for",
        "due": promise.due if promise else None,
        "to_confirm": asked.to_confirm,
    }
