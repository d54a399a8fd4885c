"""`huddle signals`: prints the current signals, each with its figures and one next step."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tui.commands.context import Context


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    from core import signals

    session = context.session()
    found_signals = signals.signals(session)
    if args.json:
        context.json([as_json(signal) for signal in found_signals])
        return 0
    if not found_signals:
        context.out("Nothing to look at. How far you are: huddle me")
        return 0
    for member, member_signals in signals.by_person(session, found_signals):
        is_own = member is not None and session.viewer.is_member(member.id)
        context.out("You" if is_own else member.name if member else "The team")
        for signal in member_signals:
            context.out(f"  {'✓' if signal.kind == 'success' else '●'} {signal.what} · {signal.figures}")
            context.out(f"      → {signal.step.words}: {signal.step.command}")
    return 0


def as_json(each: object) -> dict[str, object]:
    """Return a signal for scripts; `about` is None for the team."""
    from core.signals import Signal

    assert isinstance(each, Signal)
    return {
        "kind": each.kind,
        "about": each.about.name if each.about else None,
        "what": each.what,
        "figures": each.figures,
        "next": {"words": each.step.words, "place": each.step.place, "command": each.step.command},
    }
