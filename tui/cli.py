"""The `huddle` command. It imports almost nothing at the top, because that would slow down every `huddle me`."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from tui.commands.registry import COMMANDS, GLOBAL_FLAGS, GLOBAL_OPTIONS, HIDDEN_COMMANDS, HOME_COMMAND
from tui.commands.standard_streams import OutputError, abandon_output, flush_output, write_error, write_output

if TYPE_CHECKING:
    from argparse import Namespace
    from types import ModuleType

    from tui.commands.context import Context

INTERRUPTED_STATUS = 130
"""The exit status after Ctrl-C: 128 + SIGINT, as in shells."""

PIPE_CLOSED_STATUS = 141
"""The exit status after the reader of the output has gone: 128 + SIGPIPE."""


class UsageError(Exception):
    """The command line is wrong; its text says how, for the user."""


class StoredUnprintedError(Exception):
    """The command has done its work, and its answer could not be printed. The text says both, and why."""


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit status: 0, 1 for an error, 2 for wrong usage.

    What was stored is no error, also when nobody could be told of it.
    """
    from core.errors import HuddleError

    argv = sys.argv[1:] if argv is None else argv
    try:
        status = _run(argv)
        flush_output()
        return status
    except UsageError as error:
        return _print_error(str(error), 2)
    except HuddleError as error:
        return _print_error(_with_file(str(error), argv), 1)
    except KeyboardInterrupt:
        return INTERRUPTED_STATUS
    except StoredUnprintedError as error:
        abandon_output()
        return _print_error(str(error), 0)
    except OutputError as error:
        abandon_output()
        return _print_error(f"The answer could not be printed: {error}.", 1)
    except BrokenPipeError:
        abandon_output()
        return PIPE_CLOSED_STATUS
    except SystemExit as error:  # argparse has printed what is wrong
        return error.code if isinstance(error.code, int) else 1
    except Exception as error:
        return _handle_unexpected(error)


def _run(argv: list[str]) -> int:
    values, rest = _split_global_options(argv)
    first = rest[0] if rest else None
    if first in ("-h", "--help", "help"):
        # A word may follow: `huddle help log` is `huddle log --help`.
        if len(rest) == 1:
            write_output(_help_text())
            return 0
        first, rest = rest[1], [rest[1], "--help"]
    if first in ("-V", "--version"):
        from importlib.metadata import version

        write_output(f"huddle {version('huddle-tui')}\n")
        return 0
    if first is not None and first.startswith("-"):
        raise UsageError(f"There is no option {first} before the word. See: huddle --help")
    module_name = _find_module(first)

    from argparse import HelpFormatter
    from importlib import import_module

    from tui.commands.context import Context
    from tui.commands.own_settings import OwnSettings
    from tui.commands.parser import CommandParser

    command = import_module(f"tui.commands.{module_name}")
    word = first or "home"
    parser = CommandParser(
        prog=f"huddle {first}" if first else "huddle",
        description=_description(word),
        epilog="Also: --db PATH, --team NAME and --as MEMBER, anywhere.",
        allow_abbrev=False,
        # Given here, because argparse would import shutil for it, a tenth of the time that `huddle me` may take.
        formatter_class=lambda prog: HelpFormatter(prog, width=_help_width()),
    )
    command.add(parser, word)
    args = parser.parse_args(rest[1:])
    args.word = word
    context = Context(
        db=values.get("--db"),
        team=values.get("--team"),
        as_option=values.get("--as"),
        settings=OwnSettings(values.get("--config"), is_accessible="--accessible" in values),
    )
    try:
        status = _run_command(command, args, context)
        flush_output()
        context.print_notices()
        return status if isinstance(status, int) else 0
    except (OutputError, BrokenPipeError) as error:
        if context.outcome:
            why = "its reader has gone" if isinstance(error, OSError) else error
            raise StoredUnprintedError(f"{context.outcome} Only the answer could not be printed ({why}).") from error
        raise
    except Exception as error:
        explained = context.explain(error)
        if explained is error:
            raise
        raise explained from error
    finally:
        context.close()


def _run_command(command: ModuleType, args: Namespace, context: Context) -> object:
    """Run the command; where it needs the member's key, ask for their passphrase and run it again."""
    try:
        return command.run(args, context)
    except Exception as error:
        if type(error).__name__ != "KeyNeeded" or context.ask_passphrase is None:
            raise
        from tui.commands.own_key import unlock_at_terminal

        unlock_at_terminal(context, getattr(error, "choose", ""))
        return command.run(args, context)


def _split_global_options(argv: list[str]) -> tuple[dict[str, str], list[str]]:
    """Split off the options of `GLOBAL_OPTIONS`: return their values and the other words. After `--` all words are
    kept.

    Raises `UsageError` for an option without a value.
    """
    values: dict[str, str] = {}
    rest: list[str] = []
    remaining = iter(argv)
    for word in remaining:
        if word == "--":
            rest += [word, *remaining]
            break
        if word in GLOBAL_FLAGS:
            values[word] = word
            continue
        name, equals, value = word.partition("=")
        if name not in GLOBAL_OPTIONS:
            rest.append(word)
            continue
        if not equals:
            value = next(remaining, "")
        if not value or (not equals and value.startswith("--")):
            raise UsageError(f"{name} needs its {GLOBAL_OPTIONS[name]}: {name} {GLOBAL_OPTIONS[name]}")
        values[name] = value
    return values, rest


def _find_module(word: str | None) -> str:
    if word is None:
        return HOME_COMMAND[0]
    for words in COMMANDS.values():
        if word in words:
            return words[word][0]
    if word in HIDDEN_COMMANDS:
        return HIDDEN_COMMANDS[word]

    from difflib import get_close_matches

    matches = get_close_matches(word, [name for words in COMMANDS.values() for name in words], n=1, cutoff=0.5)
    hint = f"Did you mean: huddle {matches[0]}" if matches else "See what there is with: huddle --help"
    raise UsageError(f"There is no command “{word}”. {hint}")


def _description(word: str) -> str:
    for words in COMMANDS.values():
        if word in words:
            return words[word][1][:1].upper() + words[word][1][1:] + "."
    return "The home screen."


def _help_width() -> int:
    """Return the width of help in columns: that of the terminal, at most 100, less two; 78 without a terminal."""
    try:
        return min(os.get_terminal_size().columns, 100) - 2
    except OSError:
        return 78


def _help_text() -> str:
    lines = ["usage: huddle [--db PATH] [--team NAME] [--as MEMBER] [WORD …]", ""]
    lines += [f"  {'huddle':<18}{HOME_COMMAND[1]}"]
    for subject, words in COMMANDS.items():
        lines += ["", subject]
        lines += [f"  {word:<18}{line}" for word, (_, line) in words.items()]
    lines += [
        "",
        "huddle WORD --help tells more. What reads has --json.",
        "--db, --team and --as may stand before the word or after it; HUDDLE_DB,",
        "HUDDLE_TEAM and HUDDLE_AS say the same once and for all.",
        "A new team begins with: huddle init NAME",
    ]
    return "\n".join(lines) + "\n"


# -- errors


def _print_error(sentence: str, status: int) -> int:
    write_error(f"huddle: {sentence}\n")
    return status


def _with_file(sentence: str, argv: list[str]) -> str:
    """Return the sentence with --db after the command in which it ends, where that was given: without it the command
    would be about another team."""
    import re
    from shlex import quote

    path = _split_global_options(argv)[0].get("--db")
    ends_in_command = re.search(r": huddle (?!init\b|demo\b|restore\b)[^:]*[^:.]$", sentence)
    if path is None or ends_in_command is None or "--db" in ends_in_command[0] or " or " in ends_in_command[0]:
        return sentence
    return f"{sentence} --db {quote(path)}"


def _handle_unexpected(error: Exception) -> int:
    """Print a sentence for an unexpected exception and return 1. With HUDDLE_DEBUG=1, raise it again."""
    if os.environ.get("HUDDLE_DEBUG") == "1":
        raise error
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return _print_error(f"{where}{error.strerror or error}.", 1)
    return _print_error(
        f"Something went wrong that Huddle did not foresee ({type(error).__name__}: {error}). "
        "HUDDLE_DEBUG=1 shows where; please report it. Look whether the file is whole with: huddle check",
        1,
    )


if __name__ == "__main__":
    sys.exit(main())
