"""`huddle check`: checks whether the team's file is intact."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tui.commands.context import Context


def add(parser: ArgumentParser, word: str) -> None:
    """Add the options of `huddle check`."""
    parser.add_argument("--modes", action="store_true", help="show who owns the file and who can read it")
    parser.add_argument("--since", metavar="HEAD", help="compare the history with a HEAD that was printed before")
    parser.add_argument("--receipt", metavar="FILE", help="compare signatures with receipts")
    parser.add_argument("--accept", action="store_true", help="accept the file as it is on this computer")
    parser.add_argument("--json", action="store_true", help="print the problems as JSON")


def run(args: Namespace, context: Context) -> int:
    """Print a sentence for each problem; the exit status is 1 if there is any."""
    from core.access.file_access import SETTINGS, read_setting
    from core.maintenance import seen
    from core.maintenance.check import compare_head, inspect_file, read_journal_head

    if args.receipt:
        return _check_receipts(args, context)
    path = context.path
    if args.modes:
        return _print_access(path, args, context)
    if args.since:
        is_same = f"The history up to {args.since} is unchanged."
        return _print_problems(path, compare_head(path, args.since), [is_same], args, context)
    if args.accept:
        seen.accept(path)
    report = inspect_file(path)
    problems = [*report.problems, *seen.compare(path)]
    head = read_journal_head(path)
    if args.json:
        context.print_json(
            {
                "path": str(path), "problems": problems, "notes": report.notes, "head": head,
                "setting": read_setting(path),
            }
        )  # fmt: skip
    else:
        for sentence in (*(problems or [f"No problems found in {path}."]), *report.notes):
            context.print_text(sentence)
        if head and not problems:
            context.print_text(f"The history ends at {head}. To compare it later: huddle check --since {head}")
        context.print_text(SETTINGS[read_setting(path)])
    return 1 if problems else 0


def _check_receipts(args: Namespace, context: Context) -> int:
    """Verify the receipts in a file by themselves, and compare them with the team's file, if there is one."""
    from pathlib import Path

    from core.conversations.receipts import is_genuine, read_receipts
    from core.errors import HuddleError
    from core.maintenance.check import compare_receipts
    from core.values.text import format_count

    file = Path(args.receipt).expanduser()
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise HuddleError(f"{file} cannot be read ({getattr(error, 'strerror', error)}). Name another file.") from error
    receipts = read_receipts(text)
    count = format_count(len(receipts), "receipt")
    path = _path_or_none(context)
    if path is None:
        broken = sum(not is_genuine(receipt) for receipt in receipts)
        problems = [f"{broken} of them: the signature does not match the text."] if broken else []
        whole = f"{count}: no problems found. There is no team file to compare with."
    else:
        _, problems = compare_receipts(path, text)
        whole = f"{path} has everything that is in {count}."
    return _print_problems(path, problems, [whole], args, context)


def _path_or_none(context: Context) -> Path | None:
    from core.errors import HuddleError

    try:
        return context.path if context.path.is_file() else None
    except HuddleError:
        return None


def _print_problems(path: Path | None, problems: list[str], whole: list[str], args: Namespace, context: Context) -> int:
    if args.json:
        context.print_json({"path": str(path) if path else None, "problems": problems})
    else:
        for sentence in problems or whole:
            context.print_text(sentence)
    return 1 if problems else 0


def _print_access(path: Path, args: Namespace, context: Context) -> int:
    from core.access.file_access import describe_file_access, read_file_access
    from core.errors import HuddleError

    try:
        access = read_file_access(path)
    except OSError as error:
        raise HuddleError(f"Can't reach {path} ({error.strerror}). Name the team's file with --db.") from error
    if args.json:
        context.print_json(access)
    else:
        for sentence in describe_file_access(access):
            context.print_text(sentence)
    return 0
