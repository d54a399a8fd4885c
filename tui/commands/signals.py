"""`huddle signals`: what is worth a look now, each line with its figures and one next step."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tui.commands.context import Context


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    from core import signals

    session = context.session()
    found = signals.signals(session)
    if args.json:
        context.json([as_json(each) for each in found])
        return 0
    if not found:
        context.out("Nothing to look at. How far you are: huddle me")
        return 0
    for member, some in signals.by_person(session, found):
        own = member is not None and session.viewer.is_member(member.id)
        context.out("You" if own else member.name if member else "The team")
        for each in some:
            context.out(f"  {'✓' if each.kind == 'success' else '●'} {each.what} · {each.figures}")
            context.out(f"      → {each.step.words}: {each.step.command}")
    return 0


def as_json(each: object) -> dict[str, object]:
    """A signal as plain values; whom it is about is null for the team."""
    from core.signals import Signal

    assert isinstance(each, Signal)
    return {
        "kind": each.kind,
        "about": each.about.name if each.about else None,
        "what": each.what,
        "figures": each.figures,
        "next": {"words": each.step.words, "place": each.step.place, "command": each.step.command},
    }
