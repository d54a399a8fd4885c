"""`huddle import --watch FOLDER`: imports each new file of a folder once, until Ctrl-C."""

from __future__ import annotations

import time
from argparse import Namespace
from collections.abc import Callable

from core.errors import HuddleError
from core.importing.watched_folder import POLL_SECONDS, WatchedFolder
from tui.commands.context import Context
from tui.commands.standard_streams import flush_output, write_error
from tui.importing.output import ProgressLine, import_sentences


def watch_folder(
    args: Namespace, context: Context, people: dict[str, str], wait: Callable[[float], None] = time.sleep
) -> int:
    """Check the folder every `POLL_SECONDS`, print the outcome for each file, and return 0 on Ctrl-C."""
    if args.file is not None or args.dry_run:
        raise HuddleError("--watch needs a folder: huddle import --watch FOLDER [--map MAP]")
    folder = WatchedFolder(
        context.session(),
        args.watch,
        args.map,
        member=args.member,
        add_members=args.add_members,
        people=people,
    )
    if not args.json:
        context.print_text(f"Watching {folder.path}. Each new file is imported once. Press Ctrl-C to stop.")
    try:
        while True:
            bar = ProgressLine()
            results = folder.poll(bar.update)
            bar.clear()
            for result in results:
                if args.json:
                    context.print_json({"file": result.path, "refused": result.reason or None, "done": result.result})
                elif result.result is None:
                    write_error(f"{result.path.name} was not imported: {result.reason}\n")
                else:
                    context.print_text(f"{result.path.name}: {' '.join(import_sentences(result.result))}")
            flush_output()
            if results:
                context.look_after_file()
            wait(POLL_SECONDS)
    except KeyboardInterrupt:
        return 0
