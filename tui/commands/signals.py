"""`huddle signals`: prints the current signals, each with its figures and one next step."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from tui.commands.context import Context
from tui.widgets.signs import NEXT, SUCCESS, write_sign


def add(parser: ArgumentParser, word: str) -> None:
    parser.add_argument("--json", action="store_true", help="for scripts")


def run(args: Namespace, context: Context) -> int:
    from core.overview.signals import gaps, signals

    session = context.session()
    found_signals = signals.list_signals(session)
    if args.json:
        context.print_json([signal_values(signal) for signal in found_signals])
        return 0
    if not found_signals:
        context.print_text("No signals. See your progress with: huddle me")
    for member, member_signals in signals.group_by_member(session, found_signals):
        is_own = member is not None and session.viewer.is_member(member.id)
        context.print_text("You" if is_own else member.name if member else "The team")
        for signal in member_signals:
            sign = write_sign(SUCCESS if signal.kind == "success" else "●")
            context.print_text(f"  {sign} {signal.headline} · {signal.figures}")
            context.print_text(f"      {write_sign(NEXT)} {signal.step.text}: {signal.step.command}")
    for sentence in gaps.explain_gaps(session, found_signals):
        context.print_text(sentence)
    return 0


def signal_values(signal: object) -> dict[str, object]:
    """Return a signal for scripts; `about` is None for the team."""
    from core.overview.signals.signal import Signal
    from tui.action_hints import page_title

    assert isinstance(signal, Signal)
    return {
        "kind": signal.kind,
        "about": signal.about.name if signal.about else None,
        "what": signal.headline,
        "figures": signal.figures,
        "next": {"words": signal.step.text, "place": page_title(signal.step.action), "command": signal.step.command},
    }
