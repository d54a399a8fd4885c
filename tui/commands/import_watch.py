"""`huddle import --watch FOLDER`: imports each new file of a folder once, until Ctrl-C."""

from __future__ import annotations

import sys
import time
from argparse import Namespace
from collections.abc import Callable

from core.errors import HuddleError
from core.importing.watching import POLL_SECONDS, Folder
from tui.commands.context import Context
from tui.commands.import_ import sentences
from tui.commands.import_progress import Bar


def watch(args: Namespace, context: Context, people: dict[str, str], wait: Callable[[float], None] = time.sleep) -> int:
    """Check the folder every `POLL_SECONDS`, print the outcome for each file, and return 0 on Ctrl-C."""
    if args.file is not None or args.dry_run:
        raise HuddleError("--watch takes a folder alone: huddle import --watch FOLDER [--map MAP]")
    folder = Folder(
        context.session(),
        args.watch,
        args.map,
        member=args.member,
        add_members=args.add_members,
        people=people,
    )
    if not args.json:
        context.out(f"Watching {folder.path}. Each new file is taken once; Ctrl-C ends it.")
    try:
        while True:
            bar = Bar()
            results = folder.look(bar.heard)
            bar.clear()
            for result in results:
                if args.json:
                    context.json({"file": result.path, "refused": result.refused or None, "done": result.done})
                elif result.done is None:
                    sys.stderr.write(f"{result.path.name} was not taken: {result.refused}\n")
                else:
                    context.out(f"{result.path.name}: {' '.join(sentences(result.done))}")
            sys.stdout.flush()
            wait(POLL_SECONDS)
    except KeyboardInterrupt:
        return 0
