"""The commands that open a screen. Textual is imported only when one is used."""

from __future__ import annotations

import gc
import os
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any

from tui.commands.context import Context
from tui.commands.terminal import has_terminal, show_screen

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from core.access.session import Session
    from tui.app import HuddleApp

MIN_ROTATION_SECONDS, MAX_ROTATION_SECONDS = 2, 3600
"""Bounds of the time a metric is shown in rotation: long enough to be read, at most an hour."""

MODES_BY_PLACE = {
    "home": "home", "meeting": "meeting", "leaderboard": "board", "me": "me", "team": "team", "plan": "plan",
}  # fmt: skip
"""The main screen of each place where the settings may let Huddle start."""

CHECK_SECONDS = 60
"""How long `huddle demo --check` waits for its frame: a cold start on a slow machine takes ten seconds."""

CHECK_SIZE = (100, 28)
"""Columns and lines of the simulated terminal of the check, if there is no real one."""


def add(parser: ArgumentParser, word: str) -> None:
    if word == "meet":
        parser.add_argument(
            "--room", action="store_true", help="the room view for a projector: nothing private, no keys"
        )
    elif word == "capture":
        parser.add_argument("--group", metavar="NAME", help="the group you type for (default: yours)")
    elif word == "board":
        parser.add_argument("metric", metavar="METRIC", nargs="?", help="the metric (default: the first)")
        parser.add_argument("--rotate", action="store_true", help="show one metric after another, for a television")
        parser.add_argument(
            "--every", metavar="SECONDS", type=_seconds, default=20.0, help="how long each is shown (default: 20)"
        )
        parser.add_argument("--room", action="store_true", help="as on a projector: no row is marked as yours")
    elif word == "demo":
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--check", action="store_true", help="draw one frame and quit")
        how.add_argument("--keep", metavar="FILE", help="create the sample team in a new file, to try things on")


def run(args: Namespace, context: Context) -> int:
    # Looking for pydantic plugins, which are not used, and collecting garbage among modules that stay loaded would take
    # a third of the time to the first frame.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    gc.disable()
    context.settings.is_lenient = True
    commands = {"home": _home, "meet": _meet, "capture": _capture, "board": _board, "demo": _demo}
    try:
        return commands[args.word](args, context)
    finally:
        gc.enable()


def _home(args: Namespace, context: Context) -> int:
    from tui.commands.setup import is_first_run, run_setup

    if has_terminal() and is_first_run(context) and not run_setup(context):
        return 0
    session = context.session()
    preferences = context.settings.preferences()
    return show_screen(session, MODES_BY_PLACE[preferences.settings.start], preferences=preferences)


def _meet(args: Namespace, context: Context) -> int:
    session = context.room_session() if args.room else context.session()
    preferences = context.settings.preferences(for_room=args.room)
    return show_screen(session, "room" if args.room else "meeting", preferences=preferences)


def _capture(args: Namespace, context: Context) -> int:
    session = context.session()
    preferences = context.settings.preferences()
    if args.group is None:
        return show_screen(session, "capture", preferences=preferences)
    from core.team.group_records import find_group
    from tui.capture.screen import CaptureScreen

    chosen_group = find_group(session, args.group)
    return show_screen(session, "capture", lambda: CaptureScreen(chosen_group), preferences=preferences)


def _board(args: Namespace, context: Context) -> int:
    session = context.room_session() if args.room else context.session()
    preferences = context.settings.preferences(for_room=args.room or args.rotate)
    if args.metric is None and not args.rotate:
        return show_screen(session, "board", preferences=preferences)
    from core.metrics.metrics import find_metric
    from tui.board.screen import BoardScreen

    chosen_metric = find_metric(session, args.metric) if args.metric else None
    every = args.every if args.rotate else None
    return show_screen(session, "board", lambda: BoardScreen(chosen_metric, every=every), preferences=preferences)


def _seconds(text: str) -> float:
    from argparse import ArgumentTypeError

    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not MIN_ROTATION_SECONDS <= seconds <= MAX_ROTATION_SECONDS:
        raise ArgumentTypeError(
            f"“{text}” is not a valid time. Use {MIN_ROTATION_SECONDS} to {MAX_ROTATION_SECONDS} seconds."
        )
    return seconds


# -- the sample team


def _demo(args: Namespace, context: Context) -> int:
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from core.errors import HuddleError
    from core.sample.build import build_sample
    from core.team.members import list_members
    from tui.commands.terminal import remove_when_ended

    if context.db or context.team:
        option = "--db" if context.db else "--team"
        raise HuddleError(f"The sample team is a new one, so {option} opens nothing here. Leave it out.")
    if args.keep is not None:
        from tui.commands.demo_file import keep_sample

        keep_sample(args.keep, context)
        return 0
    with TemporaryDirectory(prefix="huddle-demo-", ignore_cleanup_errors=True) as folder:
        remove_when_ended(Path(folder))
        path = Path(folder) / "sample.huddle"
        build_sample(path, context.clock)
        try:
            # HUDDLE_AS names a member of the user's own team, so only --as counts here.
            leader = next(person for person in list_members(context.switch_to_room(path)) if person.role == "leader")
            session = context.switch_session(path, context.as_option or leader.name)
            if args.check:
                return _check(session, context)
            return show_screen(session, "meeting", preferences=context.settings.preferences())
        finally:
            context.close()


def _check(session: Session, context: Context) -> int:
    """Open the meeting, in the terminal if there is one, and quit once a frame with the team's name is drawn.

    Raises `HuddleError` if no such frame appears.
    """
    import asyncio

    from core.errors import HuddleError
    from core.team.record import get_team
    from tui.app import HuddleApp

    frame_lines: list[str] = []

    async def wait_for_frame(pilot: Pilot[Any]) -> None:
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                await pilot.app.workers.wait_for_complete()
                await pilot.pause()
            frame_lines.extend(_lines(pilot.app))
        finally:
            pilot.app.exit()

    app: HuddleApp = HuddleApp(session, start="meeting")
    headless = not has_terminal()
    app.run(headless=headless, size=CHECK_SIZE if headless else None, auto_pilot=wait_for_frame)
    name = get_team(session).name
    if app.return_code or len(frame_lines) < 3 or not any(name.casefold() in line.casefold() for line in frame_lines):
        raise HuddleError(
            f"The sample team's meeting did not appear: {len(frame_lines)} lines were drawn. Please report it."
        )
    context.print_text(f"The meeting of {name} was opened and drawn: {len(frame_lines)} lines.")
    return 0


def _lines(app: Any) -> list[str]:
    """Return the lines of the screen that are not blank."""
    strips = app.screen._compositor.render_strips(app.size)
    return [text for strip in strips if (text := strip.text.strip())]
