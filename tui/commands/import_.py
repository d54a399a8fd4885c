"""`huddle import FILE`: imports an export of a CRM, after a preview of what would change."""

from __future__ import annotations

import gc
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from core.values.text import format_count
from tui.commands.standard_streams import write_error
from tui.commands.terminal import has_terminal
from tui.importing.output import ProgressLine, import_sentences, lines_text

if TYPE_CHECKING:
    from core.access.session import Session
    from core.importing.proposals import Proposal
    from core.importing.questions import Question
    from core.importing.result import ImportResult
    from tui.commands.context import Context


NOTHING_TAKEN, SOME_REFUSED = 1, 3
"""Exit codes: no row was taken; some rows were taken, and some were refused."""


def add(parser: ArgumentParser, word: str) -> None:
    """Add the options of `huddle import`."""
    parser.add_argument(
        "file", metavar="FILE", type=Path, nargs="?", help="CSV, spreadsheet or JSON export of your CRM"
    )
    parser.add_argument("--map", metavar="MAP", help="a TOML file or the name of a saved map; see docs/import.md")
    parser.add_argument(
        "--for", metavar="NAME", dest="member", help="the member all rows belong to, if the file has no names"
    )
    parser.add_argument(
        "--who", metavar="TEXT=NAME", action="append", default=[], help="who a name in the file means; it is remembered"
    )
    parser.add_argument("--add-members", action="store_true", help="add unknown people as members")
    parser.add_argument("--dry-run", action="store_true", help="preview; changes nothing")
    parser.add_argument("--yes", action="store_true", help="import or undo without asking")
    parser.add_argument("--guess", action="store_true", help="import by the guessed map as it is, for scripts")
    parser.add_argument("--list", action="store_true", help="list the imports, the latest first")
    parser.add_argument(
        "--undo",
        metavar="N",
        type=_import_number,
        nargs="?",
        const=1,
        help="take out import N of the list, else the latest",
    )
    parser.add_argument("--watch", metavar="FOLDER", type=Path, help="import each new file of a folder, until Ctrl-C")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def _import_number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ArgumentTypeError(
            f"“{text}” is not the number of an import. List them with: huddle import --list"
        ) from None


def run(args: Namespace, context: Context) -> int:
    """Import the file and print the outcome; refused rows go to standard error if no report could be written.

    Return 1 when no row was taken, and 3 when some were refused.
    """
    from core.errors import HuddleError

    people = _parse_people(args.who)
    if args.watch is not None:
        from tui.commands.import_watch import watch_folder

        return watch_folder(args, context, people)
    if args.list or args.undo is not None:
        from tui.commands.import_past import list_past, undo_past

        return list_past(args, context) if args.list else undo_past(args, context)
    if args.file is None:
        raise HuddleError("Name the file: huddle import FILE, or huddle import --watch FOLDER")
    session = context.session()
    needs_review = args.map is None and not (args.dry_run or args.yes or args.guess)
    if needs_review and not args.json and has_terminal():
        return _run_screen(session, args, people, context)
    # Exempt what is loaded from garbage collection: with a million rows it would be searched again and again.
    gc.freeze()
    try:
        return _import(session, args, context, people, needs_review)
    finally:
        gc.unfreeze()


def _run_screen(session: Session, args: Namespace, people: dict[str, str], context: Context) -> int:
    from core.importing.proposals import propose_map
    from tui.app import HuddleApp
    from tui.importing.screen import ImportingScreen

    proposal = propose_map(session, args.file, member=args.member, is_checked=True)
    app = HuddleApp(
        session,
        start="import",
        make_first_screen=lambda: ImportingScreen(proposal, add_members=args.add_members, people=people),
        preferences=context.settings.preferences(),
    )
    app.run()
    return app.return_code or 0


def _import(session: Session, args: Namespace, context: Context, people: dict[str, str], needs_review: bool) -> int:
    from core.importing.imports import import_file
    from core.importing.proposals import propose_map
    from core.importing.questions import AmbiguousFileError

    proposal = propose_map(session, args.file, args.map, member=args.member)
    if args.map is None:
        _require_known_map(proposal, args, needs_review)
    map_ = proposal.map
    while True:
        bar = ProgressLine()
        try:
            done = import_file(
                session,
                args.file,
                map_,
                add_members=args.add_members,
                dry_run=args.dry_run,
                people=people,
                on_progress=bar.update,
            )
            break
        except AmbiguousFileError as ambiguity:
            if args.json or not has_terminal():
                raise
            bar.clear()
            value = _ask(ambiguity.question)
            map_ = ambiguity.question.with_answer(map_, value)
            _remember(session, proposal, map_, ambiguity.question, value)
        finally:
            bar.clear()
    if args.json:
        context.print_json(done)
    else:
        for sentence in import_sentences(done):
            context.print_text(sentence)
    if done.refusals and done.refusals_file is None:
        _print_refused(done, args.file)
    if not done.has_taken:
        return NOTHING_TAKEN
    return SOME_REFUSED if done.refusal_count else 0


def _require_known_map(proposal: Proposal, args: Namespace, needs_review: bool) -> None:
    """Raise `HuddleError` if the file has no known map, or if the proposed map was neither reviewed nor accepted."""
    from core.errors import HuddleError
    from core.importing.map_explanation import explain_map
    from core.importing.open_file import open_table, read_first_rows

    if args.guess and proposal.missing:
        _raise_missing(proposal, args.file.name)
    if not proposal.is_known and not args.guess:
        raise HuddleError(explain_map(proposal.columns, args.file.name, read_first_rows(open_table(args.file))))
    if needs_review:
        name = proposal.origin
        raise HuddleError(
            f"{args.file.name} looks like {name}. Preview with --dry-run, or import with --yes. Nothing was changed."
        )


def _raise_missing(proposal: Proposal, file: str) -> NoReturn:
    from core.errors import HuddleError

    if "date" in proposal.missing:
        raise HuddleError(f"No column of {file} has dates. Export it again with a date for each row.")
    raise HuddleError(f"No column of {file} says whose its rows are. Name the member of all rows with --for NAME.")


def _ask(question: Question) -> str:
    """Ask the question and return the value of the answer, which is typed by its number.

    The question goes to standard error, because it is not part of the command's output. Raises `HuddleError` for an
    empty answer.
    """
    from core.errors import HuddleError

    write_error(f"{question.text}\n")
    for number, answer in enumerate(question.answers, start=1):
        write_error(f"  {number}  {answer.text}\n")
    while True:
        write_error("Which one? ")
        typed = sys.stdin.readline()
        if not typed.strip():
            raise HuddleError("Nothing was chosen. Nothing was changed.")
        if typed.strip() in [str(number + 1) for number in range(len(question.answers))]:
            return question.answers[int(typed) - 1].value


def _remember(session: Session, proposal: Proposal, map_: object, question: Question, value: str) -> None:
    from core.importing.mapping import ImportMap
    from core.importing.proposals import save_answer, save_map

    if proposal.map_file is not None:
        save_answer(proposal, question.key, value)
        write_error(f"Remembered in {proposal.map_file}.\n")
    elif isinstance(map_, ImportMap) and (path := save_map(session, proposal, map_)):
        write_error(f"Remembered in {path}.\n")


def _parse_people(given: list[str]) -> dict[str, str]:
    from core.errors import HuddleError

    people = {}
    for option in given:
        text, equals, name = option.rpartition("=")
        if not equals or not text.strip() or not name.strip():
            raise HuddleError(f"Write the name in the file and who it is: --who “{option}=NAME”")
        people[text.strip()] = name.strip()
    return people


def refused_lines_by_reason(imported: ImportResult) -> dict[str, list[int]]:
    """Return the numbers of the refused lines by reason, so that an unknown person is reported once for all rows."""
    lines_by_reason: dict[str, list[int]] = {}
    for refusal in imported.refusals:
        lines_by_reason.setdefault(refusal.reason, []).append(refusal.line)
    return lines_by_reason


def _print_refused(done: ImportResult, file: Path) -> None:
    rows = format_count(done.refusal_count, "row")
    if done.dry_run:
        write_error(f"{rows} would be refused:\n")
    else:
        write_error(f"{rows} could not be imported, and {file.parent} cannot be written to, so they are listed here:\n")
    for reason, lines in refused_lines_by_reason(done).items():
        write_error(f"  {lines_text(lines)}: {reason}\n")
    more = done.refusal_count - len(done.refusals)
    if more:
        write_error(f"  and {more:,} more.\n")
