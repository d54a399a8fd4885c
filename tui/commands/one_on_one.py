"""`huddle one-on-one`: the talk between leader and member, prepared in the shell or opened on its screen."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from tui.commands.context import Context

if TYPE_CHECKING:
    from core.models import Member
    from core.one_on_one_page import Help, Looked, Met, Page
    from core.session import Session


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("member", nargs="?", metavar="MEMBER", help="with whom (default: all; for a seller the leader)")
    parser.add_argument("--plan", metavar="DAY", help="plan it for friday, +14 or 2026-12-04")
    parser.add_argument("--agenda", metavar="TEXT", help="bring something to talk about; the two of you see it")
    parser.add_argument("--note", metavar="TEXT", help="note something for yourself; nobody else ever sees it")
    parser.add_argument("--json", action="store_true", help="print what lies on the table, and open no screen")


def run(args: Namespace, context: Context) -> int:
    s = context.session()
    asked = args.plan is not None or args.agenda is not None or args.note is not None
    member = _member(s, args.member, needed=asked)
    told = _prepared(s, member, args) if asked and member is not None else []
    if args.json:
        context.json(_page(s, member) if member is not None else _everybody(s))
    elif told:
        for line in told:
            context.out(line)
    else:
        return _open(s, member)
    return 0


def _open(s: Session, member: Member | None) -> int:
    from tui.commands.screens import _show

    if member is None:
        return _show(s, "one-on-one")
    from core.one_on_one import leads
    from tui.screens.one_on_ones import OneOnOnesScreen

    leads(s, member)  # who has none is told so in the shell
    return _show(s, "one-on-one", lambda: OneOnOnesScreen(member))


def _member(s: Session, name: str | None, *, needed: bool) -> Member | None:
    """With whom: whoever is named; a seller's only leader; else nobody in particular."""
    from core.errors import HuddleError
    from core.members import member, members

    if name is not None:
        return member(s, name)
    leaders = [each for each in members(s) if each.role == "leader"]
    if s.viewer.role == "seller" and len(leaders) == 1:
        return leaders[0]
    if needed:
        raise HuddleError("With whom? Name them, as in: huddle one-on-one Jon --plan friday")
    return None


def _prepared(s: Session, member: Member, args: Namespace) -> list[str]:
    """Does all that was asked, or nothing of it, and says what was done."""
    from core import one_on_one, periods, typed

    told = []
    with s.change("conversation.prepared"):
        if args.plan is not None:
            talk = one_on_one.plan(s, member, typed.day(args.plan, s.today))
            when = talk.held_on if talk.status == "planned" else talk.next_on or talk.held_on
            told.append(f"The one-on-one with {member.name} is planned: {periods.near(when, s.today)}, {when}.")
        if args.agenda is not None:
            told.append(f"On its agenda: {one_on_one.bring(s, member, args.agenda).text}")
        if args.note is not None:
            told.append(f"Noted, for you alone: {one_on_one.note(s, member, args.note).text}")
    return told


# -- for scripts


def _everybody(s: Session) -> list[dict[str, Any]]:
    from core.one_on_one_page import met

    return [_met(each) for each in met(s)]


def _met(each: Met) -> dict[str, Any]:
    return {
        "member": each.member.name,
        "last": each.last,
        "next": each.next,
        "open": each.is_open,
        "due": each.due,
        "cards_to_look_at": each.to_look_at,
        "help_open": each.help_open,
        "help_to_confirm": each.to_confirm,
    }


def _page(s: Session, member: Member) -> dict[str, Any]:
    from core.amounts import number
    from core.members import members
    from core.one_on_one_page import page

    found: Page = page(s, member)
    names = {each.id: each.name for each in members(s, include_left=True)}
    talk = found.talk
    return {
        "leader": found.leader.name,
        "member": found.member.name,
        "status": talk.status if talk else None,
        "on": talk.held_on if talk else None,
        "next": talk.next_on if talk else None,
        "last": found.last.held_on if found.last else None,
        "last_time": found.last.text if found.last else None,
        "cards": [_card(s, each) for each in found.cards],
        "agenda": [
            {"by": names[point.by_id], "text": point.text, "done": point.done, "carried_over": times}
            for point, times in found.agenda
        ],
        "help": [_help(each) for each in found.helps],
        "notes": [point.text for point in found.notes],
        "numbers": [
            {
                "metric": each.metric.name,
                "period": each.period.title,
                "actual": number(each.standing.actual, each.metric.scale),
                "target": number(each.standing.target, each.metric.scale),
                "attainment": each.standing.attainment,
                "pace": each.standing.pace,
            }
            for each in found.numbers
        ],
        "goals": [goal.text for goal in found.goals],
    }


def _card(s: Session, each: Looked) -> dict[str, Any]:
    from core.one_on_one_page import tactics

    return {
        "text": each.card.text,
        "trend": each.trend.name if each.trend else None,
        "verdict": each.verdict.kind if each.verdict else None,
        "others": [{"member": other.who.name, "text": other.text} for other in tactics(s, each.card)],
        "worries": [point.text for point in each.worries],
        "becomes": each.became.text if each.became else None,
        "before": list(each.earlier),
    }


def _help(each: Help) -> dict[str, Any]:
    promise = each.promise
    return {
        "text": each.text,
        "status": promise.status if promise else "asked for",
        "due": promise.due if promise else None,
        "to_confirm": each.to_confirm,
    }
